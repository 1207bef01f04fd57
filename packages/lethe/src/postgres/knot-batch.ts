import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Act, Outcome, Writer } from '../engine/store.ts';
import type { KnotStep } from '../planner/knot-step.ts';
import type { Predicate } from '../planner/predicate.ts';
import type { WriteBody } from './batch.ts';
import { type Deleted, deleteTogether, rowsLeft } from './delete-together.ts';
import { groupOf, groupTooLarge, type Members, partsOf, stepOn, tiesInBatches, tooDeep } from './knot.ts';
import { ofFew } from './predicate-sql.ts';
import { refusalFinding } from './refusal.ts';
import { pendingSql } from './step-sql.ts';
import { type Claim, putBefore, settleRows } from './worklist.ts';

type Written = Awaited<ReturnType<WriteBody>>;

/** Looks for rows of others that a cascade from these would take along. */
export type Strangers = (
  table: string,
  tids: string,
  owned: Predicate,
) => Promise<(Outcome & { is: 'finding' }) | null>;

/**
 * A batch of a knot: the claimed rows and all that refers to them round it, in one statement. A row with more than fit
 * into one waits until those farthest from it have gone; rows that refer to each other, all of too many, stop the run.
 */
export async function writeKnot(
  client: ClientBase,
  writer: Writer,
  act: Act & { readonly step: KnotStep },
  claim: Claim,
  strangers: Strangers,
): Promise<Written> {
  const { outline } = act;
  const own = stepOn(outline, act.step, claim.table);
  const start = sql`select t.tableoid, t.ctid from ${claim.relation} as t
    where t.ctid = any(${claim.tids}::tid[]) and ${pendingSql(own, ofFew(outline))}`;
  const ties = tiesInBatches(outline, act.step);
  const { members, tooLarge } = await groupOf(client, start, ties);
  if (tooLarge) {
    if (claim.rows > 1) return { is: 'again', because: 'slow', detail: own.table };
    if (tooDeep(claim.depth)) return { is: 'finding', finding: groupTooLarge(act.step) };
    for (const last of members) {
      const step = stepOn(outline, act.step, last.table);
      await putBefore(client, writer.run, act.step.no, { ...last, step, depth: claim.depth + 1 });
    }
    return { rows: 0, more: true };
  }
  const gone = await deleteMembers(client, writer, act, { members, strangers });
  if ('is' in gone) return gone;
  return { rows: claim.rows, more: await settleRows(client, writer.run, act.step.no, claim), named: gone.named };
}

async function deleteMembers(
  client: ClientBase,
  writer: Writer,
  { outline, step }: Act & { readonly step: KnotStep },
  { members, strangers }: { readonly members: readonly Members[]; readonly strangers: Strangers },
): Promise<Deleted | Exclude<Outcome, { is: 'done' }>> {
  for (const { table, tids } of members) {
    const stranger = await strangers(table, tids, stepOn(outline, step, table).predicate);
    if (stranger !== null) return stranger;
  }
  const parts = partsOf(outline, step, members);
  const gone = await deleteTogether(client, { runId: writer.run, outline }, parts);
  if ('is' in gone) return gone;
  for (const [at, part] of parts.entries()) {
    if (gone.rows[at] === members[at]?.rows) continue;
    const left = await rowsLeft(client, part);
    if (left > 0) return { is: 'finding', finding: await refusalFinding(client, part.step, left) };
  }
  return gone;
}
