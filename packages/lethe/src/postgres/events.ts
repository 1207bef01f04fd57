import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { one } from './sql.ts';

export interface NewEvent {
  readonly request?: string;
  readonly run?: string;
  readonly type: string;
  readonly data?: object;
}

/** In the transaction of the change it tells of: no state without its event, no event without its state. Its number. */
export async function recordEvent(client: ClientBase, event: NewEvent): Promise<string> {
  const { id } = await one<{ id: string }>(
    client,
    sql`insert into lethe.events (request, run, type, data)
        values (${event.request ?? null}, ${event.run ?? null}, ${event.type}, ${JSON.stringify(event.data ?? {})}::jsonb) returning id`,
  );
  return id;
}
