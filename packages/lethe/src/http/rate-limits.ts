import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LetheError } from '../errors.ts';
import type { Caller } from './backend.ts';
import { callerName } from './bearer.ts';
import { developmentLimits, type RateLimits, usualLimits } from './http-settings.ts';
import { networkOf } from './network-of.ts';
import type { Context } from './route.ts';

/** Who calls: known from the first hook of a call to its answer. */
export const callers = new WeakMap<FastifyRequest, Caller>();

const limitsOf = ({ settings, development }: Context): RateLimits =>
  settings.limits ?? (development === null ? usualLimits : developmentLimits);

const tooOften = (retryAfterSeconds?: number): LetheError =>
  new LetheError('TOO_OFTEN', 'Too many calls in a minute. Wait as long as the Retry-After header says.', {
    details: retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
  });

/**
 * Strangers are counted by address, others by who they are; one bucket each, whatever the route, or there would be as
 * many tries as there are routes. Counted before a body is read.
 */
export function limitCalls(app: FastifyInstance, context: Context): void {
  const limits = limitsOf(context);
  app.register(rateLimit, {
    global: true,
    hook: 'preParsing',
    enableDraftSpec: true,
    timeWindow: 60_000,
    max: (request) => limits[bucketOf(request)],
    keyGenerator: (request) => {
      const caller = callers.get(request);
      return `${bucketOf(request)}:${caller === undefined ? networkOf(request.ip) : callerName(caller)}`;
    },
    allowList: (request) => isFree(request),
    errorResponseBuilder: () => tooOften(),
  });
}

export interface Failures {
  /** Throws where so many came from there that no more is looked up: each costs the database as much as a right one. */
  refuseFlood(request: FastifyRequest): Promise<void>;
  /** Throws where there were too many. */
  count(request: FastifyRequest): Promise<void>;
}

const floodTimes = 10;

/** Wrong credentials, of one network and over all routes. Below a flood a right one counts all the same. */
export function openFailures(app: FastifyInstance, context: Context): Failures {
  const { failuresPerMinute } = limitsOf(context);
  const limit = (max: number) =>
    app.createRateLimit({ max, timeWindow: 60_000, keyGenerator: (request) => networkOf(request.ip) });
  const [many, flood] = [limit(failuresPerMinute), limit(failuresPerMinute * floodTimes)];
  return {
    async refuseFlood(request) {
      refuseExceeded(await flood(request, { increment: false }));
    },
    async count(request) {
      await flood(request);
      refuseExceeded(await many(request));
    },
  };
}

function refuseExceeded(counted: Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>): void {
  if (!counted.isAllowed && counted.isExceeded) throw tooOften(counted.ttlInSeconds);
}

function bucketOf(request: FastifyRequest): 'callerPerMinute' | 'formsPerMinute' | 'publicPerMinute' {
  if (callers.has(request)) return 'callerPerMinute';
  return request.method === 'POST' ? 'formsPerMinute' : 'publicPerMinute';
}

/** Machines beside us ask all the time; and a page without its stylesheet is hard to read. */
function isFree({ routeOptions }: FastifyRequest): boolean {
  const { lethe } = routeOptions.config;
  return lethe === undefined || lethe.surface === 'operation' || lethe.operation === 'readStylesheet';
}
