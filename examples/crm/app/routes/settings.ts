import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Access, accessOf, closed } from '../access.ts';
import { type Crm, openRequest, tokenOf } from '../crm.ts';
import { inventoryOf } from '../inventory.ts';
import type { DeletionRequest } from '../lethe-client.ts';
import { reviewPage } from '../pages/review.ts';
import { mayAsk, settingsPage, settingsPath } from '../pages/settings.ts';
import { isFresh, proveAgain } from '../proof.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../sessions.ts';
import { ownersOf, type Subject, subjectName, subjectOf } from '../subjects.ts';
import { type Form, signedIn, signedInForm } from '../web-session.ts';
import { bannerOf } from './banner-of.ts';
import { sendPage } from './send-page.ts';
import { body, ids, words } from './validated.ts';

type Kind = Subject['kind'];
type InSubject<Body = unknown> = { Params: { id: string }; Body: Body };

interface Opened {
  readonly session: Session;
  readonly subject: Subject;
  readonly access: Access;
}

/** Settings → General of an account, and a workspace's own: deactivate, reactivate, ask for deletion, cancel it. */
export function settingsRoutes(app: FastifyInstance, crm: Crm): void {
  for (const kind of ['account', 'workspace'] as const) {
    pageRoutes(app, crm, kind);
    deleteRoute(app, crm, kind);
    switchRoutes(app, crm, kind);
  }
}

/** Whatever its access is, short of gone: cancelling and reactivating happen here. */
async function open(crm: Crm, kind: Kind, { id, session }: { id: string; session: Session }): Promise<Opened> {
  const subject = await subjectOf[kind](crm.pool, session.user.id, id);
  const access = await accessOf(crm.pool, subject.path);
  if (access === 'gone') throw new Refusal(410, 'Deleted', closed.gone, { access });
  return { session, subject, access };
}

function pageRoutes(app: FastifyInstance, crm: Crm, kind: Kind): void {
  const schema = { params: ids('id') };
  app.get<InSubject>(`/${kind}s/:id/settings`, { schema }, async (request, reply) => {
    const opened = await open(crm, kind, { id: request.params.id, session: signedIn(request) });
    return showSettings(crm, reply, opened);
  });
  app.get<InSubject>(`/${kind}s/:id/settings/delete`, { schema }, async (request, reply) => {
    const opened = await open(crm, kind, { id: request.params.id, session: signedIn(request) });
    refuseOthers(opened.subject);
    return showReview(crm, reply, { ...opened, problem: null });
  });
}

async function showSettings(crm: Crm, reply: FastifyReply, opened: Opened, problem: string | null = null) {
  const { session, subject } = opened;
  const [banner, owners, found] = await Promise.all([
    bannerOf(crm, session, opened),
    ownersOf(crm.pool, subject),
    requestOrProblem(crm, session, subject),
  ]);
  return sendPage(
    reply,
    settingsPage({
      ...opened,
      banner,
      owners,
      askPassword: !isFresh(crm, session),
      ...found,
      problem: problem ?? found.problem,
    }),
  );
}

/** Without Lethe the settings can still be read, and say so. */
async function requestOrProblem(crm: Crm, session: Session, subject: Subject) {
  const none: { request: DeletionRequest | null; problem: string | null } = { request: null, problem: null };
  if (subject.role === 'member') return none;
  try {
    return { ...none, request: await openRequest(crm, session, subjectName(subject)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...none, problem: error.message };
  }
}

async function showReview(crm: Crm, reply: FastifyReply, { problem, ...opened }: Opened & { problem: string | null }) {
  const { session, subject } = opened;
  const [banner, inventory] = await Promise.all([bannerOf(crm, session, opened), inventoryOf(crm.pool, subject)]);
  const askPassword = !isFresh(crm, session);
  return sendPage(reply, reviewPage({ session, subject, banner, inventory, askPassword, once: randomUUID(), problem }));
}

function refuseOthers(subject: Subject): void {
  if (mayAsk(subject)) return;
  const who = subject.kind === 'account' ? 'an owner' : 'an owner or an admin';
  throw new Refusal(403, 'Not yours to ask', `Only ${who} of ${subject.name} can ask for its deletion.`);
}

interface DeleteForm extends Form {
  readonly exportsNeeded?: string;
  readonly password?: string;
  readonly once: string;
}

function deleteRoute(app: FastifyInstance, crm: Crm, kind: Kind): void {
  const form = body({ formToken: words(100), exportsNeeded: words(10), password: words(200, 0), once: words(100) }, [
    'once',
  ]);
  const schema = { params: ids('id'), body: form };
  app.post<InSubject<DeleteForm>>(`/${kind}s/:id/settings/delete`, { schema }, async (request, reply) => {
    const opened = await open(crm, kind, { id: request.params.id, session: signedInForm(request) });
    const { session, subject } = opened;
    refuseOthers(subject);
    const { exportsNeeded, password, once: idempotencyKey } = request.body;
    try {
      await proveAgain(crm, session, password);
      const wish = { subject: subjectName(subject), exportsNeeded: exportsNeeded === 'yes', idempotencyKey };
      const made = await crm.lethe.ask(await tokenOf(crm, session), wish);
      if (made.wantsSession) await crm.lethe.prove(await tokenOf(crm, session), made.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The page stays, with what was wrong: nobody should have to read all of it again for a typing error.
      return showReview(crm, reply.status(error.status), { ...opened, problem: error.message });
    }
    return reply.redirect(settingsPath(subject), 303);
  });
}

interface SwitchForm extends Form {
  readonly request?: string;
  readonly password?: string;
}

type Switch = (crm: Crm, token: string, target: { subject: string; request: string }) => Promise<void>;

const switches: Readonly<Record<'prove' | 'cancel' | 'deactivate' | 'reactivate', Switch>> = {
  prove: ({ lethe }, token, { request }) => lethe.prove(token, request),
  cancel: ({ lethe }, token, { request }) => lethe.cancel(token, request),
  deactivate: ({ lethe }, token, { subject }) => lethe.deactivate(token, subject),
  reactivate: ({ lethe }, token, { subject }) => lethe.reactivate(token, subject),
};

function switchRoutes(app: FastifyInstance, crm: Crm, kind: Kind): void {
  const schema = {
    params: ids('id'),
    body: body({ formToken: words(100), request: words(100), password: words(200, 0) }),
  };
  for (const [verb, turn] of Object.entries(switches))
    app.post<InSubject<SwitchForm>>(`/${kind}s/:id/settings/${verb}`, { schema }, async (request, reply) => {
      const opened = await open(crm, kind, { id: request.params.id, session: signedInForm(request) });
      const { session, subject } = opened;
      try {
        if (verb === 'prove') await proveAgain(crm, session, request.body.password);
        const target = { subject: subjectName(subject), request: request.body.request ?? '' };
        await turn(crm, await tokenOf(crm, session), target);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return showSettings(crm, reply.status(error.status), opened, error.message);
      }
      return reply.redirect(settingsPath(subject), 303);
    });
}
