import type { Table } from '../schema/graph.ts';
import { findColumn, findTable, type Known } from './lookup.ts';
import { readColumn, readTable } from './names.ts';
import { checkOnlyOne, checkText } from './own-row.ts';
import type { People } from './policy.ts';
import type { Place } from './problem.ts';
import { object, type Read, required } from './read.ts';

export const readPeople: Read<People> = object<People>(
  {
    expected: 'the table of people, with their mail addresses',
    write: "people: { table: 'app.users', key: 'id', email: 'email' }",
  },
  { table: required(readTable), key: required(readColumn), email: required(readColumn) },
);

export function checkPeople({ table: name, key, email }: People, at: Place, known: Known): void {
  const table = findTable(name, at.field('table'), known);
  if (table !== null) checkColumns(table, { key, email }, at);
}

function checkColumns(table: Table, { key, email }: Omit<People, 'table'>, at: Place): void {
  const found = findColumn(table, key, at.field('key'));
  // A key of two people would send one's mail to the other.
  if (found !== null) checkOnlyOne(table, key, at.field('key'));
  checkText(findColumn(table, email, at.field('email')), at.field('email'));
}
