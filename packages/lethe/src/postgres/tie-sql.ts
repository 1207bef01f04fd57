import { sql } from 'kysely';
import type { Tie } from '../planner/plan.ts';
import { equalSql } from './predicate-sql.ts';
import { type Sql, tableSql } from './sql.ts';

/** `child` hangs by the tie from `parent`; both are aliases. */
function hangsSql({ columns, toColumns, when, compare }: Tie, child: string, parent: string): Sql {
  const arm = when === null ? sql`true` : sql`${sql.id(child, when.column)}::text = ${when.equals}`;
  return sql`${equalSql({ columns, keys: toColumns, ...compare }, child, parent)} and ${arm}`;
}

/**
 * Rows (rel, tid) that are led to from those of `start`, along the ties: `down`, to what refers to them, round and round;
 * `up`, to what they refer to. Nearest first. The name is that of a recursive WITH.
 */
export function ledTo(name: string, start: Sql, ties: readonly Tie[], way: 'down' | 'up'): Sql {
  const steps = ties.map((tie) => {
    const [from, next] = way === 'down' ? [tie.to, tie.table] : [tie.table, tie.to];
    const hangs = way === 'down' ? hangsSql(tie, 'n', 'f') : hangsSql(tie, 'f', 'n');
    return sql`select n.tableoid as rel, n.ctid as tid from ${tableSql(from)} f join ${tableSql(next)} n on ${hangs}
      where f.tableoid = g.rel and f.ctid = g.tid`;
  });
  if (steps.length === 0) return sql`${sql.id(name)}(rel, tid) as (${start})`;
  return sql`${sql.id(name)}(rel, tid) as (${start} union
    select led.rel, led.tid from ${sql.id(name)} g cross join lateral (${sql.join(steps, sql` union all `)}) led)`;
}
