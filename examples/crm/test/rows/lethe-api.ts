/** Lethe's HTTP API in the name of one caller. */
export interface LetheApi {
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  text(path: string): Promise<string>;
}

export interface ApiAnswer {
  readonly status: number;
  // What a path answers is asserted by the tests, field by field.
  readonly body: Record<string, unknown>;
}

/** A request as the tests look at it. */
export interface RequestBody {
  readonly id: string;
  readonly subject: string;
  readonly state: string;
  readonly waitsOn: string;
  readonly channel: string;
  readonly requester: string | null;
  readonly timeZone: string;
  readonly receivedAt: string;
  readonly verifyDueAt: string | null;
  readonly dueAt: string | null;
  readonly completeDueAt: string;
  readonly proofs: readonly { readonly kind: string }[];
  readonly acceptedProofs: readonly (readonly string[])[];
  readonly confirmation: { readonly expiresAt: string; readonly sentTimes: number } | null;
  readonly blockers: readonly { readonly name: string; readonly level: string; readonly message: string | null }[];
  readonly findings: readonly { readonly code: string }[];
  readonly attention: readonly { readonly code: string }[];
  readonly cancellable: boolean;
  readonly access: string;
  readonly outcome: string | null;
  readonly residualsLeft: number;
  readonly runs: readonly string[];
  readonly certificates: readonly string[];
  readonly next: string;
}

/** `bearer` is asked for each call: a host's token lives for minutes. */
export function letheApi(service: string, bearer: () => string | Promise<string>): LetheApi {
  const call = async (method: string, path: string, body?: object, more = {}): Promise<Response> =>
    fetch(new URL(path, service), {
      method,
      headers: {
        authorization: `Bearer ${await bearer()}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const answerOf = async (answer: Response): Promise<ApiAnswer> => ({
    status: answer.status,
    body: JSON.parse(await answer.text()),
  });
  return {
    get: async (path) => answerOf(await call('GET', path)),
    post: async (path, body = {}, headers = {}) => answerOf(await call('POST', path, body, headers)),
    text: async (path) => (await call('GET', path)).text(),
  };
}
