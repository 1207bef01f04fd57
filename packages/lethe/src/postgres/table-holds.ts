import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { TableHold } from '../planner/holds.ts';
import type { Outline } from '../planner/plan.ts';
import { one, run, type Sql } from './sql.ts';

/**
 * Holds `h` that stop the run `r`: those on a subject it deletes, on what that lies in and on what lies in that, and of
 * those on one table the ones of which it deletes or empties rows. A plan made under a hold on a table of its own subject
 * has no such step for that table, so it runs while the hold is in force.
 */
export const stops: Sql = sql`h.released_at is null and (h.scope = any(r.scopes) or r.scopes[1] = any(h.path))
  and (h.on_table is null or r.takes ? h.on_table)`;

export interface OpenTableHold extends TableHold {
  readonly scope: string;
}

/** Those in force on single tables. A database without schema `lethe`, or with an older one, has none. */
export async function openTableHolds(client: ClientBase): Promise<readonly OpenTableHold[]> {
  // By the catalogue, which every role may read: a plan is made before anything is migrated too.
  const { known } = await one<{ known: boolean }>(
    client,
    sql`select exists (select from pg_attribute a join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'lethe' and c.relname = 'holds' and a.attname = 'on_table') as known`,
  );
  if (!known) return [];
  const { rows } = await run<{ hold: string; scope: string; table: string }>(
    client,
    sql`select id as hold, scope, on_table as table from lethe.holds
        where released_at is null and on_table is not null order by id`,
  );
  return rows;
}

/**
 * A plan from before a hold on one of its tables would delete what is held; made again, it keeps it. Behind
 * `keepHoldsOut`: a hold placed after this stops the run itself.
 */
export async function refuseHeldTables(
  client: ClientBase,
  { outline, scopes }: { readonly outline: Outline; readonly scopes: readonly string[] },
): Promise<void> {
  const tables = outline.steps.filter(({ kind }) => kind !== 'detach').map(({ table }) => table);
  const { rows } = await run<{ hold: string; table: string }>(
    client,
    sql`select id as hold, on_table as table from lethe.holds
        where released_at is null and scope = any(${[...scopes]}::text[]) and on_table = any(${tables}::text[])
        order by id limit 1`,
  );
  const [held] = rows;
  if (held === undefined) return;
  throw new LetheError('PLAN_STALE', `rows of ${held.table} are held (${held.hold}), and the plan is from before that`);
}
