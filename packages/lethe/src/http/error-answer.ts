import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LetheError } from '../errors.ts';
import type { HttpSettings } from './http-settings.ts';
import { loggedError, shownPath } from './log-entry.ts';
import { problemPage } from './pages/problem-page.ts';
import { problemOf, statusOf } from './problem.ts';
import type { Context } from './route.ts';

/** What the HTTP library itself refuses, by its codes. */
const ofTheLibrary: Readonly<Record<string, LetheError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new LetheError('BODY_TOO_LARGE', 'The body is longer than 64 kB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new LetheError('MEDIA_TYPE_UNSUPPORTED', 'The body has to be application/json.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new LetheError('INPUT_INVALID', 'The body is not as long as it says.'),
  FST_ERR_MAX_PARAM_LENGTH: new LetheError('ROUTE_UNKNOWN', 'There is nothing at this address.'),
  FST_ERR_BAD_URL: new LetheError('ROUTE_UNKNOWN', 'There is nothing at this address.'),
};

/** Every error becomes a problem, or a page where pages are asked for. Nothing of what we are made of gets out. */
export function answerErrors(app: FastifyInstance, context: Context): void {
  const { metrics, settings } = context;
  const { publicUrl } = settings;
  app.setErrorHandler((thrown, request, reply) => {
    const id = randomUUID();
    const error = knownError(thrown);
    const failed = statusOf(error) >= 500;
    if (failed) {
      metrics.failed();
      request.log.error({ errorId: id, route: routeOf(request), error: loggedError(thrown) }, 'a call failed');
    }
    const problem = problemOf(error, { publicUrl, instance: failed ? `urn:uuid:${id}` : instanceOf(request) });
    reply.code(problem.status);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    const { retryAfterSeconds } = error.details;
    if (typeof retryAfterSeconds === 'number') reply.header('retry-after', String(retryAfterSeconds));
    const page = isForPeople(request);
    const text = page ? problemPage(problem, context) : JSON.stringify(problem);
    return reply
      .type(page ? 'text/html; charset=utf-8' : 'application/problem+json')
      .serializer(String)
      .send(text);
  });
}

/**
 * What fails before a route is looked for: no hook is run for it, so its headers are set here. The address is not said
 * again: it may hold a token.
 */
export function answerUnreadable(thrown: Error, reply: FastifyReply, { publicUrl }: HttpSettings): void {
  const problem = problemOf(knownError(thrown), { publicUrl, instance: '/' });
  reply
    .code(problem.status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('application/problem+json')
    .serializer(String)
    .send(JSON.stringify(problem));
}

/** A page, or an address that a person has mistyped. */
function isForPeople({ routeOptions, headers }: FastifyRequest): boolean {
  const { lethe } = routeOptions.config;
  return lethe === undefined ? (headers.accept ?? '').includes('text/html') : lethe.surface === 'page';
}

function knownError(thrown: unknown): LetheError {
  if (thrown instanceof LetheError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return ofTheLibrary[code] ?? new LetheError('INTERNAL', 'Something went wrong.');
}

/** The address as it was asked for, or with what is secret left out; never its query. */
function instanceOf(request: FastifyRequest): string {
  const { lethe } = request.routeOptions.config;
  if (lethe?.secretPath === true) return routeOf(request);
  return request.url.replace(/\?.*$/su, '');
}

const routeOf = ({ routeOptions, params }: FastifyRequest): string => shownPath(routeOptions.url ?? '/', params);
