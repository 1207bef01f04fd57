import { sql } from 'kysely';
import { innerOf } from '../planner/named.ts';
import type { Step } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { type Asked, predicateSql } from './predicate-sql.ts';
import { type Sql, tableSql } from './sql.ts';
import { pendingSql } from './step-sql.ts';

/** What is read of the rows of a table (as `t`), as a query to be looked into. */
export function rowsSql(of: { readonly table: string; readonly predicate: Predicate }, asked: Asked, read: Sql): Sql {
  const parts = apart(of.predicate).map((predicate) => predicateSql(predicate, asked, 't'));
  return together(of.table, read, parts);
}

/** The same of the rows that the step has still to deal with. */
export function pendingRowsSql(step: Step, asked: Asked, read: Sql): Sql {
  return together(step.table, read, pendingParts(step, asked));
}

/** Conditions on the rows that the step has still to deal with: each is for one of them. */
export function pendingParts(step: Step, asked: Asked): readonly Sql[] {
  return apart(step.predicate).map((predicate) => pendingSql({ ...step, predicate }, asked));
}

function together(table: string, read: Sql, parts: readonly Sql[]): Sql {
  return sql`${sql.join(
    parts.map((where) => sql`select ${read} from ${tableSql(table)} t where ${where}`),
    sql` union all `,
  )}`;
}

// Each is told apart from all before it, so their cost grows faster than they do.
const mostParts = 4;

/**
 * Conditions of which a row fulfils one at most, and which are the predicate together. Rows that hang from this one or
 * from that one are found by the indexes of both where each is asked for alone: where an `or` looks into other tables, the server
 * reads the whole table.
 */
export function apart(predicate: Predicate): readonly Predicate[] {
  if (predicate.op !== 'any' || predicate.of.length > mostParts || !looksElsewhere(predicate)) return [predicate];
  return predicate.of.map((part, at) => {
    const before = predicate.of.slice(0, at).map((of): Predicate => ({ op: 'not', of }));
    return before.length === 0 ? part : { op: 'all', of: [part, ...before] };
  });
}

const looksElsewhere = (predicate: Predicate): boolean =>
  predicate.op === 'in' || innerOf(predicate).some(looksElsewhere);
