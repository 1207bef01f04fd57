import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checksums, checksums, difference } from '../database/checksum.ts';
import { asked, withClient } from './database.ts';
import type { Narrator } from './narrate.ts';

type Places = ReadonlyMap<string, number>;

/** What is deleted, as the demo's own SQL knows it. */
export interface Target {
  readonly url: string;
  readonly workspaces: readonly string[];
  /** Null: it stays. */
  readonly account: string | null;
}

/** How everything was before. */
export interface Before {
  readonly sums: Checksums;
  /** Users whose row points to one of the workspaces as the one they used last. */
  readonly visitors: ReadonlySet<string>;
}

export async function lookBefore(say: Narrator, target: Target): Promise<Before> {
  const [sums, visitors, planted] = [
    await withClient(target.url, checksums),
    await visitorsOf(target),
    await placesOf(target.url, ['app'], marksOf(target)),
  ];
  say.proof(planted.size >= 20, `planted values are found in ${planted.size} tables`);
  return { sums, visitors };
}

async function visitorsOf({ url, workspaces }: Target): Promise<Set<string>> {
  const rows = await asked(url, 'select id from app.users where last_workspace_id = any($1)', [workspaces]);
  return new Set(rows.map((row) => `user:${String(row['id'])}`));
}

/** What every row of a workspace that holds text has in one of its rows, and nobody else's. */
const marksOf = ({ workspaces }: Target): string[] => workspaces.map((workspace) => `plant-w${workspace}-`);

/** Tables of which the policy keeps rows. */
const keeping = new Set(['app.invoices', 'app.payments', 'app.audit_log', 'app.security_log']);

export async function proveGone(say: Narrator, target: Target, before: Before): Promise<void> {
  const changed = bystandersChanged(before, await withClient(target.url, checksums), target);
  const others = changed.length === 0 ? '' : `: ${changed.join(', ')}`;
  say.proof(changed.length === 0, `every other tenant is byte-identical${others}`);
  const left = await placesOf(target.url, ['app'], marksOf(target));
  const where = [...left].map(([table, rows]) => `${table} (${rows})`).join(', ');
  say.proof(
    [...left.keys()].every((table) => keeping.has(table)),
    `planted values are left only where the plan keeps rows: ${where}`,
  );
}

function bystandersChanged({ sums, visitors }: Before, after: Checksums, { workspaces, account }: Target): string[] {
  const own = new Set([...workspaces, ...(account === null ? [] : [`account:${account}`])]);
  return difference(sums, after)
    .filter(({ table, tenant }) => !own.has(tenant) && !(table === 'users' && visitors.has(tenant)))
    .map(({ table, tenant }) => `${table} of ${tenant}`);
}

/** Neither Lethe's tables nor its journal hold a planted value, nor anything else that names somebody. */
export async function proveForgotten(
  say: Narrator,
  target: Target,
  { folder, names }: { readonly folder: string; readonly names: readonly string[] },
): Promise<void> {
  const texts = [...marksOf(target), ...names];
  const places = [
    ...(await placesOf(target.url, ['lethe', 'lethe_jobs'], texts)).keys(),
    ...(await filesWith(join(folder, 'journal'), texts)),
  ];
  const found = places.length === 0 ? '' : `: ${places.join(', ')}`;
  const and = names.length === 0 ? '' : ', and nobody’s name or address';
  say.proof(places.length === 0, `Lethe’s own tables and its journal hold none of them${and}${found}`);
}

async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const files = (await readdir(folder)).map((file) => join(folder, file));
  const read = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return files.filter((_, at) => texts.some((text) => read[at]?.includes(text)));
}

/**
 * Rows that hold one of the texts anywhere, by table: every column of every table of these schemas, binary ones too.
 */
async function placesOf(url: string, schemas: readonly string[], texts: readonly string[]): Promise<Places> {
  const patterns = texts.flatMap((text) => [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`]);
  return withClient(url, async (client) => {
    const tables = await client.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname = any($1) order by 1`,
      [schemas],
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
