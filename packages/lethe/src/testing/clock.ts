import { advanceClock as advance } from '../postgres/clock.ts';
import { openDatabase } from '../postgres/connection.ts';

/** Moves Lethe's clock in a migrated database forwards. Answers the new time, RFC 3339. */
export async function advanceClock(url: string, byMs: number): Promise<string> {
  await using database = openDatabase({ url, label: 'lethe:clock', connections: 1 });
  return advance(database, byMs);
}
