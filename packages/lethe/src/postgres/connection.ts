import pg from 'pg';
import { LetheError } from '../errors.ts';

/**
 * Connections to one database. Each is labelled (`lethe:<run>:<epoch>`), so that a take-over can find and end the
 * backends of a dead worker: they live on and would still commit.
 */
export interface Database {
  /** At most. */
  readonly connections: number;
  /** So many of them one piece of work may use at once. */
  readonly lanes: 1 | 2;
  use<T>(body: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  transaction<T>(body: (client: pg.ClientBase) => Promise<T>, mode?: string): Promise<T>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly label: string;
  readonly connections?: number;
  /** Takes little of the server: one connection at once, no workers of it beside that, pauses in an ANALYZE. */
  readonly gentle?: boolean;
}

// The server looks at the socket while it works: a statement whose client died ends within a second. A timeout that the
// role has of its own would end a count half-way; what may hold up others has a short one where it is written.
const sessionSettings =
  '-c client_connection_check_interval=1000 -c idle_in_transaction_session_timeout=60000 -c statement_timeout=1800000';

const gentleSettings = '-c max_parallel_workers_per_gather=0 -c vacuum_cost_delay=2';

export function openDatabase({ url, label, connections = 3, gentle = false }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: label,
    max: connections,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: gentle ? `${sessionSettings} ${gentleSettings}` : sessionSettings,
  });
  // An idle connection that breaks (server restart) is replaced at the next use; the statement in flight sees its own error.
  pool.on('error', () => undefined);
  // One that breaks in the moment between the pool's hands and ours has no other listener; its next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));

  async function use<T>(body: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((cause: unknown) => {
      throw asLetheError(cause) ?? cause;
    });
    let broken = false;
    const onError = (): void => {
      broken = true;
    };
    client.on('error', onError);
    try {
      return await body(client);
    } catch (error) {
      broken ||= isConnectionLoss(error);
      throw asLetheError(error) ?? error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async function transaction<T>(body: (client: pg.ClientBase) => Promise<T>, mode = ''): Promise<T> {
    return use(async (client) => {
      await client.query(`begin ${mode}`);
      try {
        const result = await body(client);
        await client.query('commit');
        return result;
      } catch (error) {
        if (!isConnectionLoss(error)) await client.query('rollback');
        throw error;
      }
    });
  }

  const close = (): Promise<void> => pool.end();
  return { connections, lanes: gentle ? 1 : 2, use, transaction, close, [Symbol.asyncDispose]: close };
}

export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/**
 * Errors after which the server has closed the session: shutdown, crash, not yet up, database dropped, and its timeouts
 * for sessions that idle, which is how a worker that was suspended for long finds its own.
 */
const endsSession = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04']);

/** The connection is gone, so what became of the statement is unknown: it is looked up, never run again blindly. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return state.startsWith('08') || endsSession.has(state);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    ['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code) ||
    /Connection terminated|connection timeout|not queryable|timeout exceeded when trying to connect/i.test(
      error.message,
    )
  );
}

/** Failures of the database that have a name of ours; null where the error is the statement's own. */
export function asLetheError(error: unknown): LetheError | null {
  if (error instanceof LetheError) return error;
  const state = sqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  if (state === '53100') {
    return new LetheError('DISK_FULL', 'the database server has no room left on its disk', { cause: error });
  }
  if (state === '53200' || state === '53400') {
    return new LetheError('DATABASE_EXHAUSTED', `the database server has reached a limit: ${message}`, {
      cause: error,
    });
  }
  if (state === '28P01' || state === '28000' || state === '3D000' || state === '53300' || state === '57P03') {
    return new LetheError('DATABASE_UNREACHABLE', `the database refused the connection: ${message}`, { cause: error });
  }
  if (isConnectionLoss(error)) {
    return new LetheError('DATABASE_UNREACHABLE', `no connection to the database: ${message || 'refused'}`, {
      cause: error,
    });
  }
  if (state === '3F000' || (state === '42P01' && /lethe/.test(message))) {
    return new LetheError('DATABASE_NOT_MIGRATED', 'the schema lethe is not in this database', { cause: error });
  }
  if (state === '25006') {
    return new LetheError('PRIVILEGE_MISSING', `the database takes no writes from this session: ${message}`, {
      cause: error,
    });
  }
  if (state === '42501') return new LetheError('PRIVILEGE_MISSING', message, { cause: error });
  return null;
}

/** A statement that was ended from outside, where nobody had a use for that; null: something else. */
export function timeoutError(error: unknown): LetheError | null {
  const state = sqlState(error);
  if (state !== '57014' && state !== '55P03') return null;
  const message = error instanceof Error ? error.message : '';
  return new LetheError('DATABASE_TIMEOUT', `the database server ended a statement: ${message}`, { cause: error });
}
