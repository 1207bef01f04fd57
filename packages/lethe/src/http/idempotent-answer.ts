import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LetheError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { callerName } from './bearer.ts';
import { begin, idempotencyKeyOf, type KeptAnswer } from './idempotency-key.ts';
import { problemOf, statusOf } from './problem.ts';
import type { Answer, RawCall, Route } from './route.ts';

interface Exchange {
  readonly call: RawCall;
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Answers a call that carries an Idempotency-Key as it was answered the first time. A failure of ours is forgotten, so
 * that it can be tried again; a refusal is an answer like any other.
 */
export async function answerOnce(exchange: Exchange, work: () => Promise<Answer>): Promise<FastifyReply> {
  const { call, request, reply } = exchange;
  const key = idempotencyKeyOf(request.headers['idempotency-key']);
  if (key === null) return reply.send(written(exchange, await work()));
  const attempt = {
    backend: call.context.backend.idempotency,
    caller: nameOf(call, request),
    key,
    call: `${request.method} ${request.url}\n${request.headers['if-match'] ?? ''}\n${JSON.stringify(request.body ?? {})}`,
  };
  const begun = await begin(attempt);
  if (begun.is === 'repeated') return replay(reply, begun.status, begun.answer);
  let answer: FastifyReply | null = null;
  try {
    const text = written(exchange, await work());
    faultPoint('call.done');
    await begun.end(reply.statusCode, kept(reply, text));
    faultPoint('call.kept');
    answer = reply.send(text);
    return answer;
  } catch (error) {
    await begun.end(...refused(exchange, error));
    throw error;
  }
}

/** What a refusal will be answered with; null: it is forgotten. */
function refused({ call, request }: Exchange, error: unknown): [number, KeptAnswer | null] {
  if (!(error instanceof LetheError)) return [500, null];
  const status = statusOf(error);
  // Signed in again, allowed by then, or no longer asked too often: the same call may succeed.
  if (status >= 500 || status === 401 || status === 403 || status === 429 || error.retryable) return [status, null];
  const { publicUrl } = call.context.settings;
  const problem = problemOf(error, { publicUrl, instance: request.url.replace(/\?.*$/su, '') });
  return [status, { text: JSON.stringify(problem), headers: { 'content-type': 'application/problem+json' } }];
}

function replay(reply: FastifyReply, status: number, { text, headers }: KeptAnswer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, 'idempotency-replayed': 'true' })
    .serializer(String)
    .send(text);
}

/** Held to the schema of its route and turned to text once, so that what is kept is what is sent. */
function written({ reply, route }: Exchange, answer: Answer): string {
  if (!('json' in answer)) throw new Error(`bug: ${route.operation} answers a POST with something else than JSON`);
  reply.code(answer.status ?? 200).headers({ ...answer.headers });
  reply.type('application/json; charset=utf-8');
  const text: unknown = reply.serializeInput({ ...answer.json }, reply.statusCode.toString());
  reply.serializer(String);
  return String(text);
}

function kept(reply: FastifyReply, text: string): KeptAnswer {
  const names = ['content-type', 'location', 'etag'];
  const headers = Object.fromEntries(
    names.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
  return { text, headers };
}

/** Of strangers only a hash: their address is personal data. */
function nameOf({ caller }: RawCall, { ip }: FastifyRequest): string {
  return caller === null ? `public:${createHash('sha256').update(ip).digest('base64url')}` : callerName(caller);
}
