import type { z } from 'zod';
import { problemIn, unreachable } from './lethe-problem.ts';

export interface ClientOptions {
  /** Where Lethe is, for example http://127.0.0.1:4100. */
  readonly url: string;
  /** A key, or a token that the host signs for the person who asks: asked for anew with every call. */
  readonly token: () => Promise<string> | string;
  readonly timeoutMs?: number;
  /** Instead of the global one. */
  readonly fetch?: typeof fetch;
}

export interface Call<Answer> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<Answer>;
}

/** A path with what is put in percent-encoded: a subject's key may hold anything. */
export const path = (strings: TemplateStringsArray, ...values: readonly string[]): string =>
  strings.reduce((text, part, index) => text + encodeURIComponent(values[index - 1] ?? '') + part);

const tries = 3;
const betweenTriesMs = 200;
const usualTimeoutMs = 10_000;

/** Only what changes nothing is tried again; whether anything else is repeated is for the caller, who has its key. */
export async function callLethe<Answer>(options: ClientOptions, call: Call<Answer>): Promise<Answer> {
  const most = call.method === 'GET' ? tries : 1;
  for (let done = 1; ; done += 1) {
    const answer = await ask(options, call).catch((error: unknown) => error);
    const again = done < most && (!(answer instanceof Response) || [502, 503, 504].includes(answer.status));
    if (!again) return read(call, answer);
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs * done));
  }
}

async function ask(
  options: ClientOptions,
  { method, path: to, query, body, headers }: Call<unknown>,
): Promise<Response> {
  const url = new URL(to, options.url);
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(name, value);
  const token = await options.token();
  return (options.fetch ?? fetch)(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    // To another place a credential is not carried along.
    redirect: 'error',
    signal: AbortSignal.timeout(options.timeoutMs ?? usualTimeoutMs),
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
  });
}

async function read<Answer>({ answer: schema }: Call<Answer>, answer: unknown): Promise<Answer> {
  if (!(answer instanceof Response)) throw unreachable('Lethe did not answer.', answer);
  if (!answer.ok) throw await problemIn(answer);
  const said = schema.safeParse(await answer.json().catch(() => null));
  if (!said.success) throw unreachable('Lethe answered with something that is not as documented.', said.error);
  return said.data;
}
