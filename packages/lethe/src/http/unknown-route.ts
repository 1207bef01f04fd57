import type { FastifyInstance } from 'fastify';
import { LetheError } from '../errors.ts';
import type { Route } from './route.ts';

/** An address that is not there, or not with this method. OPTIONS says which there are, and does nothing else. */
export function answerUnknownRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  const known = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*$/su, '');
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) throw new LetheError('ROUTE_UNKNOWN', 'There is nothing at this address.');
    const allow = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
    reply.header('allow', [...allow, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    throw new LetheError('METHOD_NOT_ALLOWED', 'This address does not know this method.');
  });
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:\w+/gu, '[^/]+')}$`, 'u');
