import type { LetheError } from '../../errors.ts';
import type { Links, LinkView } from '../../http/backend.ts';
import { noteWrongWord } from '../../postgres/link-tries.ts';
import { routeOf } from '../../postgres/request-list.ts';
import { lockRequest, mustTellRequest, readNow } from '../../postgres/requests.ts';
import { type Token, tokenById, tokenByLink, useToken } from '../../postgres/tokens.ts';
import { decide } from '../../requests/decide.ts';
import type { RequestEvent } from '../../requests/event.ts';
import type { Request } from '../../requests/request.ts';
import { mayCancel } from '../../requests/request-policy.ts';
import { isSameName, nameToType, wrongName } from './confirm-request.ts';
import type { Client, Ground } from './ground.ts';
import { linkView, stateOfLink, unknownLink } from './link-view.ts';
import { tellAddressChange, tellWithRole } from './prove-request.ts';
import { rolesFor } from './standing.ts';

type Action = Parameters<Links['use']>[1];

/** What was mailed. The token is the whole authority, so nothing else is asked of whoever brings it. */
export function linksOf(ground: Ground): Links {
  const { database } = ground.lethe;
  const find = (client: Client, link: string): Promise<Token | null> =>
    tokenByLink(client, ground.secrets.hashLink(link));
  return {
    async read(link) {
      const token = await database.use((client) => find(client, link));
      if (token === null) return unknownLink;
      return database.use(async (client) => {
        const route = await routeOf(client, token.request);
        return route === null ? unknownLink : view(ground, client, token, route.request);
      });
    },
    async use(link, action, typed) {
      const found = await database.use((client) => find(client, link));
      if (found === null) return unknownLink;
      const used = await database.transaction(async (client) => {
        const request = await lockRequest(client, found.request);
        const token = await tokenById(client, found.id);
        return token === null ? { view: unknownLink } : useLink(ground, client, { token, request, action, typed });
      });
      // Thrown when what it counts is stored.
      if ('failure' in used) throw used.failure;
      return used.view;
    },
  };
}

async function view(ground: Ground, client: Client, token: Token, request: Request): Promise<LinkView> {
  const name = await ground.names.ofRequest(request, client);
  return linkView({ token, request, now: await readNow(client), name });
}

interface Use {
  readonly token: Token;
  readonly request: Request;
  readonly action: Action;
  readonly typed: string;
}

/** Which tokens an action can be done with. To stop a deletion takes less than to start one. */
const kindsFor: Readonly<Record<Action, readonly Token['kind'][]>> = {
  prove: ['proof'],
  confirm: ['confirmation'],
  deny: ['proof', 'confirmation'],
  cancel: ['cancel'],
};

/** Under the lock. Where the link does not count any more, its view says why, and nothing is told. */
async function useLink(
  ground: Ground,
  client: Client,
  { token, request, action, typed }: Use,
): Promise<{ readonly view: LinkView } | { readonly failure: LetheError }> {
  const seen = { token, request, now: await readNow(client), name: null };
  const counts = kindsFor[action].includes(token.kind) && (stateOfLink(seen) === 'open' || isDenial(action, seen));
  if (counts) {
    // F36: a scanner of mail opens links and sends forms; it does not type a name.
    const starts = action === 'prove' || action === 'confirm';
    if (starts && !isSameName(typed, await nameToType(ground, client, request))) {
      await noteWrongWord(client, { request: request.id, token: token.id });
      return { failure: wrongName() };
    }
    await act(ground, client, { token, request, action, typed });
  }
  const after = await tokenById(client, token.id);
  return { view: await view(ground, client, after ?? token, await lockRequest(client, request.id)) };
}

/** "It was not me" counts as long as nothing has begun, also from a message that is superseded or out of time. */
function isDenial(action: Action, seen: Parameters<typeof stateOfLink>[0]): boolean {
  return action === 'deny' && !['cancelled', 'done'].includes(stateOfLink(seen));
}

async function act(ground: Ground, client: Client, { token, request, action }: Use): Promise<void> {
  const { wakes } = ground.lethe;
  const now = await readNow(client);
  const tell = (event: RequestEvent): Promise<Request> => mustTellRequest(client, wakes, request.id, event);
  if (action === 'prove') {
    await useToken(client, token.id);
    await tellWithRole(ground, { client, request, now, tell }, { kind: 'mailbox', at: now.lethe });
    return;
  }
  const event = await eventOf(ground, client, { token, request, action });
  // What is refused is seen in what is shown then, and leaves the token as it is.
  if (event === null || decide(request, event, now).is !== 'transition') return;
  await useToken(client, token.id);
  if (action === 'confirm') await tellAddressChange(ground, { client, request, now, tell });
  await tell(event);
}

/** null: whoever was sent this link has lost the role they had then. */
async function eventOf(
  { lethe }: Ground,
  client: Client,
  { token, request, action }: Omit<Use, 'typed'>,
): Promise<RequestEvent | null> {
  if (action === 'confirm') return { type: 'confirmed', generation: token.generation };
  if (action === 'deny' && token.kind === 'confirmation') return { type: 'denied', generation: token.generation };
  const { actor } = request.requester;
  if (token.actor === null || token.actor === actor) return { type: 'cancel', by: 'requester', actor };
  const roles = await rolesFor(lethe, request.targets[0].subject, token.actor, client);
  const role = roles.find((each) => mayCancel(request.policy, each));
  if (role === undefined) return null;
  return { type: 'cancel', by: role === 'admin' ? 'admin' : 'owner', actor: token.actor };
}
