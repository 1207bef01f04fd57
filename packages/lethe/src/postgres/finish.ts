import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Outcome, Writer } from '../engine/store.ts';
import { faultPoint } from '../fault-point.ts';
import { isKnot, knotSteps } from '../planner/knot-step.ts';
import { goesWithOwners } from '../planner/owned-step.ts';
import type { Outline, Step } from '../planner/plan.ts';
import { boundedWrite } from './batch.ts';
import type { Database } from './connection.ts';
import { type Deleted, deleteTogether, type Part, rowsLeft } from './delete-together.ts';
import { fitsOneStatement, groupTooLarge, wholeKnot } from './knot.ts';
import { lookBehind } from './look-behind.ts';
import { predicateSql } from './predicate-sql.ts';
import { refusalFinding } from './refusal.ts';
import { pendingParts, pendingRowsSql } from './rows-sql.ts';
import { one, run, tableSql } from './sql.ts';
import { pendingSql, writeSql } from './step-sql.ts';
import { allowedWrites } from './writes-allowed.ts';

/**
 * The last transaction. The lock on the subject's own row stops every insert that refers to it by a foreign key, so
 * what the statements after it do not find can never come; then the row itself goes, or is emptied where kept rows
 * hang from it. Nearly nothing is left to delete by now: the sweep before it was the long one.
 *
 * A subject without a row has nothing to lock. What keeps new rows out, if anything does, is the insert guard; this
 * transaction only sees that there is nothing left when it ends.
 */
export async function finish(
  database: Database,
  writer: Writer,
  outline: Outline,
  statementTimeoutMs = 2_000,
): Promise<Outcome> {
  const bounded = {
    writer,
    outline,
    step: 0,
    gate: 'shared' as const,
    durable: true,
    allowed: allowedWrites(outline, outline.steps),
    lockTimeoutMs: 200,
    statementTimeoutMs,
  };
  const outcome = await boundedWrite(database, bounded, async (client) => {
    await lookBehind(client);
    // Where the row may either go or stay emptied there are two steps, of the same table.
    const root = outline.steps.find((step) => step.root);
    if (root !== undefined) await lockRow(client, outline, root);
    let rows = 0;
    const named = new Map<string, number>();
    for (const step of outline.steps) {
      const done = await finishStep(client, writer, outline, step);
      if ('is' in done) return done;
      rows += done.rows.reduce((sum, count) => sum + count, 0);
      for (const [table, count] of done.named) named.set(table, (named.get(table) ?? 0) + count);
    }
    const left = root === undefined ? await cameMeanwhile(client, outline) : await stillThere(client, outline);
    if (left !== null) return left;
    await run(client, sql`update lethe.runs set phase = 'effects after' where id = ${writer.run}`);
    await run(
      client,
      sql`update lethe.steps set state = 'done', finished_at = lethe.now() where run = ${writer.run} and state <> 'done'`,
    );
    await run(
      client,
      sql`insert into lethe.events (run, type, data) values (${writer.run}, 'run.root_done', ${{ rows }})`,
    );
    faultPoint('root.written');
    return { rows, more: false, named };
  });
  if (outcome.is === 'done') faultPoint('root.committed');
  return outcome;
}

async function lockRow(client: ClientBase, outline: Outline, root: Step): Promise<void> {
  const subject = predicateSql({ op: 'subject', columns: root.key }, outline, 't');
  await run(client, sql`select from ${tableSql(root.table)} t where ${subject} for update`);
}

const nothing: Deleted = { rows: [], named: new Map() };

/** Rows dealt with, or why it cannot be. Steps of a knot wait for the last of them, and go in one statement. */
async function finishStep(
  client: ClientBase,
  writer: Writer,
  outline: Outline,
  step: Step,
): Promise<Deleted | Exclude<Outcome, { is: 'done' }>> {
  if (goesWithOwners(outline, step)) return nothing;
  const relation = tableSql(step.table);
  if (step.kind !== 'delete') {
    const { affected } = await run(client, writeSql(step, outline, relation, pendingSql(step, outline)));
    return { rows: [affected], named: new Map() };
  }
  const apart = (): readonly Part[] => pendingParts(step, outline).map((where) => ({ step, relation, where }));
  const parts = isKnot(step) ? wholeKnot(outline, step) : apart();
  if (parts === null) return nothing;
  if (isKnot(step) && !(await fitsOneStatement(client, parts))) return { is: 'finding', finding: groupTooLarge(step) };
  return deleteTogether(client, { runId: writer.run, outline }, parts);
}

/** Rows that were committed behind a statement of this transaction: it is tried again after another sweep, which names what refuses to go. */
async function cameMeanwhile(client: ClientBase, outline: Outline): Promise<(Outcome & { is: 'again' }) | null> {
  for (const step of outline.steps) {
    const { left } = await one<{ left: boolean }>(
      client,
      sql`select exists (${pendingRowsSql(step, outline, sql`t.ctid`)}) as left`,
    );
    if (left) return { is: 'again', because: 'late rows', detail: step.table };
  }
  return null;
}

/** A trigger may have kept a row although the statement named it: then nothing of this transaction stands. */
async function stillThere(client: ClientBase, outline: Outline): Promise<(Outcome & { is: 'finding' }) | null> {
  const withRow = (step: Step): boolean =>
    step.root || (isKnot(step) && knotSteps(outline, step).some(({ root }) => root));
  for (const step of outline.steps.filter(withRow)) {
    const where = pendingSql(step, outline);
    const left = await rowsLeft(client, { relation: tableSql(step.table), where });
    if (left > 0) return { is: 'finding', finding: await refusalFinding(client, step, left) };
  }
  return null;
}
