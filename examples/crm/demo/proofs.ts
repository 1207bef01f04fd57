import { checksums, difference } from '../database/checksum.ts';
import { asked, withClient } from './database.ts';

export type Places = ReadonlyMap<string, number>;

/** Everything of everybody, as one checksum a table and tenant. */
export function fingerprintAll(url: string): ReturnType<typeof checksums> {
  return withClient(url, (client) => checksums(client));
}

/** What changed that is not the workspace's own: its members' "last workspace" may be emptied, nothing else. */
export function bystandersChanged(
  before: Awaited<ReturnType<typeof fingerprintAll>>,
  after: Awaited<ReturnType<typeof fingerprintAll>>,
  { workspace, visitors }: { workspace: string; visitors: ReadonlySet<string> },
): string[] {
  return difference(before, after)
    .filter(({ table, tenant }) => tenant !== workspace && !(table.endsWith('users') && visitors.has(tenant)))
    .map(({ table, tenant }) => `${table} of ${tenant}`);
}

/** Users whose row points to the workspace as the one they used last. */
export async function visitorsOf(url: string, workspace: string): Promise<Set<string>> {
  const rows = await asked(url, 'select id from app.users where last_workspace_id = $1', [workspace]);
  return new Set(rows.map((row) => `user:${String(row['id'])}`));
}

/**
 * Rows that hold one of the workspace's planted values anywhere, by table: every column of every table of the CRM and
 * of Lethe itself, binary ones too.
 */
export async function placesOf(url: string, workspace: string): Promise<Places> {
  const mark = `plant-w${workspace}-`;
  const patterns = [`%${mark}%`, `%${Buffer.from(mark).toString('hex')}%`];
  return withClient(url, async (client) => {
    const tables = await client.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname in ('app', 'lethe', 'lethe_jobs') order by 1`,
    );
    const places = new Map<string, number>();
    for (const { table } of tables.rows) {
      const found = await client.query<{ rows: number }>(
        `select count(*)::int as rows from ${table} t where t::text like any($1)`,
        [patterns],
      );
      const rows = found.rows[0]?.rows ?? 0;
      if (rows > 0) places.set(table, rows);
    }
    return places;
  });
}
