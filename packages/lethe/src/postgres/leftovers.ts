import type { RunRecord } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import type { Leftover } from '../engine/run.ts';
import type { View } from '../schema/graph.ts';
import type { Database } from './connection.ts';
import { introspect } from './introspect.ts';
import { sequencesNamedAfter } from './named-sequences.ts';
import { refreshViews } from './refresh-views.ts';
import { analyse } from './statistics.ts';

export interface LeftoverOptions {
  readonly schemas: readonly string[];
  /** Materialised views that the store says are refreshed. */
  readonly refresh: readonly string[];
  readonly receipts: (run: string) => Promise<readonly Receipt[]>;
}

/**
 * Copies that the database keeps of rows that are gone: refreshed and analysed as far as this may be done, and otherwise
 * said. Can be repeated.
 */
export async function settleLeftovers(
  database: Database,
  run: RunRecord,
  { schemas, refresh, receipts }: LeftoverOptions,
): Promise<readonly Leftover[]> {
  const written = new Set((await receipts(run.id)).map(({ table }) => table));
  const schema = await database.use((client) => introspect(client, { schemas }));
  const views = schema.views.filter(
    (view) => view.refresh !== undefined && view.tables.some((each) => written.has(each)),
  );
  const isRefreshed = ({ name }: View): boolean => refresh.includes(name);
  await refreshViews(database, views.filter(isRefreshed));
  const sampled = await analyse(database, [...written]);
  const sequences = await database.use((client) => sequencesNamedAfter(client, run.subject, schemas));
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
