/** Ids of ours, which a log may hold. Everything else in an address may be a token, a code, or somebody's name. */
const ourId = /^(?:req|plan|run|hold|cert|seal|key)_[0-9a-z]{1,60}$/u;

/** `/v1/runs/run_01…`, `/link/[token]`: the pattern with what may be said put in. */
export function shownPath(pattern: string, params: unknown): string {
  return pattern.replaceAll(/:(\w+)/gu, (_, name: string) => {
    const value = fieldOf(params, name);
    return typeof value === 'string' && ourId.test(value) ? value : `[${name}]`;
  });
}

const fieldOf = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Object.getOwnPropertyDescriptor(from, name)?.value : undefined;

/** What a log says of an error. A database's message quotes values of rows, so of those only codes and places stay. */
export function loggedError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const fromDatabase = 'severity' in error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return {
    name: error.name,
    errorCode: fieldOf(error, 'code'),
    ...(fromDatabase
      ? pick(error, ['severity', 'routine', 'schema', 'table', 'constraint'])
      : { message: error.message }),
    frames: frames.slice(0, 20).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: loggedError(error.cause) }),
  };
}

function pick(from: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, fieldOf(from, name)]).filter(([, value]) => value !== undefined),
  );
}
