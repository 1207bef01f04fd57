import type { Column, Table } from '../schema/graph.ts';
import { type Duration, days } from './duration.ts';
import { findColumn, findTable, type Known } from './lookup.ts';
import { readColumn, readTable } from './names.ts';
import { checkOnlyOne, checkText } from './own-row.ts';
import type { People, SubjectRequest } from './policy.ts';
import type { Place } from './problem.ts';
import { object, optional, type Read, required } from './read.ts';
import { isDated } from './retention.ts';

export interface PeopleWritten {
  readonly table: string;
  readonly key: string;
  readonly email: string;
  readonly changedAt?: string;
  readonly previous?: string;
}

export const readPeople: Read<People> = object<People>(
  {
    expected: 'the table of people, with their mail addresses',
    write: "people: { table: 'app.users', key: 'id', email: 'email' }",
  },
  {
    table: required(readTable),
    key: required(readColumn),
    email: required(readColumn),
    changedAt: optional<string | null>(readColumn, null),
    previous: optional<string | null>(readColumn, null),
  },
);

export function checkPeople(people: People, at: Place, known: Known): void {
  const table = findTable(people.table, at.field('table'), known);
  if (table !== null) checkColumns(table, people, at);
  // Without the moment nobody could say for how long the earlier address is still told.
  if (people.previous === null || people.changedAt !== null) return;
  at.field('changedAt').problem({
    expected: 'the column that says when the address was changed, which previous needs',
    found: 'nothing',
    write: "changedAt: 'email_changed_at'",
  });
}

function checkColumns(table: Table, { key, email, changedAt, previous }: People, at: Place): void {
  const found = findColumn(table, key, at.field('key'));
  // A key of two people would send one's mail to the other.
  if (found !== null) checkOnlyOne(table, key, at.field('key'));
  checkText(findColumn(table, email, at.field('email')), at.field('email'));
  if (previous !== null) checkText(findColumn(table, previous, at.field('previous')), at.field('previous'));
  if (changedAt !== null) checkMoment(findColumn(table, changedAt, at.field('changedAt')), at.field('changedAt'));
}

function checkMoment(column: Column | null, at: Place): void {
  if (column === null || isDated(column)) return;
  at.problem({
    expected: 'a column that holds a moment',
    found: `${JSON.stringify(column.name)} of type ${column.type}`,
    write: 'a column of type timestamp with time zone',
  });
}

/** How long a changed address proves nothing; null: nobody says when one was changed. */
export function coolingOf(people: People | null, { cooling }: Pick<SubjectRequest, 'cooling'>): Duration | null {
  return people === null || people.changedAt === null ? null : (cooling ?? days(7));
}
