import pg from 'pg';
import { createSchema, generate } from '../examples/crm/database/generate.ts';
import type { Layout } from '../examples/crm/database/layout.ts';

export interface Extent {
  readonly workspaces: number;
  readonly rowsPerWorkspace: number;
  readonly layout: Layout;
}

/** Databases on one server: made once by their extent, then copied fresh for each measurement. */
export function databases(adminUrl: string) {
  const urlOf = (name: string): string => {
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  };

  async function asAdmin(...statements: string[]): Promise<void> {
    await withClient(urlOf('postgres'), async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }

  async function template({ workspaces, rowsPerWorkspace, layout }: Extent): Promise<string> {
    const name = `bench_${layout}_${workspaces}x${rowsPerWorkspace}`;
    const there = await withClient(urlOf('postgres'), (client) =>
      client.query('select from pg_database where datname = $1 and datistemplate', [name]),
    );
    if (there.rowCount === 1) return name;
    await asAdmin(`drop database if exists ${name}`, `create database ${name}`);
    await withClient(urlOf(name), async (client) => {
      await createSchema(client);
      await generate(client, { workspaces, rowsPerWorkspace, layout });
    });
    await asAdmin(`update pg_database set datistemplate = true where datname = '${name}'`);
    return name;
  }

  async function empty(name: string): Promise<string> {
    await asAdmin(`drop database if exists ${name} with (force)`, `create database ${name}`);
    return urlOf(name);
  }

  /** A fresh copy, its pages read once so that no measurement pays for the first look. */
  async function copy(of: string, name: string): Promise<string> {
    await asAdmin(
      `drop database if exists ${name} with (force)`,
      // By file: through the WAL, gigabytes would take minutes and leave a checkpoint to the measurement.
      `create database ${name} template ${of} strategy file_copy`,
      'checkpoint',
    );
    const url = urlOf(name);
    await withClient(url, async (client) => {
      const tables = await client.query<{ table: string }>(
        `select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname = 'app'`,
      );
      for (const { table } of tables.rows) await client.query(`select count(*) from ${table} t where t is not null`);
    });
    return url;
  }

  return { template, empty, copy };
}

export type Databases = ReturnType<typeof databases>;

export async function withClient<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}
