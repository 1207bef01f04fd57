import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Writes } from '../engine/receipt.ts';
import type { Outcome, Writer } from '../engine/store.ts';
import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import type { Outline } from '../planner/plan.ts';
import { asLetheError, type Database, isConnectionLoss, sqlState } from './connection.ts';
import { passGate } from './gate.ts';
import { run } from './sql.ts';
import { readWrites, writesBetween } from './table-writes.ts';
import { type AllowedWrites, outsidePlan, unnamed } from './writes-allowed.ts';

export interface BoundedWrite {
  readonly writer: Writer;
  readonly outline: Outline;
  /** Step number the receipt is booked under; 0 for the last transaction. */
  readonly step: number;
  /** `shared`: holds and pauses wait for it. `read`: long passes that write nothing of the product only look. */
  readonly gate: 'shared' | 'read';
  /**
   * Whether COMMIT waits for the disk. A batch need not: if the server dies, its rows and its receipt are undone
   * together and it is done again; the next durable commit, at the latest the last transaction's, makes it durable too.
   */
  readonly durable: boolean;
  readonly allowed: AllowedWrites;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

export interface Done {
  readonly rows: number;
  readonly more: boolean;
  readonly lockedTurns?: number;
  readonly moved?: boolean;
  /** By table, rows that statements named to be deleted. */
  readonly named?: ReadonlyMap<string, number>;
}

/** Answers the rows dealt with and whether there are more, or an outcome that rolls everything back. */
export type WriteBody = (client: ClientBase) => Promise<Done | Exclude<Outcome, { is: 'done' }>>;

/**
 * One bounded transaction: gate, write, receipt, commit. The receipt is what the server counted; a write outside the
 * plan, or a body that says so, rolls all of it back. Deferred constraints are checked here, not at COMMIT.
 */
export async function boundedWrite(database: Database, options: BoundedWrite, body: WriteBody): Promise<Outcome> {
  const begun = performance.now();
  try {
    return await database.use(async (client) => {
      await begin(client, options);
      try {
        const outcome = await writeAndReceipt(client, options, body);
        if (outcome.is !== 'done') {
          await client.query('rollback');
          return outcome;
        }
        await client.query('commit');
        faultPoint('batch.committed');
        return { ...outcome, ms: performance.now() - begun };
      } catch (error) {
        if (!isConnectionLoss(error)) await client.query('rollback');
        throw error;
      }
    });
  } catch (error) {
    return outcomeOf(error, options);
  }
}

async function begin(client: ClientBase, options: BoundedWrite): Promise<void> {
  // search_path stays the role's own: the product's triggers may rely on it. Everything of ours is written in full.
  await client.query(
    `begin isolation level read committed read write;
     set local row_security = off;
     ${options.durable ? '' : 'set local synchronous_commit = off;'}
     set local "lethe.run" = '${options.writer.run}'`,
  );
  faultPoint('batch.begun');
}

async function writeAndReceipt(client: ClientBase, options: BoundedWrite, body: WriteBody): Promise<Outcome> {
  const stopped = await passGate(client, options.writer, options.gate);
  if (stopped !== null) return stopped;
  // After the gate: a batch waits there as long as it takes, but for rows only as long as others may wait for it.
  await client.query(
    `set local lock_timeout = ${Math.round(options.lockTimeoutMs)};
     set local statement_timeout = ${Math.round(options.statementTimeoutMs)}`,
  );
  const before = options.gate === 'read' ? null : await readWrites(client);
  const answered = await body(client);
  if ('is' in answered) return answered;
  const { named = new Map<string, number>(), ...result } = answered;
  // A pass writes nothing of the product, so it has no receipt.
  if (before === null) return { is: 'done', ...result, writes: [], ms: 0 };
  await client.query('set constraints all immediate');
  faultPoint('batch.written');
  const writes = writesBetween(before, await readWrites(client));
  const outside = outsidePlan(writes, options.allowed, options) ?? unnamed(writes, named, options.outline);
  if (outside !== null) return outside;
  await storeReceipt(client, options, writes);
  faultPoint('batch.receipted');
  return { is: 'done', ...result, writes, ms: 0 };
}

async function storeReceipt(client: ClientBase, options: BoundedWrite, writes: readonly Writes[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(
    (w) => sql`(${w.table}::text, ${w.inserted}::bigint, ${w.updated}::bigint, ${w.deleted}::bigint)`,
  );
  await run(
    client,
    sql`insert into lethe.receipts (run, step, epoch, batch, relation, inserted, updated, deleted)
        select ${options.writer.run}, ${options.step}::int, ${options.writer.epoch}::int, b.batch, w.*
        from (select nextval('lethe.batches') as batch) b, (values ${sql.join(rows)}) w`,
  );
}

/** What an error of a rolled-back transaction means. What has no meaning here is thrown: nothing is dropped in silence. */
export function outcomeOf(error: unknown, { outline, step }: Pick<BoundedWrite, 'outline' | 'step'>): Outcome {
  const state = sqlState(error);
  const table = outline.steps.find((candidate) => candidate.no === step)?.table ?? outline.steps.at(-1)?.table ?? '';
  // What became of the transaction is unknown, and what earlier ones wrote may not have reached the disk: the phase is
  // repeated from what is stored.
  if (isConnectionLoss(error)) {
    throw new LetheError('DATABASE_UNREACHABLE', `the connection was lost while ${table} was worked on`, {
      cause: error,
    });
  }
  switch (state) {
    case '55P03':
      return { is: 'again', because: 'locked', detail: table };
    case '57014':
      return { is: 'again', because: 'slow', detail: table };
    case '40P01':
      return { is: 'again', because: 'deadlock', detail: table };
    case '40001':
      return { is: 'again', because: 'serialization', detail: table };
    case '23503':
    case '23001':
      return { is: 'again', because: 'late rows', detail: constraintOf(error) ?? table };
  }
  const known = asLetheError(error);
  const text = error instanceof Error ? error.message : '';
  if (state === '42501' || known?.code === 'PRIVILEGE_MISSING') {
    const hidden = /row-level security/.test(text);
    return {
      is: 'finding',
      finding: {
        code: hidden ? 'ROWS_HIDDEN' : 'PRIVILEGE_MISSING',
        table,
        message: hidden ? `row-level security hides rows of ${table} from this role` : text,
        next: hidden
          ? 'Connect with a role that row-level security does not apply to on this table.'
          : 'Grant the privilege to the role Lethe connects with, then resume the run.',
      },
    };
  }
  if (known !== null || state === null) throw error;
  // The message and detail of the server may quote a row: only its code and the names of things are kept.
  const constraint = constraintOf(error);
  return {
    is: 'finding',
    finding: {
      code: 'DATABASE_REFUSES',
      table,
      message: `the database refused to write ${table}: SQLSTATE ${state}${constraint === null ? '' : `, ${constraint}`}${functionOf(error)}`,
      next: 'Look at the constraint or trigger named; correct it or the rule, then resume the run.',
    },
  };
}

export function constraintOf(error: unknown): string | null {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string'
    ? error.constraint
    : null;
}

/** `, in function app.f`, where the error comes from within one. */
export function functionOf(error: unknown): string {
  const where = error instanceof Error && 'where' in error && typeof error.where === 'string' ? error.where : '';
  const [, name] = /PL\/pgSQL function ([\w."]+)/.exec(where) ?? [];
  return name === undefined ? '' : `, in function ${name}`;
}
