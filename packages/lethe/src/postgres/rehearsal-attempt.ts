import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { lateRows } from '../engine/lanes.ts';
import type { Writes } from '../engine/receipt.ts';
import type { Outcome } from '../engine/store.ts';
import type { Finding } from '../planner/finding.ts';
import { isKnot } from '../planner/knot-step.ts';
import type { Outline, Step } from '../planner/plan.ts';
import { outcomeOf } from './batch.ts';
import { isConnectionLoss } from './connection.ts';
import { deleteTogether, type Part } from './delete-together.ts';
import { amongSql, groupOf, partsOf, tiesInBatches, wholeKnot } from './knot.ts';
import { ofFew } from './predicate-sql.ts';
import { refusalFinding } from './refusal.ts';
import { beforeTheRun, brokenByValues, isLeft, staysBehind, writesOutside } from './rehearsal-findings.ts';
import { one, type Sql, tableSql } from './sql.ts';
import { pendingSql, writeSql } from './step-sql.ts';
import { readWrites, writesBetween } from './table-writes.ts';
import { allowedWrites, isOfLateRows, isOutside } from './writes-allowed.ts';

/** What came of a step that was tried. */
export interface Attempt {
  /** `refused`: a person must look. `late`: rows of earlier steps came between. `unsure`: others held it up. */
  readonly is: 'written' | 'refused' | 'late' | 'unsure';
  readonly rows: number;
  readonly writes: readonly Writes[];
  readonly findings: readonly Finding[];
  /** What there is to say where it does not settle however often it is tried. */
  readonly ifAgain: Finding;
}

/** The rows of the step that are tried: `where` is a condition on `t`. */
export interface Tried {
  readonly relation: Sql;
  readonly where: Sql;
  /** Not all of them, but some. */
  readonly sample: boolean;
}

/** Writes what the step would write, at a savepoint: what fails is taken back at once, and the next can be tried. */
export async function attempt(client: ClientBase, outline: Outline, step: Step, tried: Tried): Promise<Attempt> {
  await client.query('savepoint attempt');
  const made = await attemptUnguarded(client, outline, step, tried).catch((error: unknown) => {
    if (isConnectionLoss(error)) throw error;
    return failed(error, outline, step);
  });
  await client.query(made.is === 'written' ? 'release savepoint attempt' : 'rollback to savepoint attempt');
  return made;
}

async function attemptUnguarded(client: ClientBase, outline: Outline, step: Step, tried: Tried): Promise<Attempt> {
  const parts = await partsTried(client, outline, step, tried);
  const places = parts ?? [{ ...tried, step }];
  const there: string[][] = [];
  for (const place of places) there.push(await addressesOf(client, place));
  const before = await readWrites(client);
  const written = await write(client, outline, step, { tried, parts });
  if ('is' in written) return notWritten(written, step);
  const { rows, unchanged } = written;
  await client.query('set constraints all immediate');
  const writes = writesBetween(before, await readWrites(client));
  const outside = writes.filter((write) => isOutside(write, allowedWrites(outline, [step])));
  for (const [at, place] of places.entries()) {
    const were = there[at] ?? [];
    const still = new Set(await addressesOf(client, place));
    const kept = were.filter((address) => still.has(address)).length;
    const left = kept + unchanged + (places.length === 1 ? movedInstead(step, were.length - kept - rows, writes) : 0);
    if (left > 0) return { ...nothing(step), findings: [beforeTheRun(await refusalFinding(client, place.step, left))] };
  }
  const late = outside.find((write) => isOfLateRows(write, outline, step.no));
  if (late !== undefined) return { ...nothing(step), is: 'late', ifAgain: await writesOutside(client, step, late) };
  const findings = [
    ...(await Promise.all(outside.map((write) => writesOutside(client, step, write)))),
    ...writes
      .filter((write) => !outside.includes(write) && isLeft(write, outline))
      .map((write) => staysBehind(step, write)),
  ];
  return { ...nothing(step), is: 'written', rows, writes, findings };
}

