import { LetheError } from '../../errors.ts';
import type { Caller, RequestRecord, Scope } from '../../http/backend.ts';
import { versionOf } from '../../postgres/request-list.ts';
import { lockRequest, mustTellRequest, readNow } from '../../postgres/requests.ts';
import type { RequestEvent } from '../../requests/event.ts';
import type { Now, Request } from '../../requests/request.ts';
import type { Client, Ground } from './ground.ts';
import { loadRecord } from './request-record.ts';
import { type MayBe, type RequestStanding, standingOnRequest } from './standing.ts';

/** A request whose row is locked until the change to it is stored. */
export interface Changing {
  readonly client: Client;
  readonly request: Request;
  readonly now: Now;
  readonly standing: RequestStanding;
  /** Tells it what has happened; what it refuses is the caller's failure, and nothing is stored. */
  tell(event: RequestEvent): Promise<Request>;
}

export interface Change {
  readonly caller: Caller;
  readonly id: string;
  /** Of keys. */
  readonly scope: Scope;
  /** What a person has to be to it at least; left out: one who could have asked for it. */
  readonly mayBe?: MayBe;
  /** The version the caller has seen; null: whatever it is. */
  readonly ifMatch: string | null;
  /** What the caller is not to do is refused here, before anything is locked. */
  readonly mayDo?: (standing: RequestStanding) => void;
  /**
   * Under the lock. What it answers is thrown when all it told is stored: a wrong code is a failure of the caller's, and
   * that it was tried has to stay.
   */
  readonly body: (changing: Changing) => Promise<LetheError | null>;
}

/** One change to a request: who may, is it still what they saw, tell it, and show what has become of it. */
export async function changeRequest(ground: Ground, change: Change): Promise<RequestRecord> {
  const { lethe } = ground;
  const { caller, id, scope, mayBe, ifMatch, mayDo, body } = change;
  const standing = await standingOnRequest(lethe, caller, id, scope, mayBe);
  mayDo?.(standing);
  const failure = await lethe.database.transaction(async (client) => {
    const request = await lockRequest(client, id);
    if (ifMatch !== null && ifMatch !== (await versionOf(client, id))) throw changed(id);
    const tell = (event: RequestEvent): Promise<Request> => mustTellRequest(client, lethe.wakes, id, event);
    return body({ client, request, now: await readNow(client), standing, tell });
  });
  if (failure !== null) throw failure;
  return loadRecord(ground, id, standing.scope);
}

const changed = (id: string): LetheError =>
  new LetheError('REQUEST_CHANGED', `${id} has changed since the version that was sent`);
