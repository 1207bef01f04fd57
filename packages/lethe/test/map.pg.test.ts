import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDatabase, type LocatedFinding } from '../src/service/check-database.ts';
import { type Lethe, openLethe } from '../src/service/lethe.ts';
import { type WrittenMapFile, writeMapFile } from '../src/service/map-file.ts';
import { testFolder } from '../src/testing/test-folder.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';

const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));
const database = await testDatabase();
const folder = await testFolder();
const client = new pg.Client(database.url);
await client.connect();
afterAll(async () => {
  await client.end();
  await rm(folder, { recursive: true, force: true });
});

const config = `import { contacts } from './rules.ts';

export default {
  stores: {
    db: {
      type: 'postgres',
      url: 'DATABASE_URL',
      schemas: ['app'],
      ignore: { 'app.plans': 'what we sell' },
    },
  },
  subjects: {
    workspace: {
      table: 'app.workspaces',
      rules: {
        ...contacts,
        'app.workspaces': {
          rule: 'anonymise',
          columns: { name: 'null' },
        },
        'app.invoices': { rule: 'keep', for: { unit: 'years', count: 7 }, because: 'tax law' },
      },
    },
  },
};
`;
const rules = `export const contacts = {
  'app.contacts': 'delete',
} as const;
`;
const tables = `
  create schema app;
  create table app.workspaces (id bigint primary key, name text);
  create table app.plans (id bigint primary key, name text);
  create table app.contacts (
    id bigint primary key, email text,
    workspace_id bigint not null constraint of_workspace references app.workspaces on delete cascade);
  create index on app.contacts (workspace_id);
  create table app.notes (
    id bigint primary key, body text,
    contact_id bigint not null constraint of_contact references app.contacts on delete cascade);
  create index on app.notes (contact_id);
  create table app.invoices (
    id bigint primary key, total numeric, workspace_id bigint not null references app.workspaces);
  create index on app.invoices (workspace_id);
`;

let last = 0;

/** A product of its own, with its configuration and the map of it. */
async function product(): Promise<{ home: string; map: string }> {
  await client.query(`drop schema if exists app cascade; ${tables}`);
  const home = await configured(config);
  await map(home);
  return { home, map: await readFile(join(home, 'lethe.map'), 'utf8') };
}

/** Each in a folder of its own: a module is read once. */
async function configured(text: string, reviewed?: string): Promise<string> {
  last += 1;
  const home = join(folder, `product${last}`);
  await mkdir(home);
  await writeFile(join(home, 'lethe.config.ts'), text);
  await writeFile(join(home, 'rules.ts'), rules);
  if (reviewed !== undefined) await writeFile(join(home, 'lethe.map'), reviewed);
  return home;
}

function opened(home: string, url = database.url): Promise<Lethe> {
  return openLethe({ config: home, databaseUrl: url, env: {}, cwd: home });
}

async function map(home: string, url?: string): Promise<WrittenMapFile> {
  await using lethe = await opened(home, url);
  return await writeMapFile(lethe);
}

