import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { LetheError } from '../errors.ts';
import type { Database } from './connection.ts';
import { one, run } from './sql.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Brings schema `lethe` of the database to this version: forward only, each file once, one process at a time. */
export async function migrate(database: Database): Promise<{ applied: string[]; walled: boolean }> {
  await requireSupported(database);
  const files = await migrationFiles();
  return database.transaction(async (client) => {
    await run(client, sql`select pg_advisory_xact_lock(hashtextextended('lethe:migrate', 0))`);
    await run(client, sql`create schema if not exists lethe`);
    await run(
      client,
      sql`create table if not exists lethe.migrations (name text primary key, applied_at timestamptz not null default clock_timestamp())`,
    );
    const { rows } = await run<{ name: string }>(client, sql`select name from lethe.migrations`);
    const known = new Set(rows.map((row) => row.name));
    refuseNewer(known, files);
    const applied = files.filter((file) => !known.has(file));
    for (const file of applied) {
      await client.query(await readFile(new URL(file, folder), 'utf8'));
      await run(client, sql`insert into lethe.migrations (name) values (${file})`);
    }
    // With more rights than last time, it may be possible now.
    const { walled } = await one<{ walled: boolean }>(client, sql`select lethe.raise_wall() as walled`);
    return { applied, walled };
  });
}

/** Whether tenants are kept apart by the database too, and this role may read behind that wall. */
export async function isWalled(database: Database): Promise<boolean> {
  return database.use(async (client) => {
    const { walled } = await one<{ walled: boolean }>(
      client,
      sql`select exists (select from pg_policies where schemaname = 'lethe' and policyname = 'in_scope')
            and coalesce((select pg_has_role(current_user, r.oid, 'member') from pg_roles r where r.rolname = 'lethe_tenant'), false)
            as walled`,
    );
    return walled;
  });
}

/** Migrations this version has and the database has not; null: schema `lethe` is not there at all. */
export async function pendingMigrations(database: Database): Promise<string[] | null> {
  const files = await migrationFiles();
  return database.use(async (client) => {
    const { there } = await one<{ there: boolean }>(
      client,
      sql`select to_regclass('lethe.migrations') is not null as there`,
    );
    if (!there) return null;
    const { rows } = await run<{ name: string }>(client, sql`select name from lethe.migrations`);
    const known = new Set(rows.map((row) => row.name));
    refuseNewer(known, files);
    return files.filter((file) => !known.has(file));
  });
}

function refuseNewer(known: ReadonlySet<string>, files: readonly string[]): void {
  const newer = [...known].filter((name) => !files.includes(name));
  if (newer.length > 0) {
    throw new LetheError(
      'DATABASE_TOO_NEW',
      `the database has migrations this version does not know: ${newer.join(', ')}`,
    );
  }
}

async function migrationFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
}

async function requireSupported(database: Database): Promise<void> {
  const { version, counts } = await database.use((client) =>
    one<{ version: number; counts: string }>(
      client,
      sql`select current_setting('server_version_num')::int as version, current_setting('track_counts') as counts`,
    ),
  );
  if (version < 150_000)
    throw new LetheError('DATABASE_UNSUPPORTED', `the server is PostgreSQL ${Math.floor(version / 10_000)}`);
  if (counts !== 'on') throw new LetheError('DATABASE_UNSUPPORTED', 'track_counts is off: receipts cannot be counted');
}
