import { LetheError } from '../../errors.ts';
import type { Caller, Scope } from '../../http/backend.ts';
import { toldOf } from '../../policy/request.ts';
import { rolesOf } from '../../postgres/people.ts';
import { type RequestRoute, requestUnknown, routeOf } from '../../postgres/request-list.ts';
import { scopesOf } from '../../postgres/requests.ts';
import { mayCancel } from '../../requests/request-policy.ts';
import type { Lethe } from '../lethe.ts';
import { type Located, locate, subjectUnknown } from '../subject-path.ts';
import type { Client } from './ground.ts';

export type KeyCaller = Extract<Caller, { is: 'key' }>;
export type PersonCaller = Extract<Caller, { is: 'person' }>;

/** What a caller is to something they may see. */
export interface Standing {
  /** kind:key within which they read; null: everything, for a key of no tenant. */
  readonly scope: string | null;
  readonly as: 'requester' | 'role' | 'key';
  /** The role that lets them, read from the host database now. */
  readonly role: string | null;
}

/** `told`: also for whoever is told of it and may cancel it, and do nothing else. */
export type MayBe = 'of those who may ask' | 'told';

export interface RequestStanding extends Standing, RequestRoute {}

export interface SubjectStanding extends Standing {
  readonly located: Located;
}

/** Said before anything is looked for, so that it says nothing of what there is. */
export function requireScope(caller: KeyCaller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw forbidden(`the key has no scope ${scope}`);
}

export function requireKey(caller: Caller, scope: Scope): KeyCaller {
  if (caller.is !== 'key') throw forbidden('this takes a key of an operator');
  requireScope(caller, scope);
  return caller;
}

export const forbidden = (why: string): LetheError => new LetheError('FORBIDDEN', why);

/**
 * What a caller is to a request. Whoever is nothing to it is answered as if it were not there; only one who is a member
 * of its subject, of a lower role, is told that their role does not allow it.
 */
export async function standingOnRequest(
  lethe: Lethe,
  caller: Caller,
  id: string,
  scope: Scope,
  mayBe: MayBe = 'of those who may ask',
): Promise<RequestStanding> {
  if (caller.is === 'key') requireScope(caller, scope);
  const route = await lethe.database.use((client) => routeOf(client, id));
  if (route === null) throw requestUnknown(id);
  const { subject, request } = route;
  if (caller.is === 'key') {
    if (caller.tenant !== null && !scopesOf(request).includes(caller.tenant)) throw requestUnknown(id);
    return { ...route, scope: caller.tenant, as: 'key', role: null };
  }
  if (request.requester.actor === caller.actor) return { ...route, scope: subject, as: 'requester', role: null };
  const roles = await rolesFor(lethe, request.targets[0].subject, caller.actor);
  if (roles.length === 0) throw requestUnknown(id);
  const { policy } = request;
  const asks = roles.find((each) => policy.by.includes(each));
  const role = asks ?? (mayBe === 'told' ? roles.find((each) => mayCancel(policy, each)) : undefined);
  if (role === undefined) throw forbidden('your role does not allow this');
  return { ...route, scope: subject, as: 'role', role };
}

/** As above, of a subject. `roles`: which of them may do it; null: any member. */
export async function standingOnSubject(
  lethe: Lethe,
  caller: Caller,
  written: string,
  may: { readonly scope: Scope; readonly roles: ((located: Located) => readonly string[]) | null },
): Promise<SubjectStanding> {
  if (caller.is === 'key') requireScope(caller, may.scope);
  const located = await locate(lethe, written);
  if (caller.is === 'key') {
    if (caller.tenant !== null && !located.path.includes(caller.tenant)) throw subjectUnknown(located);
    return { located, scope: caller.tenant, as: 'key', role: null };
  }
  const roles = await rolesFor(lethe, located.subject, caller.actor);
  const [first] = roles;
  if (!located.there || first === undefined) throw subjectUnknown(located);
  const role = may.roles === null ? first : roles.find((each) => may.roles?.(located).includes(each));
  if (role === undefined) throw forbidden('your role does not allow this');
  return { located, scope: located.text, as: 'role', role };
}

export const askingRoles = ({ policy }: Located): readonly string[] => policy.request.by;
export const readingRoles = ({ policy }: Located): readonly string[] => [
  ...new Set([...policy.request.by, ...toldOf(policy.request)]),
];

/** From the host database, now. A kind that the configuration no longer has, has no members. */
export async function rolesFor(
  { loaded, database }: Pick<Lethe, 'loaded' | 'database'>,
  subject: Located['subject'],
  actor: string,
  client?: Client,
): Promise<readonly string[]> {
  const policy = Object.hasOwn(loaded.config.subjects, subject.kind) ? loaded.config.subjects[subject.kind] : undefined;
  if (policy === undefined) return [];
  const read = (own: Client): Promise<readonly string[]> => rolesOf(own, policy, subject, actor);
  return client === undefined ? database.use(read) : read(client);
}
