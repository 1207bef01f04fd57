import type { EmbeddedPostgres } from 'lethe/testing';
import pg from 'pg';
import { createSchema, generate } from '../database/generate.ts';
import type { Extent } from '../database/layout.ts';

export interface DemoDatabase {
  readonly url: string;
  readonly rows: number;
  readonly ms: number;
}

/** The CRM's database as it is on its first day, whatever an earlier demo made of it. */
export async function freshDatabase(server: EmbeddedPostgres, name: string, extent: Extent): Promise<DemoDatabase> {
  const url = urlOf(server.url, name);
  await asked(server.url, `drop database if exists ${name} with (force)`);
  await asked(server.url, `create database ${name}`);
  const { rows, ms } = await withClient(url, async (client) => {
    await createSchema(client);
    return generate(client, extent);
  });
  return { url, rows, ms };
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
