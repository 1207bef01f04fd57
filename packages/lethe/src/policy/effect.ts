import { rowKey } from '../schema/row-key.ts';
import { type Condition, checkCondition, explainCondition, readCondition } from './condition.ts';
import { findColumn, findTable, type Known } from './lookup.ts';
import { readColumn, readName, readTable } from './names.ts';
import type { Effect } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, integer, object, oneOf, optional, type Read, refuse, required } from './read.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';

/**
 * What an effect answers: it did the work, found it done already, or was answered in a way that proves nothing (which
 * the certificate then says). Throwing means: not done, try again later; throwing a `PermanentError`: trying is useless.
 */
export type EffectOutcome = 'done' | 'already' | 'unverifiable';

// AbortSignal is no part of the language, so this folder cannot name it, but whoever writes an effect can.
type StopSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean };

export interface EffectContext {
  /** The same at every try for the same row: pass it on, so that a try that worked unseen is not repeated. */
  readonly idempotencyKey: string;
  readonly signal: StopSignal;
}

export type EffectRun = (values: Readonly<Record<string, unknown>>, context: EffectContext) => Promise<EffectOutcome>;

/** Thrown by an effect that no further try can help. Recognised by its mark: there may be two copies of this package. */
export class PermanentError extends Error {
  readonly permanent = true;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PermanentError';
  }
}

export function isPermanent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'permanent' in error && error.permanent === true;
}

/** Values wait as JSON until the effect runs: moments and bytes are handed over as PostgreSQL writes them in text. */
export type Handed<Value> = Value extends Date | Uint8Array ? string : Value;

export interface EffectOptions<Tables, Table extends TableIn<Tables>, Values extends ColumnIn<Tables, Table>> {
  readonly version: number;
  readonly table: Table;
  readonly values: readonly Values[];
  readonly order: 'before' | 'after';
  readonly where?: Condition<ColumnIn<Tables, Table>>;
  // A method, so that an effect with a typed row may stand where any effect may.
  run(
    row: { readonly [Column in Values]: Handed<Tables[Table][Column]> },
    context: EffectContext,
  ): Promise<EffectOutcome>;
}

export interface EffectWritten extends EffectOptions<AnyTables, string, string> {
  readonly name: string;
}

/** Something outside the rows, done once for each row of `table` that goes with the subject. */
export function effect(name: string, options: EffectOptions<AnyTables, string, string>): EffectWritten {
  return { ...options, name };
}

const isRun = (value: unknown): value is EffectRun => typeof value === 'function';

const readRun: Read<EffectRun | null> = (value, at) => {
  if (isRun(value)) return value;
  refuse(value, at, { expected: 'a function', write: "run: async (row, { idempotencyKey, signal }) => 'done'" });
  return null;
};

export interface EffectRead {
  readonly effect: Effect;
  /** Null where what was written is no code, which has been noted. */
  readonly run: EffectRun | null;
}

export const readVersion: Read<number> = integer(
  { expected: 'a whole number from 1', write: 'version: 1' },
  1,
  1_000_000,
);

const readWritten = object<Effect & { run: EffectRun | null }>(
  { expected: 'an effect', write: "effect('release-numbers', { … })" },
  {
    name: required(readName),
    version: required(readVersion),
    table: required(readTable),
    values: required(
      distinct({ expected: 'the columns the effect needs, at least one', write: "values: ['id']" }, readColumn, 1),
    ),
    order: required(oneOf('before', 'after')),
    where: optional<Condition | null>(readCondition, null),
    run: required(readRun),
  },
);

export const readEffect: Read<EffectRead> = (value, at) => {
  const { run, ...effect } = readWritten(value, at);
  return { effect: Object.freeze(effect), run };
};

export function checkEffect(effect: Effect, at: Place, known: Known): void {
  const table = findTable(effect.table, at.field('table'), known);
  if (table === null) return;
  if (rowKey(table) === null) {
    const found = `${table.name}, which has none`;
    const write = 'another table, or give this one a primary key';
    at.field('table').problem({
      expected: 'a table with a primary key or a unique key of NOT NULL columns, which makes the idempotency key',
      found,
      write,
    });
  }
  for (const [index, name] of effect.values.entries()) findColumn(table, name, at.field('values').item(index));
  checkCondition(effect.where, table, at.field('where'));
}

export function explainEffect(effect: Effect): string {
  const when = effect.order === 'before' ? 'before the rows go' : 'after the rows are gone';
  const rows = `each row of ${effect.table}${explainCondition(effect.where)}`;
  return `Effect ${effect.name}@${effect.version} runs for ${rows}, ${when}, with ${effect.values.join(', ')}.`;
}
