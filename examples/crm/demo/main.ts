// npm run demo: a whole workspace leaves a real PostgreSQL, its worker killed on the way, and every claim is checked.
// Exit code 0 only if all of them held.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type EmbeddedPostgres, startEmbedded, startVendor } from 'lethe/testing';
import { asked, type DemoDatabase, openDatabase } from './database.ts';
import { type LetheProcess, lethe, mustSucceed } from './lethe.ts';
import { type Narrator, narrator } from './narrate.ts';
import { bystandersChanged, fingerprintAll, placesOf, visitorsOf } from './proofs.ts';

const dataDir = resolve(process.env['LETHE_DATA_DIR'] ?? '.lethe');
/** The worker is killed when this share of the rows is gone. */
const killAt = 0.35;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.log('\nInterrupted: ending what runs. The next demo finishes what this one began.');
    stop.abort();
  });
}

async function main(): Promise<number> {
  const say = narrator();
  console.log('Lethe demo: delete one workspace of a sample CRM, exactly, and prove it.');
  await mkdir(dataDir, { recursive: true });
  say.step('Starting a real PostgreSQL');
  await using server = await startEmbedded({ dataDir: join(dataDir, 'demo'), signal: stop.signal });
  say.detail(`PostgreSQL on port ${server.port}${server.reused ? ', which was still running' : ''}`);
  if (!server.clusterDir.startsWith(dataDir)) {
    say.detail(`Its data is in ${server.clusterDir}: the server's user may not enter ${dataDir}`);
  }
  await using vendor = await startVendor();
  const env = { LETHE_DATA_DIR: dataDir, CRM_VENDOR_URL: vendor.url };
  stop.signal.throwIfAborted();
  const database = await prepare(say, server, env);
  stop.signal.throwIfAborted();
  await deleteWorkspace(say, database, { ...env, CRM_DATABASE_URL: database.url });
  stop.signal.throwIfAborted();
  say.step(
    say.failed.length === 0
      ? 'All of it held. Run it again: the next workspace goes.'
      : `${say.failed.length} claims did NOT hold.`,
  );
  return say.failed.length === 0 ? 0 : 1;
}

async function prepare(say: Narrator, server: EmbeddedPostgres, env: NodeJS.ProcessEnv): Promise<DemoDatabase> {
  const database = await openDatabase(server);
  if (database.made !== null)
    say.detail(
      `CRM created: 35 tables, ${format(database.made.rows)} rows in 8 workspaces, in ${(database.made.ms / 1000).toFixed(1)} s`,
    );
  if (database.unfinished === null) return database;
  say.step(`An interrupted demo left ${database.unfinished}: finishing it first`);
  await mustSucceed(
    track(
      lethe(['resume', database.unfinished, '--certificate', join(dataDir, 'unfinished.note')], {
        ...env,
        CRM_DATABASE_URL: database.url,
      }),
    ),
  );
  return openDatabase(server);
}

async function deleteWorkspace(say: Narrator, { url, workspace }: DemoDatabase, env: NodeJS.ProcessEnv): Promise<void> {
  const subject = `workspace:${workspace}`;
  const planFile = join(dataDir, 'demo-plan.json');
  say.step(`Planning ${subject}: what would go, what stays, counted exactly`);
  say.detail((await mustSucceed(track(lethe(['plan', subject, '--out', planFile], env)))).stdout.trimEnd());
  const planned = await plannedRows(planFile);

  stop.signal.throwIfAborted();
  say.step('Before: a checksum of every table of every tenant, and a search for the values planted in this workspace');
  const [before, visitors, planted] = [
    await fingerprintAll(url),
    await visitorsOf(url, workspace),
    await placesOf(url, workspace),
  ];
  say.proof(planted.size >= 20, `planted values found in ${planted.size} tables`);

  stop.signal.throwIfAborted();
  const run = await killWorker(say, url, { subject, planFile, planned, env });
  const certificate = join(dataDir, `demo-workspace-${workspace}.note`);
  say.step(`A second worker takes ${run} over`);
  const resumed = track(lethe(['resume', run, '--certificate', certificate, '--json'], env));
  await watch(say, url, { run, planned, until: resumed });
  const result: { rows: number; status: string; tables: { action: string; rows: number }[] } = JSON.parse(
    (await mustSucceed(resumed)).stdout,
  );
  say.proof(result.status === 'completed', `the run is complete and verified: ${format(result.rows)} rows`);
  say.proof(result.rows === planned, `receipts sum to the plan: ${format(planned)} rows, each counted once`);

  stop.signal.throwIfAborted();
  await proveGone(say, url, { workspace, before, visitors });
  await proveCertificate(say, certificate);
}

