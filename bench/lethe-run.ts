import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TempoName } from '../packages/lethe/src/engine/pace.ts';
import { apply } from '../packages/lethe/src/service/apply.ts';
import { type Lethe, migrateAll, openLethe } from '../packages/lethe/src/service/lethe.ts';

export interface Measured {
  readonly ms: number;
  readonly rows: number;
  readonly longestBatchMs: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Milliseconds of batches by the table of their step; two lanes at once count twice. */
  readonly tables: Readonly<Record<string, number>>;
  readonly rssMb: number;
  /** Built for the run. */
  readonly indexes: number;
}

/** With data and keys of its own, gone with it. */
export async function withLethe<T>(
  url: string,
  body: (lethe: Lethe) => Promise<T>,
  tempo: TempoName = 'usual',
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lethe-bench-'));
  const config = fileURLToPath(new URL('./config', import.meta.url));
  try {
    await using lethe = await openLethe({
      config,
      databaseUrl: url,
      env: { LETHE_DATA_DIR: dataDir, LETHE_TEMPO: tempo },
      cwd: dataDir,
    });
    await migrateAll(lethe);
    return await body(lethe);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

export async function deleteByLethe(url: string, workspace: number, tempo?: TempoName): Promise<Measured> {
  return withLethe(url, (lethe) => measuredApply(lethe, workspace), tempo);
}

/** The whole run, as `lethe apply` does it: schema read, counts, batches with receipts, fence, sweep, certificate. */
export async function measuredApply(
  lethe: Lethe,
  workspace: number,
  { createMissingIndexes = false } = {},
): Promise<Measured> {
  const phases: Record<string, number> = {};
  const tables: Record<string, number> = {};
  let longestBatchMs = 0;
  let rssMb = 0;
  let indexes = 0;
  let phase = 'plan';
  const begun = performance.now();
  let since = begun;
  const mark = (next: string): void => {
    phases[phase] = (phases[phase] ?? 0) + performance.now() - since;
    since = performance.now();
    phase = next;
  };
  const subject = `workspace:${workspace}`;
  const result = await apply(lethe, {
    planFile: null,
    subject,
    confirm: subject,
    signal: new AbortController().signal,
    createMissingIndexes,
    onIndex: () => {
      indexes += 1;
    },
    observer: {
      phase: mark,
      batch: ({ ms, table }) => {
        if (process.env['BENCH_BATCHES'] !== undefined && ms > 150) console.error(table, Math.round(ms));
        tables[table] = (tables[table] ?? 0) + ms;
        longestBatchMs = Math.max(longestBatchMs, ms);
        rssMb = Math.max(rssMb, process.memoryUsage.rss() / 2 ** 20);
      },
    },
  });
  mark('end');
  const ms = performance.now() - begun;
  if (result.status !== 'completed')
    throw new Error(`the run ended ${result.status}: ${JSON.stringify(result.findings)}`);
  return { ms, rows: result.rows, longestBatchMs, phases, tables, rssMb, indexes };
}
