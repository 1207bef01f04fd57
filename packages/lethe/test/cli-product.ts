import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Plan } from '../src/planner/plan.ts';
import { parseSubject } from '../src/planner/subject.ts';
import { type ApplyResult, apply, carryOutRun } from '../src/service/apply.ts';
import { type Lethe, openLethe } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { type Admin, createDatabase, templateDatabase } from '../src/testing/database.ts';
import { testFolder } from '../src/testing/test-folder.ts';
import { verifyCertificate } from '../src/verify/certificate.ts';
import type { CertificateBody } from '../src/verify/certificate-body.ts';
import { migratedTemplate } from './migrated-template.ts';

const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed with --json. */
  readonly value: unknown;
  readonly talk: string;
}

/** A product with its configuration beside its schema, used by the command line as people use it. */
export interface CliProduct extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly client: pg.Client;
  /** In this process. */
  readonly lethe: Lethe;
  /** The command in a process of its own. `fault`: where it dies. */
  cli(argv: readonly string[], fault?: string): Promise<Said>;
  /** A plan of now, and what is wrong with it. `as`: by another URL of the database. */
  plan(subject: string, as?: string): Promise<Plan>;
  apply(subject: string): Promise<ApplyResult>;
  resume(run: string): Promise<ApplyResult>;
  /** Of the newest certificate, checked. */
  certificate(): Promise<CertificateBody>;
  /** Plans into a file, applies that, and checks the certificate with the public key alone. */
  whole(subject: string): Promise<Whole>;
  /** A digest of the rows of each table that match. */
  digests(tables: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  count(table: string, where?: string): Promise<number>;
}

export interface Whole {
  readonly plan: Said;
  readonly applied: Said;
  readonly verified: Said;
}

/** `name`: the folder beside this file with schema.sql and lethe.config.ts. */
export async function cliProduct(admin: Admin, name: string): Promise<CliProduct> {
  const place = new URL(`./${name}/`, import.meta.url);
  const template = await migratedTemplate(name, new URL('schema.sql', place));
  const database = await createDatabase(admin, await templateDatabase(admin, template));
  const { url } = database;
  const folder = await testFolder();
  const client = new pg.Client(url);
  await client.connect();

  const config = fileURLToPath(place);
  const open = (databaseUrl: string): Promise<Lethe> =>
    openLethe({ config, databaseUrl, env: { LETHE_DATA_DIR: folder }, cwd: folder });
  const lethe = await open(url);
  const quiet = new AbortController().signal;
  const cli: CliProduct['cli'] = async (argv, fault = '') => {
    // A certificate is checked without either.
    const common = argv[0] === 'verify' ? [] : ['--config', config, '--database', url];
    const child = spawn(process.execPath, [bin, ...argv, ...common, '--json'], {
      cwd: folder,
      env: { ...process.env, LETHE_DATA_DIR: folder, LETHE_FAULT: fault },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const [out, talk] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const value: unknown = out.trim() === '' ? null : JSON.parse(out);
    return { code: child.exitCode, signal: child.signalCode, value, talk };
  };
  return {
    ...{ url, folder, client, lethe, cli },
    async plan(subject, as) {
      if (as === undefined) return (await makePlan(lethe, parseSubject(subject))).plan;
      await using other = await open(as);
      return (await makePlan(other, parseSubject(subject))).plan;
    },
    apply: (subject) => apply(lethe, { planFile: null, subject, confirm: subject, signal: quiet }),
    resume: (run) => carryOutRun(lethe, run, { signal: quiet }),
    async certificate() {
      const { rows } = await client.query<{ note: string }>(
        'select note from lethe.certificates order by issued_at desc limit 1',
      );
      const { vkey } = await lethe.signingKey();
      const verified = verifyCertificate({ file: rows[0]?.note ?? '', keys: [vkey] });
      if (!verified.ok) throw new Error(verified.message);
      return verified.certificate;
    },
    async whole(subject) {
      const plan = await cli(['plan', subject, '--out', 'plan.json']);
      const applied = await cli(['apply', 'plan.json', '--confirm', subject, '--certificate', 'cert.note']);
      const verified = await cli(['verify', 'cert.note', '--key', join(folder, 'lethe.vkey')]);
      return { plan, applied, verified };
    },
    async digests(tables) {
      const found: Record<string, string> = {};
      for (const [table, where] of Object.entries(tables)) {
        const { rows } = await client.query<{ digest: string }>(
          `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${table} t where ${where}`,
        );
        found[table] = rows[0]?.digest ?? '';
      }
      return found;
    },
    async count(table, where = 'true') {
      const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table} t where ${where}`);
      return rows[0]?.n ?? -1;
    },
    async [Symbol.asyncDispose]() {
      await lethe[Symbol.asyncDispose]();
      await client.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
