import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

/** What must never be read in a log, wherever it is passed in. */
const redacted = [
  'authorization',
  'cookie',
  'idempotencyKey',
  'token',
  'code',
  'secret',
  'password',
  'address',
  'email',
  'body',
  'typed',
];

export interface LogOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Standard output if left out. */
  readonly to?: DestinationStream;
}

/** JSON, one line an entry. The second wall: callers pass ids only, and what slips through is struck out. */
export function openLog({ level, to }: LogOptions): Logger {
  const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths, censor: '[redacted]' },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
