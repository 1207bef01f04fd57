import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';
import { recordEvent } from './events.ts';
import { tellRequest, type Wakes } from './requests.ts';
import { run } from './sql.ts';

/**
 * F90: a hold that nobody looks at again is one without an end. On the day of its review it says so, once: an event, and
 * the attention of a person at each request it stands on. It goes on standing: only a person releases it.
 */
export async function tellReviewsDue(database: Database, wakes: Wakes, limit: number): Promise<number> {
  return database.transaction(async (client) => {
    const { rows } = await run<{ id: string; scope: string; owner: string }>(
      client,
      sql`update lethe.holds set review_told_at = lethe.now() where id in (
            select id from lethe.holds where released_at is null and review_told_at is null
              and review_on <= (select lethe.now())::date
            order by id limit ${limit}::int for update skip locked)
          returning id, scope, owner`,
    );
    for (const { id, scope, owner } of rows) {
      await recordEvent(client, { type: 'hold.review_due', data: { hold: id, scope, owner } });
      for (const request of await requestsUnder(client, id))
        await tellRequest(client, wakes, request, { type: 'attention raised', code: 'HOLD_REVIEW_DUE' });
    }
    return rows.length;
  });
}

/** After the release of a hold: whether a review is still due at the request, some other hold says. */
export async function settleReview(client: ClientBase, wakes: Wakes, hold: string): Promise<void> {
  for (const request of await requestsUnder(client, hold)) {
    const { rows } = await run(
      client,
      sql`select from lethe.holds h join lethe.requests q on q.body -> 'holds' ? h.id
          where q.id = ${request} and h.id <> ${hold} and h.released_at is null and h.review_told_at is not null`,
    );
    if (rows.length === 0)
      await tellRequest(client, wakes, request, { type: 'attention settled', code: 'HOLD_REVIEW_DUE' });
  }
}

/** In one order everywhere, so that nobody waits in a circle. */
async function requestsUnder(client: ClientBase, hold: string): Promise<readonly string[]> {
  const { rows } = await run<{ id: string }>(
    client,
    sql`select q.id from lethe.requests q where q.scopes @> array[(select scope from lethe.holds where id = ${hold})]
          and q.body -> 'holds' ? ${hold} order by q.id`,
  );
  return rows.map(({ id }) => id);
}

/** Holds whose review is due and that nobody has released. */
export const reviewsDue = sql`(select count(*) from lethe.holds
  where released_at is null and review_on <= (select lethe.now())::date)`;
