import type { FastifyInstance } from 'fastify';
import { shownPath } from './log-entry.ts';
import type { Context } from './route.ts';

/** One line and one measurement a call. Bodies, queries, headers and addresses are not in it. */
export function watchCalls(app: FastifyInstance, { metrics }: Context): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, params, log } = request;
    const route = routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    metrics.observe({ method, route, status, seconds: reply.elapsedTime / 1000 });
    const entry = { method, path: shownPath(route, params), status, ms: Math.round(reply.elapsedTime) };
    // Asked every few seconds by machines.
    if (routeOptions.config.lethe?.surface === 'operation') log.debug(entry, 'answered');
    else log.info(entry, 'answered');
  });
}
