import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Phase } from '../src/engine/control.ts';
import { parseSubject } from '../src/planner/subject.ts';
import { type ApplyResult, apply, carryOutRun } from '../src/service/apply.ts';
import { type Lethe, openLethe } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { workerProcess } from './shop/worker-process.ts';

export interface WorldOptions {
  /**
   * DDL and rows; `app.` stands for the world's own schema. The subject's table is `app.teams` unless said otherwise, or a
   * policy says by which column it is known.
   */
  readonly sql: string;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly store?: Readonly<Record<string, unknown>>;
  /** Effects of its policy, as source text: code is no JSON. */
  readonly effects?: string;
  /** Subjects beside the world's own. */
  readonly subjects?: Readonly<Record<string, unknown>>;
  /** Of the subject; 1 if not said. */
  readonly key?: string;
  /** Connect as this URL's role instead. */
  readonly as?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A small product in a schema of its own, with a policy and Lethe opened on it. */
export interface World extends AsyncDisposable {
  readonly lethe: Lethe;
  /** The kind is the world's own: open runs of other worlds in the same database do not matter. */
  readonly subject: string;
  /** What `app` stands for. */
  readonly schema: string;
  /** Runs SQL as the owner. */
  run(sql: string): Promise<Record<string, unknown>[]>;
  count(table: string): Promise<number>;
  plan(): Promise<{ codes: string[]; rows: number }>;
  /** Without a rehearsal: most tests are of what a run meets that nobody saw before. */
  apply(stopAt?: Phase): Promise<ApplyResult>;
  /** As the command line does it. */
  applyRehearsed(): Promise<ApplyResult>;
  /** Goes on with a run that was stopped. */
  resume(run: string): Promise<ApplyResult>;
  /** Applies the subject, or goes on with a run, in a process that dies there. Answers the run. */
  killedAt(fault: string, run?: string): Promise<string>;
}

export interface Worlds extends AsyncDisposable {
  readonly folder: string;
  open(options: WorldOptions): Promise<World>;
}

const policyOf = ({ policy = {} }: WorldOptions): Readonly<Record<string, unknown>> =>
  'column' in policy ? policy : { table: 'app.teams', ...policy };

export async function smallWorlds(url: string): Promise<Worlds> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-worlds-'));
  const client = new pg.Client(url);
  await client.connect();
  let last = 0;
  return {
    folder,
    open: (options) => {
      last += 1;
      return openWorld({ url, folder, client, no: last }, options);
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly url: string;
  readonly folder: string;
  readonly client: pg.Client;
  readonly no: number;
}

async function openWorld({ url, folder, client, no }: Place, options: WorldOptions): Promise<World> {
  const schema = `world${no}`;
  const own = (text: string): string => text.replaceAll(/\bapp\b/g, schema);
  const run = async (sql: string): Promise<Record<string, unknown>[]> => {
    const results: unknown = await client.query(own(sql));
    const list = Array.isArray(results) ? results : [results];
    const last: unknown = list.at(-1);
    return last instanceof pg.Result ? last.rows : [];
  };
  await run(`create schema app; ${options.sql}`);
  const home = join(folder, schema);
  await mkdir(home);
  const config = {
    stores: { db: { type: 'postgres', url: 'DATABASE_URL', schemas: ['app'], ...options.store } },
    subjects: { [`team${no}`]: policyOf(options), ...options.subjects },
  };
  const effects = options.effects && `Object.assign(config.subjects.team${no}, { effects: ${options.effects} });`;
  await writeFile(
    join(home, 'lethe.config.ts'),
    own(`const config = ${JSON.stringify(config)};\n${effects ?? ''}\nexport default config;\n`),
  );
  const lethe = await openLethe({ config: home, databaseUrl: options.as ?? url, env: options.env ?? {}, cwd: folder });
  const subject = `team${no}:${options.key ?? 1}`;
  return {
    lethe,
    subject,
    schema,
    run,
    count: async (table) => {
      const [row] = await run(`select count(*)::int as rows from ${table}`);
      return Number(row?.['rows']);
    },
    plan: async () => {
      const { plan } = await makePlan(lethe, parseSubject(subject));
      return { codes: plan.findings.map(({ code }) => code), rows: plan.rows };
    },
    apply: (stopAt) => {
      const stop = new AbortController();
      const observer = { phase: (phase: Phase) => void (phase === stopAt && stop.abort()) };
      const { signal } = stop;
      return apply(lethe, { planFile: null, subject, confirm: subject, signal, observer, rehearse: false });
    },
    applyRehearsed: () =>
      apply(lethe, { planFile: null, subject, confirm: subject, signal: new AbortController().signal }),
    async killedAt(fault, target = subject) {
      const worker = workerProcess({ url, dataDir: join(folder, '.lethe'), target, fault, config: home });
      const signal = await worker.ended;
      if (signal !== 'SIGKILL') throw new Error(`${fault} is not reached: ${JSON.stringify(worker.said.at(-1))}`);
      const [row] = await run(`select id from lethe.runs where kind = 'team${no}'`);
      return String(row?.['id']);
    },
    resume: (id) => carryOutRun(lethe, id, { signal: new AbortController().signal }),
    [Symbol.asyncDispose]: () => lethe[Symbol.asyncDispose](),
  };
}
