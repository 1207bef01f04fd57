import type { ClientBase } from 'pg';
import type { Database } from '../../src/postgres/connection.ts';
import { insertRequest, lookAgainAt, readNow, storeTransition, tellRequest } from '../../src/postgres/requests.ts';
import { startRequest } from '../../src/postgres/start-request.ts';
import { commanded } from '../../src/requests/command.ts';
import type { Decision } from '../../src/requests/decision.ts';
import type { RequestEvent } from '../../src/requests/event.ts';
import type { Request } from '../../src/requests/request.ts';
import { type RaceTrack, wakes } from './race-track.ts';

/** A request of one shop, put where a race begins. */
export interface LifeLap {
  readonly id: string;
  readonly scope: string;
}

type Place = Pick<Partial<Request>, 'state' | 'confirmation' | 'dueAt' | 'policy'>;

/** The fields are set as a life would have left them; how it gets there is tested elsewhere. */
export async function request(track: RaceTrack, shop: number, place: (now: number) => Place): Promise<LifeLap> {
  const id = `req_${shop}`;
  const scope = `gone-open:${shop}`;
  await track.left.transaction(async (client) => {
    const now = await readNow(client);
    const life = commanded({ id, subject: { kind: 'gone-open', key: [String(shop)] }, within: [] }, now);
    const last = life.at(-1);
    if (last === undefined) throw new Error('no life');
    const placed = { ...last.request, ...place(now.lethe) };
    await insertRequest(client, placed, null);
    await storeTransition(client, wakes, { ...last, request: placed });
    await lookAgainAt(client, placed, now.lethe);
  });
  return { id, scope };
}

export const confirming = (now: number, endsInMs: number): Place => ({
  state: 'confirming',
  dueAt: null,
  confirmation: {
    generation: 1,
    failures: 0,
    deadlineAt: now + endsInMs,
    tokenExpiresAt: now + endsInMs,
    confirmedAt: null,
  },
});

export const tell = (database: Database, id: string, event: RequestEvent): Promise<Decision> =>
  database.transaction((client) => tellRequest(client, wakes, id, event));

/** What a worker does when it is due: all or nothing, with the run. */
export function start(track: RaceTrack, database: Database, { id, scope }: LifeLap): Promise<Decision> {
  const { digest, outline, counts } = track.plan;
  const [, key = ''] = scope.split(':');
  const own = { ...outline, subject: { kind: 'gone-open', key: [key] } };
  const run = { run: `run_${id}_${database === track.left ? 'left' : 'right'}`, digest, outline: own, counts };
  return database.transaction((client: ClientBase) =>
    startRequest(client, wakes, { request: id, digest, authority: 'holds', runs: [{ ...run, scopes: [scope] }] }),
  );
}

export interface Left {
  readonly state: string;
  readonly runs: readonly string[];
  /** Transitions, by the type of their event, in order. */
  readonly events: readonly string[];
}

export async function leftOf(track: RaceTrack, { id }: LifeLap): Promise<Left> {
  const { rows } = await track.client.query<Left>(
    `select q.state, array(select state from lethe.runs where request = q.id) as runs,
       array(select type from lethe.events where request = q.id and type like 'request.%' order by id offset 1) as events
     from lethe.requests q where q.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no request ${id}`);
  return row;
}
