import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Crm } from '../crm.ts';
import { type Html, html } from '../html.ts';
import { page } from '../pages/page.ts';
import { signInPage } from '../pages/sign-in.ts';
import { workspacesPage } from '../pages/workspaces.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Session } from '../sessions.ts';
import { subjectsOf } from '../subjects.ts';
import { userWithPassword } from '../users.ts';
import { type Form, signedIn, signedInForm, signIn, signOut } from '../web-session.ts';
import { exportRoutes } from './export.ts';
import { type Failure, failureOf } from './failure.ts';
import { inboxRoutes } from './inbox.ts';
import { sendPage } from './send-page.ts';
import { settingsRoutes } from './settings.ts';
import { body, words } from './validated.ts';

/** The pages for people: forms only, which work without scripts. */
export function pages(crm: Crm): FastifyPluginAsync {
  return async (app) => {
    await app.register(formbody);
    app.setErrorHandler((error, request, reply) => {
      const failure = failureOf(error, crm.report);
      if (failure.status === 401 && request.method === 'GET')
        return reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303);
      return sendPage(reply.status(failure.status), failurePage(failure, request.session));
    });
    app.setNotFoundHandler(() => {
      throw notFound();
    });
    signInRoutes(app, crm);
    app.get('/', (_request, reply) => reply.redirect('/workspaces', 303));
    app.get('/workspaces', async (request, reply) => {
      const session = signedIn(request);
      return sendPage(reply, workspacesPage(session, await subjectsOf(crm.pool, session.user.id)));
    });
    inboxRoutes(app, crm);
    settingsRoutes(app, crm);
    exportRoutes(app, crm);
  };
}

const failurePage = ({ title, detail }: Failure, session: Session | null): Html =>
  page({ title, session, body: html`<p>${detail}</p><p><a href="/workspaces">Back to your workspaces</a></p>` });

interface SignInForm {
  readonly email: string;
  readonly password: string;
  readonly to?: string;
}

function signInRoutes(app: FastifyInstance, { pool, tries, sessions }: Crm): void {
  app.get<{ Querystring: { to?: string } }>('/sign-in', (request, reply) =>
    sendPage(reply, signInPage({ problem: null, email: '', to: pathOfOurs(request.query.to) })),
  );
  const form = body({ email: words(320), password: words(200), to: words(500, 0) }, ['email', 'password']);
  app.post<{ Body: SignInForm }>('/sign-in', { schema: { body: form } }, async (request, reply) => {
    const to = pathOfOurs(request.body.to);
    try {
      const user = await userWithPassword(pool, tries, request.body);
      signIn(request, reply, sessions.open(user));
      return reply.redirect(to, 303);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message: problem } = error;
      return sendPage(reply.status(status), signInPage({ problem, email: request.body.email, to }));
    }
  });
  app.post<{ Body: Form }>('/sign-out', { schema: { body: body({ formToken: words(100) }) } }, (request, reply) => {
    signedInForm(request);
    signOut(request, reply, sessions);
    return reply.redirect('/sign-in', 303);
  });
}

/** Signing in leads to our own pages only: //elsewhere.test and /\elsewhere.test are other sites to a browser. */
function pathOfOurs(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\w\-./?=&%]*$/u.test(to) ? to : '/workspaces';
}
