import type pg from 'pg';
import type { Lethe } from '../../packages/lethe/src/service/lethe.ts';
import { makeUncountedPlan } from '../../packages/lethe/src/service/make-plan.ts';
import { deleteByCascade } from '../cascade.ts';
import { type Databases, withClient } from '../databases.ts';
import { measuredApply, withLethe } from '../lethe-run.ts';
import { amongTen, subject } from './extent.ts';
import type { PurgeOptions } from './purge.ts';
import { verdict } from './verdict.ts';

/** No foreign key has an index, as in a product that never deletes: the cascade reads whole tables for each row. */
export async function unindexedPart(on: Databases, { rows, patienceMs }: PurgeOptions): Promise<void> {
  const template = await on.template(amongTen(rows, 'scattered'));
  const lethe = await byLethe(await withoutChildIndexes(await on.copy(template, 'bench_lethe')));
  const hand = await deleteByCascade(
    await withoutChildIndexes(await on.copy(template, 'bench_cascade')),
    subject,
    patienceMs,
  );
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  console.log(
    `purge, unindexed: ${lethe.indexes} indexes built in ${seconds(lethe.builtMs)} by the statements that the findings give ` +
      `(there is no --create-missing-indexes yet), the run ${seconds(lethe.runMs)} for ${lethe.rows} rows, dropped in ${seconds(lethe.droppedMs)}; ` +
      `cascade ${hand.ended ? '' : 'stopped after '}${seconds(hand.ms)}`,
  );
  const wholeMs = lethe.builtMs + lethe.runMs + lethe.droppedMs;
  const bound = hand.ended ? '' : 'at least, ';
  verdict(`purge, unindexed: cascade / (indexes, run, indexes dropped), ${bound}once`, hand.ms / wholeMs, {
    least: 20,
  });
}

async function withoutChildIndexes(url: string): Promise<string> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ drop: string }>(
      `select distinct format('drop index %s', i.indexrelid::regclass) as drop
       from pg_constraint k join pg_index i on i.indrelid = k.conrelid and i.indkey[0] = any(k.conkey)
       where k.contype = 'f' and k.connamespace = 'app'::regnamespace
         and not exists (select from pg_constraint own where own.conindid = i.indexrelid)`,
    );
    await client.query(rows.map(({ drop }) => drop).join(';'));
  });
  return url;
}

interface Built {
  readonly indexes: number;
  readonly builtMs: number;
  readonly runMs: number;
  readonly rows: number;
  readonly droppedMs: number;
}

async function byLethe(url: string): Promise<Built> {
  return withLethe(url, (lethe) =>
    withClient(url, async (client) => {
      const before = await indexesOf(client);
      const builtMs = await timed(async () => {
        for (const statement of await missing(lethe)) await client.query(statement);
      });
      const built = (await indexesOf(client)).filter((index) => !before.includes(index));
      const run = await measuredApply(lethe, subject);
      const droppedMs = await timed(async () => {
        for (const index of built) await client.query(`drop index concurrently ${index}`);
      });
      return { indexes: built.length, builtMs, runMs: run.ms, rows: run.rows, droppedMs };
    }),
  );
}

async function missing(lethe: Lethe): Promise<readonly string[]> {
  const { plan } = await makeUncountedPlan(lethe, { kind: 'workspace', key: [String(subject)] });
  const missing = plan.findings.filter(({ code }) => code === 'NO_INDEX');
  return [...new Set(missing.map(({ next }) => next))];
}

async function indexesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ index: string }>(
    `select indexrelid::regclass::text as index from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'app'::regnamespace`,
  );
  return rows.map(({ index }) => index);
}

async function timed(body: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await body();
  return performance.now() - begun;
}