/** What is found, each with the text of the line it names. */
async function check(home: string, url?: string): Promise<readonly (LocatedFinding & { readonly at: string })[]> {
  await using lethe = await opened(home, url);
  const findings = await checkDatabase(lethe, home);
  const at = async ({ file, line }: LocatedFinding): Promise<string> =>
    ((await readFile(join(home, file), 'utf8')).split('\n')[line - 1] ?? '').trim();
  return Promise.all(findings.map(async (each) => ({ ...each, at: await at(each) })));
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Ways {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** The command itself, in a process of its own. */
function command(home: string, args: readonly string[], ways: Ways = {}): Promise<Answer> {
  const { GITHUB_ACTIONS: _, GITHUB_WORKSPACE: _workspace, ...inherited } = process.env;
  const env = { ...inherited, NO_COLOR: '1', ...ways.env };
  const all = [bin, ...args, '--config', home, '--database', database.url];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { env, cwd: ways.cwd ?? home }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const codes = (findings: readonly LocatedFinding[]): readonly string[] =>
  findings.map(({ code, table }) => `${code} ${table}`);

describe('lethe map', () => {
  it('writes the map beside the configuration, and says what has changed since', async () => {
    const { home, map } = await product();
    expect(map).toContain('\ndelete    | app.notes | notes.contact_id → contacts.workspace_id → workspaces');
    await chmod(join(home, 'lethe.map'), 0o640);
    await client.query('alter table app.contacts add column phone text');
    const again = await command(home, ['map']);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Wrote ') });
    expect(again.err).toContain('column app.contacts.phone (text, looks like: phone number) is not in the map');
    expect(await readFile(join(home, 'lethe.map'), 'utf8')).toBe(
      map.replace('mail address | id: bigint |', 'mail address | id: bigint | phone: text ! phone number |'),
    );
    expect((await stat(join(home, 'lethe.map'))).mode & 0o777).toBe(0o640);
    expect((await readdir(home)).sort()).toEqual(['lethe.config.ts', 'lethe.map', 'rules.ts']);
  });

  it('prints the map as JSON, and nothing else, and leaves a current one alone', async () => {
    const { home } = await product();
    const before = await stat(join(home, 'lethe.map'));
    const { code, out } = await command(home, ['map', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      lethe: 'map/1',
      file: join(home, 'lethe.map'),
      written: false,
      subjects: [{ kind: 'workspace', table: 'app.workspaces' }],
      tables: ['contacts', 'invoices', 'notes', 'plans', 'workspaces'].map((name) => ({ name: `app.${name}` })),
    });
    expect((await stat(join(home, 'lethe.map'))).ino).toBe(before.ino);
  });

  it('needs, like lethe check, no more than a role that may read the catalogue', async () => {
    const { home, map: reviewed } = await product();
    await client.query(`drop role if exists map_reader; create role map_reader login password 'reader'`);
    const url = new URL(database.url);
    url.username = 'map_reader';
    url.password = 'reader';
    await rm(join(home, 'lethe.map'));
    await map(home, url.href);
    expect(await readFile(join(home, 'lethe.map'), 'utf8')).toBe(reviewed);
    expect(await check(home, url.href)).toEqual([]);
    const { rows } = await client.query(`select nspname from pg_namespace where nspname like 'lethe%'`);
    expect(rows).toEqual([]);
    await client.query('drop role map_reader');
  });

  it('leaves the map as it was where the configuration does not fit the schema, and where it cannot write', async () => {
    const { home, map: reviewed } = await product();
    await client.query('alter table app.invoices rename to bills');
    await expect(map(home)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await readFile(join(home, 'lethe.map'), 'utf8')).toBe(reviewed);
    await client.query('alter table app.bills rename to invoices');
    await rm(join(home, 'lethe.map'));
    await mkdir(join(home, 'lethe.map'));
    await expect(map(home)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('cannot be read'),
    });
  });
});

describe('lethe check', () => {
  it('finds nothing in a database as it was reviewed', async () => {
    const { home } = await product();
    expect(await check(home)).toEqual([]);
    expect(await command(home, ['check'])).toEqual({
      code: 0,
      out: 'The map is current, and nothing is open.\n',
      err: '',
    });
  });

  it('misses the map', async () => {
    const { home } = await product();
    await rm(join(home, 'lethe.map'));
    expect(await check(home)).toMatchObject([{ code: 'MAP_MISSING', file: 'lethe.config.ts', line: 1 }]);
  });

  it('finds a new table, and a new column', async () => {
    const { home } = await product();
    await client.query('create table app.inbound (id bigint primary key, sender_email text)');
    await client.query('alter table app.notes add column reply_to text');
    const findings = await check(home);
    expect(codes(findings)).toEqual(['UNREACHED app.inbound', 'MAP_TABLE_NEW app.inbound', 'MAP_COLUMN_NEW app.notes']);
    expect(findings[2]).toMatchObject({
      file: 'lethe.map',
      at: 'app.notes | body: text ! free text | contact_id: bigint | id: bigint',
      message: 'column app.notes.reply_to (text, looks like: e-mail address) is not in the map',
    });
  });

  it('finds a reference that is gone, and what is not reached any more', async () => {
    const { home } = await product();
    await client.query('alter table app.notes drop constraint of_contact');
    const findings = await check(home);
    expect(codes(findings)).toEqual(['UNREACHED app.notes', 'MAP_REFERENCE_GONE app.notes', 'MAP_OUTDATED app.notes']);
    expect(findings[1]?.at).toBe('app.notes | contact_id | → app.contacts | id | cascade | of_contact');
    expect(findings[2]?.message).toContain('the map says delete; now it is unreached');
  });

  it('finds a reference without an index, with the statement that makes one', async () => {
    const { home } = await product();
    await client.query('drop index app.notes_contact_id_idx');
    const findings = await check(home);
    expect(codes(findings)).toEqual(['NO_INDEX app.notes']);
    await client.query(String(findings[0]?.next));
    expect(await check(home)).toEqual([]);
  });

  it('finds a trigger until the policy says what it writes', async () => {
    const { home, map: reviewed } = await product();
    await client.query(`
      create function app.log() returns trigger language plpgsql as 'begin return null; end';
      create trigger logged after delete on app.contacts for each row execute function app.log()`);
    expect(codes(await check(home))).toEqual(['TRIGGER_ON_DELETE app.contacts']);
    const declared = config.replace('rules: {', "triggers: { 'app.contacts.logged': [] },\n      rules: {");
    expect(await check(await configured(declared, reviewed))).toEqual([]);
  });

  it('finds rules that name what is gone, where they are written', async () => {
    const { home } = await product();
    await client.query('alter table app.contacts rename to people');
    await client.query('alter table app.workspaces rename name to title');
    const findings = await check(home);
    expect(findings.slice(0, 2)).toMatchObject([
      { code: 'RULE_UNKNOWN_TABLE', table: 'app.contacts', file: 'rules.ts', at: "'app.contacts': 'delete'," },
      {
        code: 'RULE_UNKNOWN_COLUMN',
        table: 'app.workspaces',
        file: 'lethe.config.ts',
        at: "columns: { name: 'null' },",
      },
    ]);
    expect(codes(findings)).toEqual(
      expect.arrayContaining(['MAP_TABLE_GONE app.contacts', 'MAP_TABLE_NEW app.people']),
    );
  });

  it('finds what looks personal in kept rows, until somebody says why it may stay', async () => {
    const { home } = await product();
    await client.query('alter table app.invoices add column bill_to text');
    await map(home);
    const findings = await check(home);
    expect(codes(findings)).toEqual(['PERSONAL_KEPT app.invoices']);
    expect(findings[0]?.at).toContain("'app.invoices': { rule: 'keep',");
    const allowed = config.replace(
      "'what we sell' },",
      "'what we sell' },\n      mayStay: { 'app.invoices.bill_to': 'tax law' },",
    );
    expect(await check(await configured(allowed, await readFile(join(home, 'lethe.map'), 'utf8')))).toEqual([]);
  });

  it('finds a policy that was changed, and a map that was edited by hand', async () => {
    const { home, map: reviewed } = await product();
    const changed = await configured(config.replace('count: 7', 'count: 1'), reviewed);
    expect(codes(await check(changed))).toEqual(['MAP_OUTDATED app.invoices']);
    await writeFile(join(home, 'lethe.map'), reviewed.replace('delete    | app.notes', 'keep      | app.notes'));
    expect(codes(await check(home))).toEqual(['MAP_OUTDATED app.notes']);
  });

  it('tells people with file and line, and what to do', async () => {
    const { home, map: reviewed } = await product();
    await client.query('alter table app.notes add column mood text');
    const line = reviewed.split('\n').findIndex((each) => each.startsWith('app.notes | body')) + 1;
    const words = `${line}: MAP_COLUMN_NEW column app.notes.mood (text) is not in the map\n  Look at what becomes of it, then run lethe map and commit lethe.map.\n`;
    expect(await command(home, ['check'])).toEqual({ code: 3, out: `lethe.map:${words}`, err: '1 finding.\n' });
    const beside = join(folder, 'beside');
    await mkdir(beside);
    expect((await command(home, ['check'], { cwd: beside })).out).toBe(`${home}/lethe.map:${words}`);
  });

  it('annotates pull requests on GitHub, with files as the repository names them', async () => {
    const { home } = await product();
    await client.query('alter table app.notes add column "100%:a,b\n" text');
    const wanted =
      /^::error file=lethe\.map,line=\d+,title=MAP_COLUMN_NEW::column app\.notes\.100%25:a,b%0A \(text\) is not in the map%0ALook at .*\n$/;
    expect((await command(home, ['check', '--format', 'github'])).out).toMatch(wanted);
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder };
    const { code, out } = await command(home, ['check'], { env });
    expect([code, out.split(',')[0]]).toEqual([3, `::error file=${home.slice(folder.length + 1)}/lethe.map`]);
    const json = await command(home, ['check', '--json'], { env });
    expect(JSON.parse(json.out)).toMatchObject({
      lethe: 'check/1',
      findings: [{ code: 'MAP_COLUMN_NEW', file: expect.any(String) }],
    });
  });
});

describe('lethe plan --graph', () => {
  it('draws the plan beside what it prints, and says where it cannot write', async () => {
    const { home } = await product();
    await client.query(`
      insert into app.workspaces values (1, 'Ours'), (2, 'Theirs');
      insert into app.contacts select id, 'a@b.test', 1 from generate_series(1, 30) as id;
      insert into app.invoices values (1, 10, 1), (2, 20, 2)`);
    const file = join(home, 'plan.svg');
    const { code, out } = await command(home, ['plan', 'workspace:1', '--graph', file, '--json']);
    expect([code, JSON.parse(out).rows]).toEqual([0, 31]);
    const svg = await readFile(file, 'utf8');
    expect(svg).toContain('<title id="plan-title">Plan for workspace:1</title>');
    expect(svg).toContain(
      'app.contacts: delete, 30 rows\nstep 1: delete (30)\nby workspace_id → the subject (of_workspace)',
    );
    expect(svg).toContain('app.invoices: keep, 1 row');
    const refused = await command(home, ['plan', 'workspace:1', '--graph', join(home, 'nowhere', 'plan.svg')]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('plan.svg cannot be written (ENOENT)')]);
  });
});
