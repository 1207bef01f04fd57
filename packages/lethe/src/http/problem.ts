import { z } from 'zod';
import { LetheError } from '../errors.ts';
import type { Problem } from '../wire/problem.ts';
import { problemKinds, refusalStatus } from './problem-table.ts';

export interface Where {
  readonly publicUrl: string;
  /** Path of the call, without its query; for a failure of ours, what the log knows it by. */
  readonly instance: string;
}

/** The answer to an error that has a code. */
export function problemOf(error: LetheError, { publicUrl, instance }: Where): Problem {
  const { title } = problemKinds[error.code];
  const status = statusOf(error);
  const { errors, changed } = factsOf(error);
  return {
    type: `${publicUrl}/problems/${error.code}`,
    title,
    status,
    detail: detailOf(error, status),
    instance,
    code: error.code,
    refusal: refusalOf(error),
    errors,
    changed,
    retryable: error.retryable,
    next: error.next,
  };
}

export function statusOf(error: LetheError): number {
  const refusal = refusalOf(error);
  const known = Object.entries(refusalStatus).find(([code]) => code === refusal);
  return known?.[1] ?? problemKinds[error.code].status;
}

const refusalOf = ({ code, details }: LetheError): string | null =>
  code === 'REQUEST_REFUSED' && typeof details['refusal'] === 'string' ? details['refusal'] : null;

/**
 * One text for everything that is not there or not allowed to be known: whoever asks for something of another tenant
 * reads what they would read of something that never was. One text, too, for everything that is our own failure.
 */
function detailOf(error: LetheError, status: number): string {
  if (status === 401 || status === 404 || status >= 500) return `${problemKinds[error.code].title}.`;
  const { text } = error.details;
  return typeof text === 'string' ? text : error.message;
}

const facts = z.object({
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).catch([]),
  changed: z.array(z.string()).catch([]),
});

const factsOf = ({ details }: LetheError): z.infer<typeof facts> => facts.parse(details);

/** A list of thousands, each of them wrong, is not answered by megabytes. */
const shownAtMost = 20;
const longestMessage = 300;

/** What a schema found wrong, each with a JSON pointer. Never the value: it may be somebody's name. */
export function inputInvalid(part: 'body' | 'query' | 'path', { issues }: z.ZodError): LetheError {
  const root = part === 'body' ? '' : `/${part}`;
  const errors = issues.slice(0, shownAtMost).map(({ path, message }) => ({
    pointer: root + path.map(pointerPart).join(''),
    detail: message.slice(0, longestMessage),
  }));
  const where = errors.map(({ pointer }) => (pointer === '' ? 'the body' : pointer)).join(', ');
  return new LetheError('INPUT_INVALID', `What was sent is not as documented: ${where}.`, { details: { errors } });
}

/** RFC 6901. */
const pointerPart = (part: PropertyKey): string => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
