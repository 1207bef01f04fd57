import type { EmbeddedPostgres } from 'lethe/testing';
import pg from 'pg';
import { createSchema, generate } from '../database/generate.ts';

/** Large enough to watch, small enough to be ready in seconds. */
const extent = { workspaces: 8, rowsPerWorkspace: 120_000, layout: 'scattered' } as const;
const name = 'crm_demo';

export interface DemoDatabase {
  readonly url: string;
  /** The next workspace that is still whole. */
  readonly workspace: string;
  /** A run that an interrupted demo left behind. */
  readonly unfinished: string | null;
  readonly made: { readonly rows: number; readonly ms: number } | null;
}

/** The CRM's database, made at the first start and again when every workspace has been deleted. */
export async function openDatabase(server: EmbeddedPostgres): Promise<DemoDatabase> {
  const url = urlOf(server.url, name);
  const there = await asked(server.url, 'select from pg_database where datname = $1', [name]);
  if (there.length > 0 && (await isWhole(url))) {
    const left = await remaining(url);
    const unfinished = await unfinishedRun(url);
    const [workspace] = left;
    if (workspace !== undefined || unfinished !== null)
      return { url, workspace: workspace ?? '', unfinished, made: null };
  }
  await asked(server.url, `drop database if exists ${name} with (force)`);
  await asked(server.url, `create database ${name}`);
  const made = await withClient(url, async (client) => {
    await createSchema(client);
    return generate(client, extent);
  });
  return { url, workspace: '1', unfinished: null, made };
}

// An interrupted first start leaves the schema without its rows.
async function isWhole(url: string): Promise<boolean> {
  const [row] = await asked(url, `select to_regclass('app.workspaces') is not null as there`);
  if (row?.['there'] !== true) return false;
  const [rows] = await asked(url, 'select count(*)::int as workspaces from app.workspaces');
  return rows?.['workspaces'] === extent.workspaces;
}

async function remaining(url: string): Promise<string[]> {
  const rows = await asked(url, `select id from app.workspaces where slug not like 'deleted-%' order by id`);
  return rows.map((row) => String(row['id']));
}

async function unfinishedRun(url: string): Promise<string | null> {
  const [row] = await asked(url, `select to_regclass('lethe.runs') is not null as there`);
  if (row?.['there'] !== true) return null;
  const [run] = await asked(url, `select id from lethe.runs where state <> 'completed' limit 1`);
  return run === undefined ? null : String(run['id']);
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

export async function asked(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return withClient(url, async (client) => (await client.query<Record<string, unknown>>(text, values)).rows);
}

export async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends while the connection is idle is reported by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}
