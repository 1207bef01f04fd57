import pc from 'picocolors';
import { LetheError } from '../errors.ts';
import { timeoutError } from '../postgres/connection.ts';

/** Data goes to stdout, talk to stderr. With --json, stdout is one JSON value and nothing else. */
export interface Output {
  readonly json: boolean;
  /** Whether a person watches: colours and progress lines. */
  readonly live: boolean;
  data(text: string): void;
  value(value: unknown): void;
  talk(text: string): void;
  /** A line that replaces itself; nothing where no person watches. */
  progress(text: string): void;
}

export function output({ json }: { json: boolean }): Output {
  const live = process.stderr.isTTY === true && !json;
  let open = false;
  const clear = (): void => {
    if (open) process.stderr.write('\r\u001b[2K');
    open = false;
  };
  return {
    json,
    live,
    data: (text) => {
      clear();
      if (!json) process.stdout.write(`${text}\n`);
    },
    value: (value) => {
      clear();
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    talk: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (!live) return;
      process.stderr.write(`\r\u001b[2K${text}`);
      open = true;
    },
  };
}

/** What happened, to what, and what to do next. */
export function reportError(out: Output, thrown: unknown): void {
  const error = timeoutError(thrown) ?? thrown;
  if (error instanceof LetheError) {
    const { code, message, next, details, retryable } = error;
    out.talk(`${pc.red(`error ${code}`)}: ${message}\n${next}`);
    out.value({ error: { code, message, next, retryable, details } });
    return;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  out.talk(
    `${pc.red('bug')}: ${message}\nThis is a fault of Lethe itself. What was recorded stays; look at lethe status before you go on.`,
  );
  out.value({ error: { code: 'BUG', message: error instanceof Error ? error.message : String(error) } });
}

/** What a service says while it runs, for a person to read: one line each, on stderr, and the place of what nobody foresaw. */
export function logLines(
  out: Output,
): (level: 'info' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void {
  return (_level, message, { code, message: why, next, at }) => {
    out.talk([message, code, why, next].filter((part) => typeof part === 'string').join(': '));
    if (Array.isArray(at)) out.talk(at.join('\n'));
  };
}

export const count = (rows: number): string => rows.toLocaleString('en-US');

/** `1 row`, `2,481 rows`; padded to stand in a column. */
export function rowsText(rows: number, width = 0): string {
  const noun = rows === 1 ? 'row' : 'rows';
  return width === 0 ? `${count(rows)} ${noun}` : `${count(rows).padStart(width)} ${noun.padEnd(4)}`;
}
