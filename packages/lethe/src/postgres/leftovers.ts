import { sql } from 'kysely';
import type { RunRecord } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import type { Leftover, Leftovers } from '../engine/run.ts';
import type { View } from '../schema/graph.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { goneSamples, type Stale } from './gone-samples.ts';
import { introspect } from './introspect.ts';
import { sequencesNamedAfter } from './named-sequences.ts';
import { refreshViews } from './refresh-views.ts';
import { type NotedSamples, noteSamples } from './sampled-values.ts';
import { run } from './sql.ts';
import { analyse, analysedSince } from './statistics.ts';

export interface LeftoverOptions {
  readonly schemas: readonly string[];
  /** Materialised views that the store says are refreshed. */
  readonly refresh: readonly string[];
  readonly receipts: (run: string) => Promise<readonly Receipt[]>;
}

/** Copies that the database keeps of rows that are gone: refreshed and analysed as far as this may be done, and otherwise said. */
export function postgresLeftovers(database: Database, options: LeftoverOptions): Leftovers {
  return {
    note: (run) => note(database, run),
    settle: (run) => settle(database, run, options),
  };
}

const noted = 'run.sampled';
const analysed = 'run.analysed';

async function note(database: Database, record: RunRecord): Promise<void> {
  await tell(database, record, { type: noted, data: await noteSamples(database, record) });
}

/**
 * The run's row is locked first, as by all who record its events: they become visible in the order of their numbers. A
 * worker whose run was taken over tells nothing; it is stopped by its next write.
 */
async function tell(
  database: Database,
  { id, request, epoch }: RunRecord,
  event: { readonly type: string; readonly data: object },
): Promise<void> {
  await database.transaction(async (client) => {
    const { rows } = await run(
      client,
      sql`select from lethe.runs where id = ${id} and epoch = ${epoch}::int for update`,
    );
    if (rows.length > 0) await recordEvent(client, { request, run: id, ...event });
  });
}

/**
 * Tables noted before the rows went, and those that were analysed on the way; of others what is sampled of the subject
 * alone; without those that this worker has analysed since, before its connection was lost.
 */
async function toAnalyse(database: Database, record: RunRecord, written: readonly string[]): Promise<readonly Stale[]> {
  const { rows } = await database.use((client) =>
    run<{ type: string; data: Partial<NotedSamples> & { epoch?: number } }>(
      client,
      sql`select type, data from lethe.events where run = ${record.id} and type in (${noted}, ${analysed})`,
    ),
  );
  const done = rows.filter(({ type, data }) => type === analysed && data.epoch === record.epoch);
  const isDone = new Set(done.flatMap(({ data }) => data.tables ?? []));
  const notes = rows.filter(({ type }) => type === noted);
  const since = await analysedSince(database, written, record.createdAt);
  const whole = new Set([...notes.flatMap(({ data }) => data.tables ?? []), ...since]);
  const isOpen = (table: string): boolean => written.includes(table) && !isDone.has(table);
  const places = notes.flatMap(({ data }) => data.places ?? []);
  const gone = await goneSamples(
    database,
    places.filter(({ table }) => isOpen(table) && !whole.has(table)),
  );
  return [...[...whole].filter(isOpen).map((table) => ({ table, columns: null })), ...gone];
}

async function settle(
  database: Database,
  record: RunRecord,
  { schemas, refresh, receipts }: LeftoverOptions,
): Promise<readonly Leftover[]> {
  const written = new Set((await receipts(record.id)).map(({ table }) => table));
  const schema = await database.use((client) => introspect(client, { schemas }));
  const views = schema.views.filter(
    (view) => view.refresh !== undefined && view.tables.some((each) => written.has(each)),
  );
  const isRefreshed = ({ name }: View): boolean => refresh.includes(name);
  await refreshViews(database, views.filter(isRefreshed));
  const stale = await toAnalyse(database, record, [...written]);
  const sampled = await analyse(database, stale, (table) =>
    tell(database, record, { type: analysed, data: { tables: [table], epoch: record.epoch } }),
  );
  const sequences = await database.use((client) => sequencesNamedAfter(client, record.subject, schemas));
  return [
    ...views.filter((view) => !isRefreshed(view)).map(({ name }) => leftover('view', name)),
    ...sampled.map((table) => leftover('statistics', table)),
    ...sequences.map((name) => leftover('sequence', name)),
  ];
}

const reasons: Readonly<Record<Leftover['kind'], string>> = {
  view: 'a materialised view shows what it read until it is refreshed',
  statistics: 'sampled values of columns stand in the statistics of the server until the table is analysed',
  sequence: 'a sequence named after the subject holds a number and no row',
};

const leftover = (kind: Leftover['kind'], what: string): Leftover => ({ kind, what, reason: reasons[kind] });
