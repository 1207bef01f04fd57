import {
  type BlockerFact,
  type MessageName,
  type NoticeDates,
  type NoticeFacts,
  type NoticeLinks,
  noticeFacts,
  type RefusalFact,
  roleOf,
} from '../../mail/notice-facts.ts';
import { formatSubject } from '../../planner/subject.ts';
import { describeDuration } from '../../policy/duration.ts';
import { exportsNeeded } from '../../policy/request.ts';
import { keptName } from '../../postgres/addresses.ts';
import { listHolds } from '../../postgres/holds.ts';
import type { NoticeRow } from '../../postgres/notices.ts';
import { type Token, tokenById, tokenIdOf } from '../../postgres/tokens.ts';
import { backupsAfter } from '../../requests/backups.ts';
import type { RefuseReason } from '../../requests/event.ts';
import { afterProof as gateAfterProof } from '../../requests/gate.ts';
import { dueAt } from '../../requests/grace.ts';
import { hasStarted, type Moment, type Now, type Request } from '../../requests/request.ts';
import { isProven } from '../../requests/verify.ts';
import { placeOf } from '../place-of.ts';
import { policyOfTarget } from './authority.ts';
import { dataFacts, noData } from './data-facts.ts';
import type { Life } from './life-context.ts';

/** Everything the messages of one notice say alike. */
export interface NoticeStory {
  readonly notice: NoticeRow;
  readonly request: Request;
  readonly facts: NoticeFacts;
}

/** Messages that say what stays, or how much goes. */
const aboutData: readonly MessageName[] = [
  'confirmation',
  'scheduled',
  'reminder',
  'started',
  'completed',
  'approval needed',
];

/** Sent to a mailbox before anybody has shown that it is theirs. */
const beforeProof: readonly MessageName[] = ['received', 'proof'];

export async function storyOf(life: Life, notice: NoticeRow, request: Request, now: Now): Promise<NoticeStory> {
  const { settings } = life.lethe;
  const { name, audience, event } = notice;
  const to = roleOf[audience];
  const forPeople = to === 'requester' || to === 'owner';
  const data = aboutData.includes(name) ? await dataFacts(life, request) : noData;
  const { rowsPlanned, ...aboutRows } = data;
  // A role says who may ask, not that it is they who read this mailbox.
  const proven = request.proofs.some(({ kind }) => kind !== 'role');
  const { digest } = request.approval ?? { digest: request.digest };
  return {
    notice,
    request,
    facts: noticeFacts({
      request: request.id,
      kind: request.kind,
      shownName: forPeople && (proven || !beforeProof.includes(name)) ? await shownName(life, request) : null,
      brand: settings.brand,
      to,
      timeZone: request.timeZone,
      proven: isProven(request.policy, request.proofs),
      ...aheadOf(request),
      dates: datesOf(notice, request, now),
      links: forPeople ? { status: `${settings.publicUrl}/status/${life.secrets.statusCodeOf(request.id)}` } : {},
      contact: settings.operators[0] ?? null,
      askedBy: to === 'owner' ? askedBy(request) : null,
      blockers: blockersOf(life, request),
      findings: request.findings,
      exportsNeeded: request.blockers.some(({ blocker }) => blocker === saidExports) ? ['your data'] : [],
      ...aboutRows,
      backupsUntil: aboutData.includes(name) ? backupsUntil(life, request, now) : null,
      outcome: request.outcome,
      refusal: refusalOf(event.data),
      controllerName: textOf(event.data, 'controller'),
      holds: name === 'held' || name === 'released' ? await holdsOf(life, request) : [],
      attention: request.attention.map(({ code }) => code),
      approval: name === 'approval needed' && digest !== null ? { digest, rows: rowsPlanned } : null,
      absorbedBy: absorbedBy(request, event.data),
    }),
  };
}

/** What proof leads to, and what grace is like then. */
function aheadOf(request: Request): Pick<NoticeFacts, 'afterProof' | 'grace' | 'graceFor'> {
  const { grace } = request.policy;
  const afterProof = gateAfterProof(request) === 'scheduled' ? 'scheduled' : 'confirmation';
  if (grace.for === null) return { afterProof, grace: 'none', graceFor: null };
  return { afterProof, grace: grace.access, graceFor: describeDuration(grace.for) };
}

/** The story with what only this recipient gets: their link, and the code that stands for it. */
export async function factsFor(
  { lethe, secrets }: Life,
  { notice, facts, request }: NoticeStory,
  delivery: string,
): Promise<NoticeFacts> {
  const mailed = notice.name === 'proof' || notice.name === 'confirmation';
  const token = await lethe.database.use((client) => tokenById(client, tokenIdOf(mailed ? notice.id : delivery)));
  if (token === null) return facts;
  const link = `${lethe.settings.publicUrl}/link/${secrets.linkOf(token.id)}`;
  const deadlineAt = deadlineOf(notice, request, token);
  return {
    ...facts,
    code: token.kind === 'cancel' ? null : secrets.codeOf(token.id),
    links: { ...facts.links, ...linkFor[token.kind](link) },
    dates: { ...facts.dates, ...(deadlineAt === null ? {} : { deadlineAt }) },
  };
}

