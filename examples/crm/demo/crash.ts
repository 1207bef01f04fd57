import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startVendor } from 'lethe/testing';
import { proveCertificate } from './certificate.ts';
import { asked, type DemoDatabase } from './database.ts';
import { type Command, commandLine, type LetheProcess, mustSucceed } from './lethe.ts';
import type { Narrator } from './narrate.ts';
import { lookBefore, proveForgotten, proveGone } from './proofs.ts';

/** The worker is killed when this share of the rows is gone. */
const killAt = 0.35;
const workspace = '1';
const subject = `workspace:${workspace}`;

interface Crash {
  readonly say: Narrator;
  readonly url: string;
  readonly lethe: Command;
  readonly planFile: string;
  readonly planned: number;
  readonly stop: AbortSignal;
}

interface Stage {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A large workspace leaves by the command line, and the process that deletes it is killed in the middle. */
export async function crash(say: Narrator, { url }: DemoDatabase, { folder, signal }: Stage): Promise<void> {
  await using vendor = await startVendor();
  const env = { LETHE_DATA_DIR: folder, CRM_VENDOR_URL: vendor.url, CRM_DATABASE_URL: url };
  const lethe = commandLine(env, signal);
  const planFile = join(folder, 'plan.json');
  say.step('A large workspace leaves by the command line: planned, and counted exactly');
  const { stdout } = await mustSucceed(lethe('plan', subject, '--out', planFile));
  say.detail(stdout.trimEnd().split('\n').at(-1) ?? '');
  const planned = await plannedRows(planFile);
  const target = { url, workspaces: [workspace], account: null };
  const before = await lookBefore(say, target);
  signal.throwIfAborted();

  const scene: Crash = { say, url, lethe, planFile, planned, stop: signal };
  const run = await killWorker(scene);
  const certificate = join(folder, 'crash.note');
  await takeOver(scene, run, certificate);
  signal.throwIfAborted();

  say.step('After: the same checksums and the same search');
  await proveGone(say, target, before);
  await proveForgotten(say, target, { folder, names: [] });
  await proveCertificate(say, { file: certificate, folder, signal });
}

/** Kills it with SIGKILL in the middle. Answers the run it left behind. */
async function killWorker({ say, url, lethe, planFile, planned, stop }: Crash): Promise<string> {
  say.step('Carrying exactly this plan out, and killing its worker on the way (SIGKILL)');
  const worker = lethe('apply', planFile, '--confirm', subject);
  const ended = worker.ended.then(() => true);
  let run: string | undefined;
  while (!(await Promise.race([ended, wait(15)]))) {
    run ??= await openRun(url);
    const done = run === undefined ? 0 : await rowsDone(url, run);
    say.bar(done / planned, `${format(done)} of ${format(planned)} rows`);
    if (done / planned >= killAt) worker.child.kill('SIGKILL');
  }
  const { signal, stderr } = await worker.ended;
  stop.throwIfAborted();
  run ??= await openRun(url);
  if (run === undefined) throw new Error(`the worker ended before it could be killed:\n${stderr}`);
  const done = await rowsDone(url, run);
  say.proof(
    signal === 'SIGKILL' && done < planned,
    `the worker was killed after ${format(done)} of ${format(planned)} rows`,
  );
  return run;
}

async function takeOver({ say, url, lethe, planned }: Crash, run: string, certificate: string): Promise<void> {
  say.step(`A second worker takes ${run} over`);
  const resumed = lethe('resume', run, '--certificate', certificate, '--json');
  await watch({ say, url, planned }, run, resumed);
  const { stdout } = await mustSucceed(resumed);
  const { status, rows }: { status: string; rows: number } = JSON.parse(stdout);
  say.proof(status === 'completed', `the run is complete and verified: ${format(rows)} rows`);
  say.proof(rows === planned, `receipts sum to the plan: ${format(planned)} rows, each counted once`);
}

async function watch(
  { say, url, planned }: Pick<Crash, 'say' | 'url' | 'planned'>,
  run: string,
  until: LetheProcess,
): Promise<void> {
  const ended = until.ended.then(() => true);
  while (!(await Promise.race([ended, wait(40)]))) {
    const done = await rowsDone(url, run);
    say.bar(done / planned, `${format(done)} of ${format(planned)} rows`);
  }
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
