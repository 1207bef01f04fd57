import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { one } from './sql.ts';

/**
 * For a transaction that looks for rows which are gone already, to be sure. The statistics do not know yet, and by them a
 * bitmap would read every page again that the rows were in, at every pass. A plain index scan marks the entries of dead
 * rows as it meets them, and those that come after pass them by: 1.5 million rows of which 150,000 are gone take 0.4 s
 * each time by a bitmap, and 0.4 s once by the index. Where no index fits, the plan stays what it was.
 */
export async function lookBehind(client: ClientBase): Promise<void> {
  await client.query('set local random_page_cost = 0.01');
}

/** A pass has been made over the step's rows: what it found is gone, or will be found at once. */
export async function lookBehindAgain(client: ClientBase, runId: string, step: number): Promise<void> {
  const { again } = await one<{ again: boolean }>(
    client,
    sql`select exists (select from lethe.steps where run = ${runId} and no = ${step}::int and passes > 0) as again`,
  );
  if (again) await lookBehind(client);
}
