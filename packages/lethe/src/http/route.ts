import type { z } from 'zod';
import type { Backend, Caller, Scope } from './backend.ts';
import type { Development } from './development.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Metrics } from './metrics.ts';
import type { OpenStreams } from './open-streams.ts';
import { inputInvalid } from './problem.ts';

/**
 * Who may call a route. `person`: whom the host has signed for. `scope`: of a key; null: no key may. `orScope`: lets a key
 * in too, for a part of what the route does; the backend says for which.
 */
export type May =
  | { readonly who: 'everyone' }
  | {
      readonly who: 'callers';
      readonly person: boolean;
      readonly scope: Scope | null;
      readonly orScope?: Scope;
    };

export const everyone: May = { who: 'everyone' };
export const personOr = (scope: Scope): May => ({ who: 'callers', person: true, scope });
export const keyWith = (scope: Scope): May => ({ who: 'callers', person: false, scope });

/** `api`: JSON. `page`: HTML and forms. `development`: there only when development is. `operation`: for machines beside us. */
export type Surface = 'api' | 'page' | 'development' | 'operation';

export interface SetCookie {
  readonly name: string;
  /** null: forget it. */
  readonly value: string | null;
  readonly path: string;
  readonly maxAgeSeconds: number;
}

interface AnswerBase {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly SetCookie[];
}

export type Answer = AnswerBase &
  (
    | { readonly json: object }
    | { readonly text: string; readonly type: string }
    | { readonly stream: AsyncIterable<string>; readonly type: string }
  );

/** What a route is given beside what was sent. */
export interface Context {
  readonly backend: Backend;
  readonly settings: HttpSettings;
  /** null in production: then the routes of development are not there. */
  readonly development: Development | null;
  readonly metrics: Metrics;
  readonly streams: OpenStreams;
  /** The document at /openapi.json, as text. */
  readonly openapi: () => string;
}

/** A call as it came in. */
export interface RawCall {
  readonly context: Context;
  /** null: the route is for everyone, and nobody was looked for. */
  readonly caller: Caller | null;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Aborted when the other side hangs up, or the service ends. */
  readonly signal: AbortSignal;
}

export interface Route {
  /** `operationId` in OpenAPI; the name of the method in a generated client. */
  readonly operation: string;
  readonly surface: Surface;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly may: May;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Instead of JSON. */
  readonly answersAs: string | null;
  /** What is written there shows in no log, and a stranger may not try it often. */
  readonly secretPath: boolean;
  handle(call: RawCall): Promise<Answer>;
}

interface Call<Params, Query, Body> extends Omit<RawCall, 'params' | 'query' | 'body'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

interface Written<Params, Query, Body>
  extends Omit<Route, 'params' | 'query' | 'body' | 'handle' | 'answersAs' | 'secretPath'> {
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly body: z.ZodType<Body>;
  readonly answersAs?: string;
  readonly secretPath?: boolean;
  handle(call: Call<Params, Query, Body>): Promise<Answer>;
}

/** Writes a route down: what was sent is parsed before its handler sees it. */
export function route<Params, Query, Body>(written: Written<Params, Query, Body>): Route {
  return {
    ...written,
    answersAs: written.answersAs ?? null,
    secretPath: written.secretPath ?? false,
    handle: async (raw) =>
      written.handle({
        ...raw,
        params: parsed('path', written.params, raw.params),
        query: parsed('query', written.query, raw.query),
        // A form that was sent without a field, and a call that needs nothing said.
        body: parsed('body', written.body, raw.body ?? {}),
      }),
  };
}

function parsed<Value>(part: 'body' | 'query' | 'path', schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (!result.success) throw inputInvalid(part, result.error);
  return result.data;
}

/** The caller of a route that is not for everyone. */
export function callerOf({ caller }: { readonly caller: Caller | null }): Caller {
  if (caller === null) throw new Error('bug: a route that asks for a caller is open to everyone');
  return caller;
}
