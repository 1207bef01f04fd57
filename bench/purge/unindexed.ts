import { deleteByCascade } from '../cascade.ts';
import { type Databases, withClient } from '../databases.ts';
import { measuredApply, withLethe } from '../lethe-run.ts';
import { amongTen, subject } from './extent.ts';
import type { PurgeOptions } from './purge.ts';
import { verdict } from './verdict.ts';

/** No foreign key has an index, as in a product that never deletes: the cascade reads whole tables for each row. */
export async function unindexedPart(on: Databases, { rows, patienceMs }: PurgeOptions): Promise<void> {
  const template = await on.template(amongTen(rows, 'scattered'));
  const bare = await withoutChildIndexes(await on.copy(template, 'bench_lethe'));
  const lethe = await withLethe(bare, (opened) => measuredApply(opened, subject, { createMissingIndexes: true }));
  const hand = await deleteByCascade(
    await withoutChildIndexes(await on.copy(template, 'bench_cascade')),
    subject,
    patienceMs,
  );
  const seconds = (ms = 0): string => `${(ms / 1_000).toFixed(1)} s`;
  console.log(
    `purge, unindexed: ${lethe.indexes} indexes planned and built in ${seconds(lethe.phases['plan'])}, the whole with the run for ` +
      `${lethe.rows} rows and the indexes dropped ${seconds(lethe.ms)}; ` +
      `cascade ${hand.ended ? '' : 'stopped after '}${seconds(hand.ms)}`,
  );
  const bound = hand.ended ? '' : 'at least, ';
  verdict(`purge, unindexed: cascade / (indexes, run, indexes dropped), ${bound}once`, hand.ms / lethe.ms, {
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
