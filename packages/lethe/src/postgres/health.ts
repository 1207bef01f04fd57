import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { reviewsDue } from './hold-reviews.ts';
import { one, run } from './sql.ts';

export interface HealthFigures {
  readonly oldestPendingSeconds: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly deliveriesPending: number;
  readonly attention: number;
  readonly holdsReviewDue: number;
}

interface Figures {
  readonly pending: number;
  readonly deliveries: string;
  readonly attention: string;
  readonly reviews: string;
}

/** What a person on call wants to know, in one look. */
export async function healthFigures(client: ClientBase): Promise<HealthFigures> {
  const { pending, deliveries, attention, reviews } = await one<Figures>(
    client,
    sql`select
          (select coalesce(greatest(0, max(extract(epoch from lethe.now()) - (body ->> 'dueAt')::float8 / 1000)), 0)::float8
            from lethe.requests where body ->> 'dueAt' is not null
              and state not in ('completed', 'closed', 'cancelled', 'expired', 'refused', 'forwarded')) as pending,
          (select count(*) from lethe.deliveries where state = 'pending') as deliveries,
          (select count(*) from lethe.requests where jsonb_array_length(body -> 'attention') > 0) as attention,
          ${reviewsDue} as reviews`,
  );
  return {
    oldestPendingSeconds: pending,
    requests: await byState(client, 'requests'),
    runs: await byState(client, 'runs'),
    deliveriesPending: Number(deliveries),
    attention: Number(attention),
    holdsReviewDue: Number(reviews),
  };
}

async function byState(client: ClientBase, table: 'requests' | 'runs'): Promise<Record<string, number>> {
  const { rows } = await run<{ state: string; count: string }>(
    client,
    sql`select state, count(*) from ${sql.id('lethe', table)} group by state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** Whether the job library's tables are there. */
export async function jobsAreThere(client: ClientBase): Promise<boolean> {
  const { there } = await one<{ there: boolean }>(
    client,
    sql`select to_regclass('lethe_jobs.job') is not null as there`,
  );
  return there;
}

/** Whether a worker of this database is connected, in whatever process. */
export async function workerIsThere(client: ClientBase): Promise<boolean> {
  const { there } = await one<{ there: boolean }>(
    client,
    sql`select exists (select from pg_stat_activity
          where datname = current_database() and application_name = 'lethe:worker') as there`,
  );
  return there;
}
