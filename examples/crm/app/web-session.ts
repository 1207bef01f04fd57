import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';
import { isFormToken, type Session, type Sessions } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
  }
}

const cookie = 'crm_session';

export function rememberSessions(app: FastifyInstance, sessions: Sessions): void {
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request) => {
    refuseOtherSites(request);
    request.session = sessions.find(request.cookies[cookie]);
  });
}

/** Browsers say where a form was sent from. Another port of this machine counts as the same site, so SameSite is not enough. */
function refuseOtherSites({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, host, 'sec-fetch-site': site } = headers;
  const ours = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  const said = site === undefined || site === 'same-origin' || site === 'none';
  if (!ours || !said) throw new Refusal(403, 'Refused', 'This was sent from another site, so nothing was done.');
}

export function signIn(request: FastifyRequest, reply: FastifyReply, session: Session): void {
  request.session = session;
  const secure = request.protocol === 'https';
  void reply.setCookie(cookie, session.id, { path: '/', httpOnly: true, sameSite: 'lax', secure });
}

export function signOut(request: FastifyRequest, reply: FastifyReply, sessions: Sessions): void {
  if (request.session !== null) sessions.close(request.session);
  void reply.clearCookie(cookie, { path: '/' });
}

export function signedIn({ session }: FastifyRequest): Session {
  if (session === null) throw new Refusal(401, 'Sign in first', 'You are not signed in, or no longer.');
  return session;
}

export interface Form {
  readonly formToken?: string;
}

/** For what a form asks to do: signed in, and sent from one of our own pages. */
export function signedInForm(request: FastifyRequest<{ Body: Form }>): Session {
  const session = signedIn(request);
  if (!isFormToken(session, request.body.formToken))
    throw new Refusal(403, 'Refused', 'The form did not come from a page of yours. Open the page again and send it.');
  return session;
}
