import type { Column, Table } from '../schema/graph.ts';
import { findColumn, type KnownSubject, tiesOf } from './lookup.ts';
import { readColumn } from './names.ts';
import type { DetachRule } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, object, oneOf, type Read, required } from './read.ts';

export interface DetachWritten<Columns extends string = string> {
  readonly rule: 'detach';
  readonly columns: readonly Columns[];
}

/** The rows stay and their links to what is deleted become NULL: these columns, or without any every link that can. */
export function detach<const Columns extends string = never>(...columns: readonly Columns[]): DetachWritten<Columns> {
  return { rule: 'detach', columns };
}

export const readDetach: Read<DetachRule> = object<DetachRule>(
  { expected: 'a detach rule', write: "detach('assignee_id')" },
  {
    rule: required(oneOf('detach')),
    columns: required(distinct({ expected: 'columns', write: "detach('assignee_id')" }, readColumn)),
  },
);

export function checkDetach(rule: DetachRule, table: Table, at: Place, known: KnownSubject): void {
  const linked = new Set(tiesOf(table, known).flatMap((tie) => tie.columns));
  // Out of a list what goes is taken, and the rest stays.
  const isCut = ({ nullable, category }: Column): boolean => nullable || category === 'A';
  const possible = table.columns.filter((each) => isCut(each) && linked.has(each.name)).map((each) => each.name);
  const write =
    possible.length === 0 ? "'delete', or keep the rows with a reason" : `detach('${possible.join("', '")}')`;
  if (rule.columns.length === 0 && possible.length === 0) {
    at.problem({ expected: 'a table with a link that can be NULL', found: `${table.name}, which has none`, write });
  }
  for (const [index, name] of rule.columns.entries()) {
    const place = at.field('columns').item(index);
    const column = findColumn(table, name, place);
    if (column === null || possible.includes(name)) continue;
    const why = linked.has(name) ? 'which is NOT NULL' : 'which links to nothing';
    place.problem({ expected: 'a link that can be NULL', found: `${JSON.stringify(name)}, ${why}`, write });
  }
}

export function explainDetach(rule: DetachRule): string {
  const links = rule.columns.length === 0 ? 'every link to what is deleted' : rule.columns.join(', ');
  return `detached: the rows stay, ${links} is cut`;
}
