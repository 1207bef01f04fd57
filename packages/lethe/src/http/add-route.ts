import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LetheError } from '../errors.ts';
import type { Caller } from './backend.ts';
import { identify, requireMay } from './bearer.ts';
import { answerOnce } from './idempotent-answer.ts';
import { documentation } from './open-api.ts';
import { requireOwnHost } from './own-host.ts';
import { callers, type Failures } from './rate-limits.ts';
import type { Answer, Context, RawCall, Route } from './route.ts';
import { pageHelmet } from './secure-headers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    lethe?: Route;
  }
}

interface Served {
  readonly context: Context;
  readonly closing: AbortSignal;
  readonly failures: Failures;
}

export function addRoute(app: FastifyInstance, route: Route, served: Served): void {
  const { settings } = served.context;
  const isPublic = route.may.who === 'everyone';
  app.route({
    method: route.method,
    url: route.path,
    // A stream has no end that a HEAD could wait for.
    exposeHeadRoute: route.method === 'GET' && route.answersAs !== 'text/event-stream',
    schema: documentation(route),
    config: { lethe: route },
    ...(route.surface === 'page' || route.surface === 'development' ? { helmet: pageHelmet(settings) } : {}),
    ...(route.surface === 'development' ? { onRequest: [requireOwnHost(settings)] } : {}),
    ...(isPublic ? {} : { onRequest: [authenticate(route, served)] }),
    handler: (request, reply) => handle(route, served, { request, reply }),
  });
}

function authenticate({ may }: Route, { context, failures }: Served) {
  return async (request: FastifyRequest): Promise<void> => {
    await failures.refuseFlood(request);
    try {
      callers.set(request, await identify(context.backend.callers, request.headers.authorization));
    } catch (error) {
      if (error instanceof LetheError && error.code === 'UNAUTHENTICATED') await failures.count(request);
      throw error;
    }
    requireMay(may, callerOfRequest(request));
  };
}

function callerOfRequest(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('bug: nobody has looked who calls');
  return caller;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function handle(route: Route, { context, closing }: Served, { request, reply }: Exchange): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const call: RawCall = {
    context,
    caller: callers.get(request) ?? null,
    params: request.params,
    query: request.query,
    body: request.body,
    headers: request.headers,
    cookies: request.cookies,
    signal: AbortSignal.any([gone.signal, closing]),
  };
  if (route.method === 'POST' && route.surface === 'api')
    return answerOnce({ call, route, request, reply }, () => route.handle(call));
  return send(reply, await route.handle(call), context);
}

function send(reply: FastifyReply, answer: Answer, { settings }: Context): FastifyReply {
  reply.code(answer.status ?? 200).headers({ ...answer.headers });
  for (const { name, value, path, maxAgeSeconds } of answer.cookies ?? []) {
    const secure = settings.publicUrl.startsWith('https:');
    const options = { path, httpOnly: true, sameSite: 'lax', secure } as const;
    if (value === null) reply.clearCookie(name, options);
    else reply.setCookie(name, value, { ...options, maxAge: maxAgeSeconds });
  }
  if ('json' in answer) return reply.type('application/json; charset=utf-8').send(answer.json);
  if ('text' in answer) return reply.type(answer.type).serializer(String).send(answer.text);
  // Kept open after its end, it would hold up the end of the service.
  return reply.type(answer.type).header('connection', 'close').send(Readable.from(answer.stream));
}