const linkFor: Readonly<Record<Token['kind'], (link: string) => NoticeLinks>> = {
  // One page has both: to go on, and to say that it was somebody else.
  proof: (link) => ({ prove: link, deny: link }),
  confirmation: (link) => ({ confirm: link, deny: link }),
  cancel: (link) => ({ cancel: link }),
};

/** A token's end counts by the raw clock; people are told when that is by the clock that all other dates go by. */
function deadlineOf({ event }: NoticeRow, { verifyDeadlineAt }: Request, token: Token): Moment | null {
  if (token.kind !== 'proof') return null;
  return Math.min(event.at + (token.expiresAt - token.createdAt), verifyDeadlineAt ?? Number.POSITIVE_INFINITY);
}

const ends: readonly MessageName[] = ['completed', 'cancelled', 'denied', 'expired', 'refused', 'forwarded', 'closed'];

function datesOf({ name, event }: NoticeRow, request: Request, now: Now): NoticeDates {
  const { receivedAt, ackDueAt, completeDueAt, confirmation, blocked } = request;
  const ifConfirmedNow = dueAt(now.lethe, request.policy.grace.for, request.timeZone);
  const due = name === 'confirmation' ? ifConfirmedNow : request.dueAt;
  const deadline = name === 'confirmation' ? confirmation?.deadlineAt : blocked?.deadlineAt;
  return {
    receivedAt,
    completeDueAt,
    ...(ackDueAt === null ? {} : { ackDueAt }),
    ...(deadline === undefined ? {} : { deadlineAt: deadline }),
    ...(due === null ? {} : { dueAt: due }),
    ...(name === 'started' ? { startedAt: event.at } : {}),
    ...(ends.includes(name) ? { endedAt: event.at } : {}),
  };
}

/** Before the rows are gone: as it would be if nothing delays the deletion. */
function backupsUntil({ lethe }: Life, request: Request, now: Now): Moment | null {
  if (request.outcome !== null) return request.backups?.until ?? null;
  const { backups } = lethe.loaded.store.config;
  const due = request.dueAt ?? dueAt(now.lethe, request.policy.grace.for, request.timeZone);
  return backups === null ? null : backupsAfter(Math.max(due, now.lethe), backups.keptFor).until;
}

/** As its own row says while that stands there unchanged, and afterwards as it said last. */
async function shownName(life: Life, request: Request): Promise<string> {
  const [{ subject }] = request.targets;
  const name = hasStarted(request)
    ? await life.lethe.database.use((client) => keptName(client, request.id))
    : ((await placeOf(life.lethe, subject)).row?.name ?? null);
  return name ?? formatSubject(subject);
}

/** One owner is not told another's name or address by us: the role is what matters. */
function askedBy({ proofs, requester }: Request): string | null {
  const role = proofs.find((proof) => proof.kind === 'role');
  if (role?.kind === 'role') return `somebody with the role ${role.role}`;
  return requester.channel === 'operator' ? 'our staff' : null;
}

const saidExports = `${exportsNeeded.name}@${exportsNeeded.version}`;

/** In the words of today's policy; one that is not there any more has only its name. */
function blockersOf(life: Life, request: Request): readonly BlockerFact[] {
  const known = request.targets.flatMap((target) => policyOfTarget(life, target).blockers);
  return request.blockers
    .filter(({ blocker }) => blocker !== saidExports)
    .map(({ blocker, level }) => ({
      name: blocker,
      level,
      message: known.find(({ name, version }) => `${name}@${version}` === blocker)?.message ?? blocker,
    }));
}

async function holdsOf({ lethe }: Life, request: Request): Promise<NoticeFacts['holds']> {
  const all = await listHolds(lethe.database);
  return all
    .filter(({ hold }) => request.holds.includes(hold))
    .map(({ hold, reviewOn }) => ({ id: hold, reviewAt: Date.parse(`${reviewOn}T12:00:00Z`) }));
}

const reasons: readonly RefuseReason[] = ['not verified', 'not entitled', 'unfounded', 'repeated', 'must be kept'];

function refusalOf(data: NoticeRow['event']['data']): RefusalFact | null {
  const reason = reasons.find((each) => each === data['reason']);
  return reason === undefined ? null : { reason, repeats: textOf(data, 'repeats'), explanation: null };
}

function absorbedBy({ overlap }: Request, data: NoticeRow['event']['data']): string | null {
  return textOf(data, 'absorbedBy') ?? (overlap?.is === 'absorbed' ? overlap.request : null);
}

function textOf(data: NoticeRow['event']['data'], field: string): string | null {
  const value = data[field];
  return typeof value === 'string' ? value : null;
}