/** Starts the run and kills its process with SIGKILL in the middle. Answers the run it left behind. */
async function killWorker(
  say: Narrator,
  url: string,
  { subject, planFile, planned, env }: { subject: string; planFile: string; planned: number; env: NodeJS.ProcessEnv },
): Promise<string> {
  say.step('Carrying exactly this plan out, and killing its worker on the way (SIGKILL)');
  const worker = track(lethe(['apply', planFile, '--confirm', subject], env));
  const ended = worker.ended.then(() => true);
  let run: string | undefined;
  while (!(await Promise.race([ended, wait(15)]))) {
    run ??= await openRun(url);
    const done = run === undefined ? 0 : await rowsDone(url, run);
    say.bar(done / planned, `${format(done)} of ${format(planned)} rows`);
    if (done / planned >= killAt) worker.child.kill('SIGKILL');
  }
  const { signal, stderr } = await worker.ended;
  stop.signal.throwIfAborted();
  run ??= await openRun(url);
  if (run === undefined) throw new Error(`the worker ended before it could be killed:\n${stderr}`);
  const done = await rowsDone(url, run);
  say.proof(
    signal === 'SIGKILL' && done < planned,
    `the worker was killed after ${format(done)} of ${format(planned)} rows`,
  );
  return run;
}

async function watch(
  say: Narrator,
  url: string,
  { run, planned, until }: { run: string; planned: number; until: LetheProcess },
): Promise<void> {
  const ended = until.ended.then(() => true);
  while (!(await Promise.race([ended, wait(40)]))) {
    const done = await rowsDone(url, run);
    say.bar(done / planned, `${format(done)} of ${format(planned)} rows`);
  }
}

async function proveGone(
  say: Narrator,
  url: string,
  {
    workspace,
    before,
    visitors,
  }: { workspace: string; before: Awaited<ReturnType<typeof fingerprintAll>>; visitors: ReadonlySet<string> },
): Promise<void> {
  say.step('After: the same checksums and the same search');
  const changed = bystandersChanged(before, await fingerprintAll(url), { workspace, visitors });
  say.proof(
    changed.length === 0,
    `every other tenant is byte-identical${changed.length === 0 ? '' : `: ${changed.join(', ')}`}`,
  );
  const left = await placesOf(url, workspace);
  const kept = new Set(['app.invoices', 'app.payments', 'app.audit_log', 'app.security_log']);
  const strays = [...left.keys()].filter((table) => !kept.has(table));
  say.proof(
    strays.length === 0,
    `planted values are left only where the plan keeps rows: ${[...left].map(([table, rows]) => `${table} (${rows})`).join(', ')}`,
  );
  say.proof(
    strays.length === 0 && !(await journalHolds(workspace)),
    'Lethe’s own tables and its journal hold none of them',
  );
}

async function journalHolds(workspace: string): Promise<boolean> {
  const folder = join(dataDir, 'journal');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.some((text) => text.includes(`plant-w${workspace}-`));
}

async function proveCertificate(say: Narrator, certificate: string): Promise<void> {
  say.step('The certificate, checked with its public key alone: no database, no network');
  const verified = await track(
    lethe(
      ['verify', certificate, '--key', join(dataDir, 'lethe.vkey')],
      { CRM_DATABASE_URL: '' },
      { withConfig: false },
    ),
  ).ended;
  say.detail(verified.stdout.trimEnd());
  say.proof(verified.code === 0, `genuine: ${certificate}`);
}

async function plannedRows(planFile: string): Promise<number> {
  const plan: { rows: number } = JSON.parse(await readFile(planFile, 'utf8'));
  return plan.rows;
}

async function openRun(url: string): Promise<string | undefined> {
  const [there] = await asked(url, `select to_regclass('lethe.runs') is not null as there`);
  if (there?.['there'] !== true) return undefined;
  const [row] = await asked(url, `select id from lethe.runs where state <> 'completed'`);
  return row === undefined ? undefined : String(row['id']);
}

async function rowsDone(url: string, run: string): Promise<number> {
  const [row] = await asked(
    url,
    'select coalesce(sum(deleted + updated - inserted), 0)::int as rows from lethe.receipts where run = $1',
    [run],
  );
  return Number(row?.['rows'] ?? 0);
}

const format = (rows: number): string => rows.toLocaleString('en-US');
const wait = (ms: number): Promise<false> => new Promise((done) => setTimeout(() => done(false), ms));

const running = new Set<LetheProcess>();

/** Whatever is started ends with the demo: told at Ctrl-C, it finishes the batch in hand. Nothing starts after that. */
function track(started: LetheProcess): LetheProcess {
  if (stop.signal.aborted) started.child.kill('SIGTERM');
  running.add(started);
  void started.ended.finally(() => running.delete(started)).catch(() => undefined);
  return started;
}
stop.signal.addEventListener('abort', () => {
  for (const { child } of running) child.kill('SIGTERM');
});

try {
  process.exitCode = await main();
} catch (error) {
  if (!stop.signal.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = stop.signal.aborted ? 130 : 1;
} finally {
  await Promise.all([...running].map(({ ended }) => ended));
}
