import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Where databases are made: a URL of any database of the cluster, with the right to create others. */
export interface Admin {
  readonly url: string;
}

export interface TemplateRecipe {
  /** Holds a hash of everything `build` does: another name is another template. At most 63 bytes. */
  readonly name: string;
  /** Fills the empty database at `url`, and has closed its connections when it returns. */
  build(url: string): Promise<void>;
}

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/**
 * Makes a database to copy from, once a cluster: whoever comes second waits for the first, and one whose builder died
 * half-way is made again. Returns its name.
 */
export async function templateDatabase(admin: Admin, { name, build }: TemplateRecipe): Promise<string> {
  if (Buffer.byteLength(name) > 63) throw new RangeError(`PostgreSQL would cut the template name ${name}`);
  await withClient(admin.url, async (client) => {
    // Held by the session, so that it ends with a builder that dies.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`lethe template ${name}`]);
    if (await isTemplate(client, name)) return;
    const database = pg.escapeIdentifier(name);
    await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${database}`);
    await build(databaseUrl(admin, name));
    // A database with a session in it cannot be copied, and a pool's sockets close a little after its end().
    await client.query(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS false`);
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [name]);
    await client.query(`ALTER DATABASE ${database} WITH IS_TEMPLATE true`);
  });
  return name;
}

async function isTemplate(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query<{ datistemplate: boolean }>(
    'SELECT datistemplate FROM pg_database WHERE datname = $1',
    [name],
  );
  return found.rows[0]?.datistemplate === true;
}

/** A database of one's own: a copy of the template, or empty. */
export async function createDatabase(admin: Admin, template?: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const source = template === undefined ? '' : `TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY wal_log`;
  await withClient(admin.url, (client) => client.query(`CREATE DATABASE ${name} ${source}`));
  const drop = () =>
    withClient(admin.url, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
  return { url: databaseUrl(admin, name), name, drop, [Symbol.asyncDispose]: drop };
}

function databaseUrl(admin: Admin, name: string): string {
  const url = new URL(admin.url);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'lethe test databases' });
  // A connection lost while a query waits rejects that query as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
