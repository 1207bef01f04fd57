import pg from 'pg';

/** What both a pool and a client inside a transaction can do. */
export type Queries = Pick<pg.ClientBase, 'query'>;

export function openPool(url: string, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 10, application_name: 'crm' });
  // An idle connection that the server closes would otherwise end the process.
  pool.on('error', onError);
  return pool;
}

export async function transaction<T>(pool: pg.Pool, body: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await body(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
