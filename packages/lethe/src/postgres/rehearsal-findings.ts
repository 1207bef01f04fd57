import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writes } from '../engine/receipt.ts';
import type { Finding } from '../planner/finding.ts';
import type { Outline, Step } from '../planner/plan.ts';
import { constraintOf, functionOf } from './batch.ts';
import { sqlState } from './connection.ts';
import { quoteName } from './quote.ts';
import { run } from './sql.ts';

/** Nothing has begun, so there is nothing to resume. */
export function beforeTheRun(finding: Finding): Finding {
  return { ...finding, next: finding.next.replaceAll('resume the run', 'plan again') };
}

/** CHECK, NOT NULL, UNIQUE, EXCLUDE, and a text that is too long. */
const brokenBy: Readonly<Record<string, string>> = {
  '23514': 'a check',
  '23502': 'NOT NULL',
  '23505': 'a unique key',
  '23P01': 'an exclusion',
  '22001': 'the length of a column',
};

/** The values that the rule writes do not fit the table: null where that is not what happened, or a trigger did it. */
export function brokenByValues(error: unknown, step: Step): Finding | null {
  const by = brokenBy[sqlState(error) ?? ''];
  if (by === undefined || step.kind === 'delete' || functionOf(error) !== '') return null;
  const constraint = constraintOf(error);
  const named = constraint === null ? by : `${by} (${constraint})`;
  if (step.kind === 'detach') {
    return {
      code: 'DATABASE_REFUSES',
      table: step.table,
      message: `${step.columns.join(', ')} of ${step.table} cannot become NULL in every row: ${named} refuses it`,
      next: `Give ${step.table} a rule other than detach, or change ${constraint ?? 'what refuses it'}; then plan again.`,
    };
  }
  return {
    code: 'ANONYMISE_INVALID',
    table: step.table,
    message: `the values that the rule writes into ${step.table} (${Object.keys(step.columns).join(', ')}) do not fit: ${named} refuses them`,
    next: `Write values with which ${constraint ?? by} holds under '${step.table}': anonymise(…), those of the columns it ties together included; then plan again.`,
  };
}

/** A trigger or cascade of the step's table writes what the plan does not have there. */
export async function writesOutside(
  client: ClientBase,
  step: Step,
  { table, inserted, updated, deleted }: Writes,
): Promise<Finding> {
  const event = step.kind === 'delete' ? 'deleting from' : 'updating';
  const triggers = await triggersOf(client, step);
  const declare = triggers.map((trigger) => `'${trigger}': ['${table}']`).join(' or ');
  return {
    code: 'WRITE_OUTSIDE_PLAN',
    table,
    message: `${event} ${step.table} also writes ${table} (${inserted} inserted, ${updated} updated, ${deleted} deleted when it was tried), which is not in the plan`,
    next:
      triggers.length === 0
        ? `Find what writes ${table}, and give ${table} a rule; then plan again.`
        : `Write ${declare} under triggers in the policy; then plan again.`,
  };
}

/** Triggers that the step fires, as the policy spells them. */
async function triggersOf(client: ClientBase, step: Step): Promise<readonly string[]> {
  const tables = [step.table, ...(step.kind === 'delete' ? step.cascades : [])];
  const event = step.kind === 'delete' ? 8 : 16;
  const { rows } = await run<{ carrier: string }>(
    client,
    sql`select n.nspname || '.' || c.relname || '.' || t.tgname as carrier
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgtype & ${event}::int <> 0 and t.tgparentid = 0
          and coalesce(pg_partition_root(c.oid), c.oid) = any(${tables.map(quoteName)}::regclass[])
        order by 1`,
  );
  return rows.map(({ carrier }) => carrier);
}

/** Rows that came into a table of which nothing is deleted, emptied, kept or ignored: of which rows are only cut off. */
export function isLeft({ table, inserted }: Writes, { steps, kept, ignored }: Outline): boolean {
  const isDealtWith = steps.some((step) => step.table === table && step.kind !== 'detach');
  return inserted > 0 && !isDealtWith && ![...kept, ...ignored].some((entry) => entry.table === table);
}

export function staysBehind(step: Step, { table, inserted }: Writes): Finding {
  const event = step.kind === 'delete' ? 'deleting from' : 'updating';
  return {
    code: 'TRIGGER_LEAVES_ROWS',
    table,
    message: `${event} ${step.table} makes rows of ${table} (${inserted} when it was tried), which no step deletes: what they hold of the subject would stay`,
    next: `Give ${table} the rule 'delete', and a link that such rows have set; or let it be kept or ignored with the reason; then plan again.`,
  };
}

/** Rows that triggers made, and that were still there when everything of the subject had gone. */
export function leftByTriggers(
  outline: Outline,
  before: ReadonlyMap<string, number>,
  writes: readonly Writes[] | null,
): readonly Finding[] {
  if (writes === null) return [];
  return [...Map.groupBy(writes, ({ table }) => table)].flatMap(([table, each]) => {
    const sum = (of: (write: Writes) => number): number => each.reduce((total, write) => total + of(write), 0);
    const inserted = sum((write) => write.inserted);
    const planned = before.get(table);
    // What is not deleted at all has been decided about, or is a finding of the plan.
    if (inserted === 0 || planned === undefined) return [];
    const left = planned + inserted - sum((write) => write.deleted);
    return left <= 0 ? [] : [rowsLeft(table, left, outline)];
  });
}

function rowsLeft(table: string, left: number, { subject }: Outline): Finding {
  return {
    code: 'TRIGGER_LEAVES_ROWS',
    table,
    message: `triggers made ${left} row${left === 1 ? '' : 's'} of ${table} while the ${subject.kind} went (it was tried), which no step finds: they would stay`,
    next: `Link ${table} to the ${subject.kind} by a column that such rows have set (or a path into their JSON), or let ${table} be kept or ignored with the reason.`,
  };
}
