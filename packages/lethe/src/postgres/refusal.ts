import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Finding } from '../planner/finding.ts';
import type { Step } from '../planner/plan.ts';
import { quoteName } from './quote.ts';
import { run } from './sql.ts';

/** Rows that a statement named and that are still there afterwards: unresolved, with the triggers that may be why. */
export async function refusalFinding(client: ClientBase, step: Step, left: number): Promise<Finding> {
  const { rows } = await run<{ name: string }>(
    client,
    sql`select distinct t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and t.tgenabled <> 'D' and (t.tgtype & 2) <> 0
          and coalesce(pg_partition_root(c.oid), c.oid) = to_regclass(${quoteName(step.table)}) order by 1`,
  );
  const triggers = rows.map((row) => row.name);
  const by = triggers.length === 0 ? 'something' : `a BEFORE trigger (${triggers.join(', ')})`;
  return {
    code: 'TRIGGER_REFUSES',
    table: step.table,
    message: `${by} refused to ${step.kind} ${left} row${left === 1 ? '' : 's'} of ${step.table}; they are unresolved and the batch was rolled back`,
    next: 'Change the trigger or the rows it protects, or give the table a rule that leaves them; then resume the run.',
  };
}
