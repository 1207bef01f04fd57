import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Outcome } from '../engine/store.ts';
import type { AnonymiseStep, DeleteStep, Outline, OwnedTable, Owns } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { ofFew, predicateSql, sidesSql } from './predicate-sql.ts';
import { refusalFinding } from './refusal.ts';
import { columnsSql, one, type Sql, tableSql } from './sql.ts';
import { changesSql } from './step-sql.ts';

/** Rows of one table; both arrays in the server's own text form. */
export interface Addresses {
  readonly table: string;
  readonly relations: string;
  readonly tids: string;
}

export const heldName = (from: string, no: number): string => `${from}_held${no}`;

/**
 * The rows that those of `from` owned, as a part of a WITH. Locked, in the order of their key: of two transactions that
 * each delete an owner of the same row, the second waits here, and sees when it goes on that it is the last.
 */
export function heldSql(name: string, { table, columns, toColumns, compare }: Owns, from: string): Sql {
  const sides = sidesSql({ columns: toColumns, keys: columns, ...compare }, 'o', 'g');
  return sql`${sql.id(name)} as (select o.tableoid as rel, o.ctid as tid from ${tableSql(table)} o
    where (${sides.columns}) in (select ${sides.keys} from ${sql.id(from)} g)
    order by ${columnsSql('o', toColumns)} for update of o)`;
}

/** The step that deletes the owned rows; null: they stay, by a rule. */
export function ownedStep({ steps }: Outline, table: string): DeleteStep | null {
  return steps.find((step): step is DeleteStep => step.kind === 'delete' && step.table === table) ?? null;
}

/** Of these rows, those that no row refers to. */
export function withoutHolders(outline: Outline, addresses: Addresses): Sql {
  const { holders } = ownedTable(outline, addresses.table);
  return sql.join([amongSql(addresses), ...holders.map(({ rows }) => noneSql(outline, rows))], sql` and `);
}

/**
 * Rows that are there still are somebody else's too, or wait for their last owner. Neither, and they were to go (or to
 * be emptied) before, with what hangs from them: that comes first, and these again. Null: all is as it should be.
 */
export async function whatBecameOf(
  client: ClientBase,
  outline: Outline,
  addresses: Addresses,
): Promise<Exclude<Outcome, { is: 'done' }> | null> {
  const { holders } = ownedTable(outline, addresses.table);
  const kept = holders.flatMap(({ keeping }) => (keeping === null ? [] : [noneSql(outline, keeping)]));
  const step = ownedStep(outline, addresses.table);
  const emptied = step === null ? notEmptied(outline, addresses.table) : sql`true`;
  const late = holders.map(
    ({ table, rows }) => sql`when bool_or(not ${noneSql(outline, rows)}) then ${sql.lit(table)}`,
  );
  const { left, by } = await one<{ left: string; by: string | null }>(
    client,
    sql`select count(*) as left, ${late.length === 0 ? sql`null` : sql`case ${sql.join(late, sql` `)} end`} as by
        from ${tableSql(addresses.table)} t where ${sql.join([amongSql(addresses), ...kept, emptied], sql` and `)}`,
  );
  if (left === '0') return null;
  if (step === null || by !== null) return { is: 'again', because: 'late rows', detail: by ?? addresses.table };
  return { is: 'finding', finding: await refusalFinding(client, step, Number(left)) };
}

/** Rows whose values are not what the step that empties them writes. */
function notEmptied({ steps }: Outline, table: string): Sql {
  const step = steps.find((each): each is AnonymiseStep => each.kind === 'anonymise' && each.table === table);
  return step === undefined ? sql`false` : sql`(${sql.join(changesSql(step), sql` or `)})`;
}

function amongSql({ relations, tids }: Addresses): Sql {
  return sql`t.ctid = any(${tids}::tid[]) and (t.tableoid, t.ctid) in
    (select * from unnest(${relations}::oid[], ${tids}::tid[]))`;
}

function noneSql(outline: Outline, of: Predicate): Sql {
  return predicateSql({ op: 'not', of }, ofFew(outline), 't');
}

function ownedTable({ owned = [] }: Outline, table: string): OwnedTable {
  const found = owned.find((each) => each.table === table);
  if (found === undefined) throw new Error(`bug: ${table} is owned, and the plan does not say by whom`);
  return found;
}
