import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDatabase } from '../../src/testing/database.ts';
import { type Answer, command } from '../lethe-command.ts';
import { judge } from './judge.ts';
import { rowsAfter, rowsBefore } from './rows.ts';
import { truthOf } from './truth.ts';

/**
 * `clean`: completed, and right. `stopped`: it asked, or a run did not complete. `wrong`: rows are gone or changed that
 * should not be. `left`: said to be complete, and rows are there that should be gone.
 */
export type Verdict = 'clean' | 'stopped' | 'wrong' | 'left';

export interface Tried {
  readonly name: string;
  readonly verdict: Verdict;
  /** Findings, or rows that are not as they should be. */
  readonly lines: readonly string[];
  /** That findings name, sorted. */
  readonly tables: readonly string[];
}

/** `lethe init --accept-proposed`, `plan` and `apply` on a database that is made for it and dropped afterwards. */
export async function tryCase(folder: string, admin: { readonly url: string }): Promise<Tried> {
  const truth = await truthOf(folder);
  const subject = `${truth.subject.split('=').at(-1)}:${truth.key}`;
  await using open = new AsyncDisposableStack();
  const { url } = open.use(await createDatabase(admin));
  const client = await connected(url);
  open.defer(() => client.end());
  const out = await configFolder();
  open.defer(() => rm(out, { recursive: true, force: true }));
  for (const file of ['schema.sql', 'rows.sql']) await client.query(await readFile(join(folder, file), 'utf8'));
  await client.query('reset search_path; reset session_replication_role; analyze');
  const before = await rowsBefore(client, truth);
  const lethe = (...args: readonly string[]): Promise<Answer> => command(args, { url, folder: out });
  const ended = (verdict: Verdict, lines: readonly string[], tables: readonly string[] = []): Tried => ({
    ...{ name: basename(folder), verdict, lines, tables },
  });

  const init = await lethe('init', '--subject', truth.subject, '--accept-proposed', '--out', out);
  if (init.code !== 0) return ended('stopped', linesOf(init));
  const plan = await lethe('plan', subject, '--config', out, '--out', join(out, 'plan.json'));
  if (plan.code !== 0) return ended('stopped', linesOf(plan), tablesOf(plan));
  const confirmed = ['--config', out, '--confirm', subject, '--certificate', join(out, 'certificate.note')];
  const applied = await lethe('apply', join(out, 'plan.json'), ...confirmed);
  const { wrong, left } = judge(before, await rowsAfter(client), truth);
  if (wrong.length > 0) return ended('wrong', wrong);
  if (applied.code !== 0) return ended('stopped', linesOf(applied), tablesOf(applied));
  return left.length > 0 ? ended('left', left) : ended('clean', []);
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  // A query that waits is told of it too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** As it is where a product has installed it: configurations import `lethe`. */
async function configFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-stranger-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(fileURLToPath(new URL('../..', import.meta.url)), join(folder, 'node_modules', 'lethe'));
  return folder;
}

function linesOf({ printed: { error, findings = [] }, stderr }: Answer): readonly string[] {
  if (error !== undefined) return [`${error.code}: ${error.message}`];
  return findings.length === 0 ? [stderr] : findings.map(({ code, table, message }) => `${code} ${table}: ${message}`);
}

const tablesOf = ({ printed: { findings = [] } }: Answer): readonly string[] =>
  [...new Set(findings.map(({ table }) => table))].sort();
