import { LetheError } from '../errors.ts';
import type { TableHold } from '../planner/holds.ts';
import type { Subject } from '../planner/plan.ts';
import { formatSubject } from '../planner/subject.ts';
import { nearest } from '../policy/nearest.ts';
import { openTableHolds } from '../postgres/table-holds.ts';
import type { Schema } from '../schema/graph.ts';
import type { Lethe } from './lethe.ts';
import { locate } from './subject-path.ts';

/** Refuses a hold on a table that is not there: misspelt, it would hold nothing. */
export function requireTable({ tables }: Schema, table: string): void {
  if (Object.hasOwn(tables, table)) return;
  const meant = nearest(table, Object.keys(tables));
  const hint = meant === null ? 'write it as schema.table' : `did you mean ${meant}?`;
  throw new LetheError('HOLD_INVALID', `"${table.slice(0, 100)}" is no table of this configuration's schemas; ${hint}`);
}

/** Holds on single tables of the subject and of what it lies in. `within`: what it is known to lie in, kind:key. */
export async function holdsOnTables(
  lethe: Lethe,
  subject: Subject,
  within: readonly string[],
): Promise<readonly TableHold[]> {
  const open = await lethe.database.use(openTableHolds);
  // Nearly always: nobody has to look where it lies.
  if (open.length === 0) return [];
  const path = new Set([...within, ...(await locate(lethe, formatSubject(subject))).path]);
  return open.filter(({ scope }) => path.has(scope)).map(({ hold, table }) => ({ hold, table }));
}
