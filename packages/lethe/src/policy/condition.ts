import type { Table } from '../schema/graph.ts';
import { findColumn } from './lookup.ts';
import { readColumn } from './names.ts';
import { nearest } from './nearest.ts';
import type { Place } from './problem.ts';
import { distinct, object, type Read, required, text } from './read.ts';

/** Only rows where the column, as text, is one of these values. */
export interface Condition<Columns extends string = string> {
  readonly column: Columns;
  readonly in: readonly string[];
}

const write = "where: { column: 'status', in: ['open', 'overdue'] }";

export const readCondition: Read<Condition> = object<Condition>(
  { expected: 'a column and the values it may have', write },
  {
    column: required(readColumn),
    in: required(
      distinct(
        { expected: 'at least one value', write: "in: ['open']" },
        text({ expected: 'a text', write: "'open'" }, /^/),
        1,
      ),
    ),
  },
);

export function checkCondition(condition: Condition | null, table: Table, at: Place): void {
  if (condition === null) return;
  const column = findColumn(table, condition.column, at.field('column'));
  const labels = column?.enumLabels ?? null;
  if (labels === null) return;
  for (const [index, value] of condition.in.entries()) checkLabel(value, labels, at.field('in').item(index));
}

/** A value outside the enum would never match, and the condition would be without effect in silence. */
export function checkLabel(value: string, labels: readonly string[], at: Place): void {
  if (labels.includes(value)) return;
  const meant = nearest(value, labels);
  const all = labels.map((label) => `'${label}'`).join(', ');
  at.problem({
    expected: `one of ${all}`,
    found: JSON.stringify(value),
    write: meant === null ? `one of ${all}` : `'${meant}'`,
  });
}

export function explainCondition(condition: Condition | null): string {
  return condition === null ? '' : ` where ${condition.column} is ${condition.in.join(' or ')}`;
}
