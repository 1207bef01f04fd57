import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { run } from './sql.ts';

export interface NewEvent {
  readonly request?: string;
  readonly run?: string;
  readonly type: string;
  readonly data?: object;
}

/** In the transaction of the change it tells of: no state without its event, no event without its state. */
export async function recordEvent(client: ClientBase, event: NewEvent): Promise<void> {
  await run(
    client,
    sql`insert into lethe.events (request, run, type, data)
        values (${event.request ?? null}, ${event.run ?? null}, ${event.type}, ${JSON.stringify(event.data ?? {})}::jsonb)`,
  );
}
