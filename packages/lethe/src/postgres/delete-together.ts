import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Outcome } from '../engine/store.ts';
import type { DeleteStep, EffectUse, Outline } from '../planner/plan.ts';
import { type Addresses, heldName, heldSql, ownedStep, whatBecameOf, withoutHolders } from './owned-rows.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { deleteSql, deletionSql } from './step-sql.ts';

/** Rows of one step that a statement deletes. */
export interface Part {
  readonly step: DeleteStep;
  /** The step's table, or a leaf of it. */
  readonly relation: Sql;
  readonly where: Sql;
}

export interface Deletion {
  /** Effects are handed the rows of this run; null: it is only tried. */
  readonly runId: string | null;
  readonly outline: Outline;
}

export interface Deleted {
  /** Rows of the parts, as they were given. */
  readonly rows: readonly number[];
  /** By table, rows that a statement of ours named: what went besides went by a cascade or a trigger. */
  readonly named: ReadonlyMap<string, number>;
}

type Failed = Exclude<Outcome, { is: 'done' }>;

/**
 * Deletes rows of one or several tables in one statement: every condition is tested on what was there before, and the
 * foreign keys look when all has gone. Rows whose values an effect needs go to the outbox with it. What these rows owned
 * goes in the same transaction, where nothing refers to it any more.
 */
export async function deleteTogether(
  client: ClientBase,
  deletion: Deletion,
  parts: readonly Part[],
): Promise<Deleted | Failed> {
  const { rows, owned } = await deleteNamed(client, deletion, parts);
  const named = new Map<string, number>();
  for (const [at, { step }] of parts.entries()) named.set(step.table, (named.get(step.table) ?? 0) + (rows[at] ?? 0));
  for (const addresses of owned) {
    const settled = await deleteOwned(client, deletion, addresses);
    if ('is' in settled) return settled;
    for (const [table, count] of settled.named) named.set(table, (named.get(table) ?? 0) + count);
  }
  return { rows, named };
}

/** The rows themselves, and the addresses of those that they owned, locked so that the last owner of each is one alone. */
async function deleteNamed(
  client: ClientBase,
  { runId, outline }: Deletion,
  parts: readonly Part[],
): Promise<{ rows: readonly number[]; owned: readonly Addresses[] }> {
  const [only] = parts;
  if (only === undefined) return { rows: [], owned: [] };
  const effects = (step: DeleteStep): readonly EffectUse[] =>
    runId === null ? [] : outline.effects.filter(({ table }) => table === step.table);
  const owning = parts.flatMap(({ step }, at) =>
    (step.owns ?? []).map((owns, no) => ({ owns, from: `gone${at}`, no })),
  );
  if (parts.length === 1 && effects(only.step).length === 0 && owning.length === 0)
    return { rows: [(await run(client, deleteSql(only.relation, only.where))).affected], owned: [] };
  const withs = [
    ...parts.flatMap((part, at) => deletionSql(`gone${at}`, part, runId ?? '', effects(part.step))),
    ...owning.map(({ owns, from, no }) => heldSql(heldName(from, no), owns, from)),
  ];
  const counts = parts.map((_, at) => sql`(select count(*)::int from ${sql.id(`gone${at}`)})`);
  const tables = owning.map(({ from, no }) => {
    const held = sql.id(heldName(from, no));
    return sql`(select json_build_array(coalesce(array_agg(rel), '{}')::text, coalesce(array_agg(tid), '{}')::text) from ${held})`;
  });
  const { rows, held } = await one<{ rows: number[]; held: [string, string][] }>(
    client,
    sql`with ${sql.join(withs)} select array[${sql.join(counts)}] as rows,
          json_build_array(${tables.length === 0 ? sql`` : sql.join(tables)}) as held`,
  );
  const owned = owning.map(({ owns: { table } }, at) => ({
    ...{ table, relations: held[at]?.[0] ?? '{}', tids: held[at]?.[1] ?? '{}' },
  }));
  return { rows, owned: owned.filter(({ tids }) => tids !== '{}') };
}

/**
 * In a statement of its own, after the locks: it sees what other transactions have committed meanwhile. Rows that are
 * referred to stay; if only by rows that should have gone before, all of this is undone, and those go first.
 */
async function deleteOwned(client: ClientBase, deletion: Deletion, addresses: Addresses): Promise<Deleted | Failed> {
  const step = ownedStep(deletion.outline, addresses.table);
  const where = withoutHolders(deletion.outline, addresses);
  const parts = step === null ? [] : [{ step, relation: tableSql(addresses.table), where }];
  const gone = await deleteTogether(client, deletion, parts);
  if ('is' in gone) return gone;
  return (await whatBecameOf(client, deletion.outline, addresses)) ?? gone;
}

/** Rows of the part that are there: after its statement, rows that something refuses to delete. */
export async function rowsLeft(client: ClientBase, { relation, where }: Omit<Part, 'step'>): Promise<number> {
  const { left } = await one<{ left: string }>(
    client,
    sql`select count(*) as left from ${relation} as t where ${where}`,
  );
  return Number(left);
}