const nothing = (step: Step): Attempt => ({
  ...{ is: 'refused', rows: 0, writes: [], findings: [] },
  ifAgain: beforeTheRun(lateRows(step.table)),
});

/**
 * What the statement deletes; null: it changes rows. Of a knot the steps wait for the last of them, and a sample is some
 * rows with all that refers to them.
 */
async function partsTried(
  client: ClientBase,
  outline: Outline,
  step: Step,
  { relation, where, sample }: Tried,
): Promise<readonly Part[] | null> {
  if (step.kind !== 'delete') return null;
  if (!isKnot(step)) return [{ step, relation, where }];
  if (!sample) return wholeKnot(outline, step) ?? [];
  const start = sql`select t.tableoid, t.ctid from ${relation} as t where ${where}`;
  const { members, tooLarge } = await groupOf(client, start, tiesInBatches(outline, step));
  return tooLarge ? [] : partsOf(outline, step, members);
}

/** `unchanged`: rows that were written and are as before, for a trigger put the old values back. */
async function write(
  client: ClientBase,
  outline: Outline,
  step: Step,
  { tried, parts }: { readonly tried: Tried; readonly parts: readonly Part[] | null },
): Promise<{ readonly rows: number; readonly unchanged: number } | Exclude<Outcome, { is: 'done' }>> {
  if (parts !== null) {
    const gone = await deleteTogether(client, { runId: null, outline }, parts);
    return 'is' in gone ? gone : { rows: gone.rows.reduce((sum, rows) => sum + rows, 0), unchanged: 0 };
  }
  const { rows, relations, tids } = await one<{ rows: number; relations: string; tids: string }>(
    client,
    sql`with written as (${writeSql(step, outline, tried.relation, tried.where)} returning t.tableoid as relation, t.ctid as tid)
        select count(*)::int as rows, coalesce(array_agg(relation), '{}')::text as relations,
          coalesce(array_agg(tid), '{}')::text as tids from written`,
  );
  const { unchanged } = await one<{ unchanged: number }>(
    client,
    sql`select count(*)::int as unchanged from ${tableSql(step.table)} t
        where ${amongSql({ relations, tids })} and ${pendingSql(step, ofFew(outline))}`,
  );
  return { rows, unchanged };
}

/** Rows that a trigger has changed instead of letting them go: they are there, and lie elsewhere. */
function movedInstead(step: Step, missing: number, writes: readonly Writes[]): number {
  const updated = writes.find(({ table }) => table === step.table)?.updated ?? 0;
  return step.kind === 'delete' ? Math.min(missing, updated) : 0;
}

/**
 * Where the rows lie. One that is where it was has not been written; one that a trigger put into its place, or that others
 * have added since, lies elsewhere.
 */
async function addressesOf(
  client: ClientBase,
  { relation, where }: Pick<Tried, 'relation' | 'where'>,
): Promise<string[]> {
  const { addresses } = await one<{ addresses: string[] }>(
    client,
    sql`select coalesce(array_agg(t.tableoid::text || t.ctid::text), '{}') as addresses
        from ${relation} as t where ${where}`,
  );
  return addresses;
}

function failed(error: unknown, outline: Outline, step: Step): Attempt {
  const outcome = outcomeOf(error, { outline, step: step.no });
  const broken = outcome.is === 'finding' ? brokenByValues(error, step) : null;
  return broken === null ? notWritten(outcome, step) : { ...nothing(step), findings: [broken] };
}

function notWritten(outcome: Outcome, step: Step): Attempt {
  if (outcome.is === 'finding') return { ...nothing(step), findings: [beforeTheRun(outcome.finding)] };
  const isLate = outcome.is === 'again' && outcome.because === 'late rows';
  return { ...nothing(step), is: isLate ? 'late' : 'unsure' };
}
