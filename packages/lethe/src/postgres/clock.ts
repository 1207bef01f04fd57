import { sql } from 'kysely';
import { LetheError } from '../errors.ts';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { one } from './sql.ts';

/**
 * Moves Lethe's clock forwards: everything that waits by `lethe.now()` comes due sooner. For development and tests only;
 * each use is an event. Tokens and signatures go by the real time and are not moved. Answers the new time, RFC 3339.
 */
export async function advanceClock(database: Database, byMs: number): Promise<string> {
  if (!Number.isInteger(byMs) || byMs <= 0) {
    throw new LetheError('USAGE', `the clock goes forwards by whole milliseconds, not by ${byMs}`);
  }
  return database.transaction(async (client) => {
    const { now } = await one<{ now: string }>(
      client,
      sql`update lethe.clock set ahead = ahead + ${byMs} * interval '1 ms' returning to_json(lethe.now())#>>'{}' as now`,
    );
    await recordEvent(client, { type: 'clock.advanced', data: { byMs } });
    return now;
  });
}

/** The server's own time in epoch milliseconds, whatever Lethe's clock has been moved to. */
export async function readRawClock(database: Database): Promise<number> {
  const { ms } = await database.use((client) =>
    one<{ ms: number }>(client, sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`),
  );
  return ms;
}
