import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { addRoute } from './add-route.ts';
import type { Backend } from './backend.ts';
import type { Development } from './development.ts';
import { answerErrors, answerUnreadable } from './error-answer.ts';
import type { HttpSettings } from './http-settings.ts';
import { openMetrics } from './metrics.ts';
import { openApi } from './open-api.ts';
import { openStreams } from './open-streams.ts';
import { limitCalls, openFailures } from './rate-limits.ts';
import type { Context, Route, Surface } from './route.ts';
import { routes } from './routes.ts';
import { secureHeaders } from './secure-headers.ts';
import { parseStrictJson } from './strict-json.ts';
import { answerUnknownRoutes } from './unknown-route.ts';
import { watchCalls } from './watch-calls.ts';

export interface ServerOptions {
  readonly backend: Backend;
  readonly settings: HttpSettings;
  readonly log: FastifyBaseLogger;
  /** Given only in development: then /dev/ is there. */
  readonly dev?: Development;
}

const bodyLimitBytes = 64 * 1024;

/** The service's HTTP surface, ready to listen. */
export function openServer({ backend, settings, log, dev }: ServerOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // Its own lines would hold addresses, and those hold tokens.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: trusted(settings),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 2_000 },
    requestTimeout: 30_000,
    frameworkErrors: (error, _request, reply) => answerUnreadable(error, reply, settings),
  });
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  // What was sent is parsed in route.ts, where it is typed; what is answered is held to its schema here.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(serializerCompiler);
  let document: string | null = null;
  const context: Context = {
    backend,
    settings,
    development: dev ?? null,
    metrics: openMetrics(),
    streams: openStreams(),
    openapi: () => {
      document ??= JSON.stringify(app.swagger());
      return document;
    },
  };
  const served = routes.filter(({ surface }) => surface !== 'development' || dev !== undefined);
  answerErrors(app, context);
  watchCalls(app, context);
  secureHeaders(app, settings);
  app.register(cookie);
  limitCalls(app, context);
  openApi(app, settings);
  app.register(async (scope) => {
    serve(scope, served, { surfaces: ['api', 'operation'], context, closing: closing.signal });
    answerUnknownRoutes(app, served);
  });
  app.register(async (scope) => {
    scope.register(formbody);
    serve(scope, served, { surfaces: ['page', 'development'], context, closing: closing.signal });
  });
  return app;
}

/** By number the library believes nobody: it cannot know that there is a proxy. Whoever sets it, says so. */
function trusted({ trustProxy }: HttpSettings) {
  return typeof trustProxy === 'number' ? (_address: string, hop: number): boolean => hop < trustProxy : trustProxy;
}

function serve(
  scope: FastifyInstance,
  all: readonly Route[],
  { surfaces, context, closing }: { surfaces: readonly Surface[]; context: Context; closing: AbortSignal },
): void {
  // The library reads text as well, and JSON with a key twice.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : parseStrictJson(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error('bug: something else than an error was thrown'));
    }
  });
  const failures = openFailures(scope, context);
  for (const route of all.filter(({ surface }) => surfaces.includes(surface)))
    addRoute(scope, route, { context, closing, failures });
}
