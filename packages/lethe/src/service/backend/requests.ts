import { LetheError } from '../../errors.ts';
import type { Caller, Page, RequestRecord, Requests } from '../../http/backend.ts';
import {
  type ListBy,
  listRequests,
  type Position,
  requestEvents,
  routeOf,
  subjectsAskedFor,
} from '../../postgres/request-list.ts';
import { scopesOf } from '../../postgres/requests.ts';
import { scoped } from '../../postgres/scoped.ts';
import type { RequestEvent } from '../../requests/event.ts';
import { changeRequest } from './change-request.ts';
import { confirmRequest } from './confirm-request.ts';
import { forwardRequest } from './forward-request.ts';
import type { Ground } from './ground.ts';
import { proveRequest } from './prove-request.ts';
import { receiveWish } from './receive-request.ts';
import { exportsNeededBlocker, loadRecord, recordOf } from './request-record.ts';
import { resendMessage } from './resend-message.ts';
import {
  forbidden,
  type KeyCaller,
  type RequestStanding,
  readingRoles,
  requireKey,
  requireScope,
  standingOnRequest,
  standingOnSubject,
} from './standing.ts';

export function requestsOf(ground: Ground): Requests {
  const { lethe } = ground;
  /** Of operators: one event, told by a key that may decide. */
  const decide = async (
    caller: Caller,
    id: string,
    ifMatch: string | null,
    event: RequestEvent,
  ): Promise<RequestRecord> => {
    requireKey(caller, 'request:decide');
    const body = async ({ tell }: { tell(event: RequestEvent): Promise<unknown> }): Promise<null> => {
      await tell(event);
      return null;
    };
    return changeRequest(ground, { caller, id, scope: 'request:decide', ifMatch, body });
  };
  return {
    receive: (caller, wish) => receiveWish(ground, caller, wish),
    list: (caller, by) => listFor(ground, caller, by),
    async load(caller, id) {
      const { scope } = await standingOnRequest(lethe, caller, id, 'request:read', 'told');
      return loadRecord(ground, id, scope);
    },
    async events(caller, id) {
      const { scope } = await standingOnRequest(lethe, caller, id, 'request:read', 'told');
      return scoped(lethe.database, scope, (reader) => requestEvents(reader, id));
    },
    prove: (caller, id, proof, ifMatch) => proveRequest(ground, { caller, id, proof, ifMatch }),
    confirm: (caller, id, typed, ifMatch) => confirmRequest(ground, { caller, id, typed, ifMatch }),
    resend: (caller, id) => resendMessage(ground, caller, id),
    cancel: (caller, id, ifMatch) =>
      changeRequest(ground, {
        caller,
        id,
        scope: 'request:write',
        mayBe: 'told',
        ifMatch,
        async body({ standing, tell }) {
          await tell({
            type: 'cancel',
            by: cancelledBy(standing),
            actor: caller.is === 'key' ? caller.id : caller.actor,
          });
          return null;
        },
      }),
    async refuse(caller, id, { reason, repeats }, ifMatch) {
      const key = requireKey(caller, 'request:decide');
      if (repeats !== null) await requireVisible(ground, key, repeats);
      return decide(caller, id, ifMatch, { type: 'refuse', operator: key.id, reason, repeats });
    },
    forward: (caller, id, controller, ifMatch) => forwardRequest(ground, { caller, id, controller, ifMatch }),
    acknowledge: (caller, id) => decide(caller, id, null, { type: 'acknowledged' }),
    clearBlocker(caller, id, blocker) {
      const mayDo = (): void => {
        // What rows say is found in the rows; only what a person has said can a person take back.
        if (caller.is === 'person' && blocker !== exportsNeededBlocker)
          throw forbidden('only what you said yourself can be taken back by you');
      };
      const scope = 'request:decide';
      return changeRequest(ground, {
        ...{ caller, id, scope, ifMatch: null, mayDo },
        async body({ tell }) {
          await tell({ type: 'blocker cleared', blocker });
          return null;
        },
      });
    },
  };
}

function cancelledBy({ as, role }: RequestStanding): RequestEvent<'cancel'>['by'] {
  if (as === 'requester') return 'requester';
  if (as === 'key') return 'operator';
  return role === 'admin' ? 'admin' : 'owner';
}

/** An id of another tenant is no more an id than any other text. */
async function requireVisible({ lethe }: Ground, { tenant }: KeyCaller, id: string): Promise<void> {
  const route = await lethe.database.use((client) => routeOf(client, id));
  if (route !== null && (tenant === null || scopesOf(route.request).includes(tenant))) return;
  throw new LetheError('INPUT_INVALID', 'the request that it is said to repeat is not known');
}

type Asked = Parameters<Requests['list']>[1];

async function listFor(ground: Ground, caller: Caller, asked: Asked): Promise<Page<RequestRecord>> {
  const { lethe } = ground;
  const { states, limit } = asked;
  const after = asked.cursor === null ? null : positionOf(asked.cursor);
  const by = { subject: null, requester: null, states, after, limit: limit + 1 };
  if (asked.subject !== null) {
    const may = { scope: 'request:read', roles: readingRoles } as const;
    const { located, scope } = await standingOnSubject(lethe, caller, asked.subject, may);
    return pageOf(ground, limit, [[scope, { ...by, subject: located.text }]]);
  }
  if (caller.is === 'key') {
    requireScope(caller, 'request:read');
    return pageOf(ground, limit, [[caller.tenant, by]]);
  }
  // Their own, wherever: each read within the subject that it is of.
  const subjects = await lethe.database.use((client) => subjectsAskedFor(client, caller.actor));
  const own = { ...by, requester: caller.actor };
  return pageOf(
    ground,
    limit,
    subjects.map((subject) => [subject, { ...own, subject }]),
  );
}

async function pageOf(
  ground: Ground,
  limit: number,
  lists: readonly (readonly [scope: string | null, by: ListBy])[],
): Promise<Page<RequestRecord>> {
  const found = [];
  for (const [scope, by] of lists)
    found.push(...(await scoped(ground.lethe.database, scope, (reader) => listRequests(reader, by))));
  const all = [...new Map(found.map((each) => [each.request.id, each])).values()].sort(newestFirst);
  const items = [];
  for (const { at: _, ...stored } of all.slice(0, limit)) items.push(await recordOf(ground, stored));
  const last = all.length > limit ? all[limit - 1] : undefined;
  return { items, next: last === undefined ? null : cursorOf(last.at) };
}

function newestFirst({ at: one }: { at: Position }, { at: two }: { at: Position }): number {
  if (one.receivedAtUs !== two.receivedAtUs) return Number(two.receivedAtUs) - Number(one.receivedAtUs);
  return one.id < two.id ? 1 : -1;
}

const cursorOf = ({ receivedAtUs, id }: Position): string => Buffer.from(`${receivedAtUs} ${id}`).toString('base64url');

function positionOf(cursor: string): Position {
  const [, receivedAtUs, id] =
    /^(\d{1,16}) (req_[0-9a-z]{1,60})$/u.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (receivedAtUs === undefined || id === undefined)
    throw new LetheError('INPUT_INVALID', 'the cursor is none of ours');
  return { receivedAtUs, id };
}
