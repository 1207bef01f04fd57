import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, inject } from 'vitest';
import { createDatabase, type TestDatabase, templateDatabase } from '../../src/testing/database.ts';
import { type Answer, command, type Said } from '../lethe-command.ts';
import { migratedTemplate } from '../migrated-template.ts';
import { allObjects, allRows } from './all-rows.ts';

/** How `lethe plan` and `lethe apply` of its plan ended. */
export interface Deletion {
  readonly code: number | null;
  /** `blocked` where the plan itself has findings. */
  readonly status: string;
  readonly rows: number;
  readonly findings: readonly Said[];
  readonly warnings: readonly Said[];
  /** Of the certificate. */
  readonly residuals: readonly { readonly kind: string; readonly what: string; readonly reason: string }[];
  readonly run: string | null;
}

/** Code to write into what `init` proposed: rules by table, links, and so on. */
export interface Decisions {
  readonly rules?: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly store?: string;
  readonly links?: readonly string[];
}

/** A product's database, and the command line in front of it. */
export interface StructureCase extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  run(sql: string): Promise<Record<string, unknown>[]>;
  lethe(...args: readonly string[]): Promise<Answer>;
  /** `lethe init --accept-proposed`. */
  init(...subjects: readonly string[]): Promise<Answer>;
  /** What a person writes afterwards, as a finding says it. */
  decide(kind: string, decisions: Decisions): Promise<void>;
  delete(subject: string): Promise<Deletion>;
  /** Every row is as if this alone had been done, without triggers and keys; and every object is as it was. */
  expectOnly(sql: string): Promise<void>;
}

/** `as`: a role that the SQL makes and that Lethe connects as. */
export async function structureCase(sql: string, { as }: { readonly as?: string } = {}): Promise<StructureCase> {
  const open = new AsyncDisposableStack();
  const admin = { url: inject('postgresUrl') };
  const template = await templateDatabase(admin, await migratedTemplate('structures'));
  const database = await createDatabase(admin, template);
  open.use(database);
  await onceConnected(database.url, (client) => client.query(sql));
  const twin = open.use(await createDatabase(admin, database.name));
  const folder = await mkdtemp(join(tmpdir(), 'lethe-structure-'));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  // As it is where a product has installed it: configurations import `lethe`.
  await mkdir(join(folder, 'node_modules'));
  await symlink(fileURLToPath(new URL('../..', import.meta.url)), join(folder, 'node_modules', 'lethe'));
  const client = new pg.Client(database.url);
  await client.connect();
  // Before the database is dropped.
  open.defer(() => client.end());
  const url = as === undefined ? database.url : withRole(database.url, as);
  const lethe = (...args: readonly string[]): Promise<Answer> => command(args, { url, folder });
  const config = (): string[] => [
    '--config',
    decisions === 0 ? folder : join(folder, `decided-${decisions}.config.ts`),
  ];
  let decisions = 0;
  return {
    url,
    folder,
    run: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    lethe: (...args) => lethe(...args, ...(args[0] === 'init' ? [] : config())),
    init: async (...subjects) => {
      const asked = subjects.flatMap((subject) => ['--subject', subject]);
      const answer = await lethe('init', ...asked, '--accept-proposed', '--out', folder);
      expect(answer, answer.stderr).toMatchObject({ code: 0 });
      return answer;
    },
    decide: async (kind, written) => {
      // A module is read once.
      decisions += 1;
      await writeFile(join(folder, `decided-${decisions}.config.ts`), decidedConfig(kind, written));
    },
    delete: (subject) => deletion((...args) => lethe(...args, ...config()), subject, folder),
    expectOnly: (expected) => expectSame(client, twin, expected),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function onceConnected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withRole(url: string, role: string): string {
  return Object.assign(new URL(url), { username: role, password: 'secret' }).href;
}

/** Code in the place that a person would write it at; the file that init wrote is left as it is. */
function decidedConfig(kind: string, { rules = {}, links = [], store = '', subject = '' }: Decisions): string {
  const written = Object.entries(rules).map(([table, rule]) => `${JSON.stringify(table)}: ${rule},`);
  return `import * as lethe from 'lethe';
const { anonymise, constant, days, detach, fromKey, ignore, keep, link, owns, polymorphic, unlessFound, years } = lethe;
import proposed from './lethe.config.ts';
const [[name, app]] = Object.entries(proposed.stores);
const subject = proposed.subjects[${JSON.stringify(kind)}];
export default {
  stores: { [name]: { ...app, links: [...(app.links ?? []), ${links.join(', ')}], ${store} } },
  subjects: {
    ...proposed.subjects,
    [${JSON.stringify(kind)}]: { ...subject, rules: { ...subject.rules, ${written.join(' ')} }, ${subject} },
  },
};
`;
}

async function deletion(
  lethe: (...args: readonly string[]) => Promise<Answer>,
  subject: string,
  folder: string,
): Promise<Deletion> {
  const file = join(folder, 'plan.json');
  const plan = await lethe('plan', subject, '--out', file);
  const { findings = [], warnings = [] } = plan.printed;
  if (plan.code !== 0) return { ...nothing, code: plan.code, status: statusOf(plan), findings, warnings };
  const applied = await lethe('apply', file, '--confirm', subject, '--certificate', join(folder, 'certificate.note'));
  const { rows = 0, certificate = null, run = null } = applied.printed;
  const residuals = certificate === null ? [] : await residualsOf(certificate.file);
  const status = statusOf(applied);
  return { code: applied.code, status, rows, findings: applied.printed.findings ?? [], warnings, residuals, run };
}

const nothing = { rows: 0, residuals: [], run: null };

function statusOf({ code, printed, stderr }: Answer): string {
  if (printed.error !== undefined) return `${printed.error.code}: ${printed.error.message} ${printed.error.next}`;
  return printed.status ?? (code === 3 ? 'blocked' : stderr);
}

async function residualsOf(file: string): Promise<Deletion['residuals']> {
  const note = await readFile(file, 'utf8');
  const body: { readonly residuals: Deletion['residuals'] } = JSON.parse(note.slice(0, note.indexOf('\n\n')));
  return body.residuals;
}

async function expectSame(client: pg.Client, twin: TestDatabase, expected: string): Promise<void> {
  const [rows, objects] = await onceConnected(twin.url, async (other) => {
    await other.query(`set session_replication_role = replica; ${expected}; reset session_replication_role`);
    return [await allRows(other), await allObjects(other)] as const;
  });
  expect(await allRows(client)).toEqual(rows);
  expect(await allObjects(client)).toEqual(objects);
}
