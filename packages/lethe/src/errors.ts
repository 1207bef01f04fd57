/**
 * Every failure Lethe reports by code. A failure is thrown; a finding is data in a plan or a run (see
 * planner/finding.ts); a bug is an assertion. `next` tells the reader what to do, `retry` whether the same call may
 * succeed later without anybody changing anything.
 */
const catalogue = {
  CONFIG_NOT_FOUND: {
    retry: false,
    next: 'Pass --config <folder or file>, or run the command below a folder that holds lethe.config.ts.',
  },
  CONFIG_EXISTS: {
    retry: false,
    next: 'Choose another folder for --out, or move what is there away: nothing is written over.',
  },
  CONFIG_INVALID: { retry: false, next: 'Correct every problem listed; nothing was changed.' },
  SETTING_MISSING: { retry: false, next: 'Set the environment variable or pass the option named.' },
  SETTING_INVALID: {
    retry: false,
    next: 'Write the value as the message says; a database is postgres://user:password@host:5432/name.',
  },
  PORT_TAKEN: {
    retry: false,
    next: 'Stop what uses the port, or set another one: PORT for the service, CRM_PORT for the sample.',
  },
  USAGE: { retry: false, next: 'See lethe <command> --help.' },
  DATABASE_UNREACHABLE: {
    retry: true,
    next: 'Check the URL, that the server runs, and that this machine may connect.',
  },
  DATABASE_UNSUPPORTED: { retry: false, next: 'Use PostgreSQL 15 or newer with track_counts on.' },
  DATABASE_NOT_MIGRATED: { retry: false, next: 'Run lethe migrate against this database.' },
  DATABASE_TOO_NEW: { retry: false, next: 'Use a Lethe at least as new as the one that migrated this database.' },
  EMBEDDED_POSTGRES: {
    retry: false,
    next: 'Read the message; with a DATABASE_URL of your own the embedded PostgreSQL is not needed.',
  },
  PRIVILEGE_MISSING: { retry: false, next: 'Grant the privilege named to the role Lethe connects with.' },
  DISK_FULL: { retry: true, next: 'Free disk space on the database server, then run lethe resume <run>.' },
  DATABASE_EXHAUSTED: {
    retry: true,
    next: 'Give the server the memory or locks it lacks (max_locks_per_transaction), then run lethe resume <run>.',
  },
  DATABASE_TIMEOUT: {
    retry: true,
    next: 'Give the statement more time (statement_timeout, lock_timeout), or try when the server is less busy; a run that has begun goes on with lethe resume <run>.',
  },
  SUBJECT_INVALID: {
    retry: false,
    next: 'Write the subject as kind:key, with one of the kinds of the configuration and a complete key.',
  },
  SUBJECT_UNKNOWN: { retry: false, next: 'Check the key: no row of this kind has it. Nothing was changed.' },
  CONFIRM_MISMATCH: {
    retry: false,
    next: 'Type exactly what is asked for; for lethe apply, --confirm with the subject of the plan.',
  },
  PLAN_INVALID: {
    retry: false,
    next: 'Make the plan file again with lethe plan … --out; it was altered or is of another version.',
  },
  SUBJECT_HELD: { retry: false, next: 'Release the hold first, or wait for its release; nothing was recorded.' },
  SUBJECT_BUSY: { retry: true, next: 'Another run works on this subject; see lethe status <run>.' },
  KILL_SWITCH: { retry: false, next: 'All destructive work is paused; lift it with lethe resume --all.' },
  REQUEST_UNKNOWN: { retry: false, next: 'Check the request id.' },
  REQUEST_REFUSED: { retry: false, next: 'Read why; the request is as it was.' },
  REQUEST_CHANGED: {
    retry: false,
    next: 'Read the request again, look at what has changed, and repeat with its new version.',
  },
  INPUT_INVALID: { retry: false, next: 'Correct what the message names and send it again; nothing was changed.' },
  TOO_OFTEN: { retry: true, next: 'Wait as long as the message says, then try again.' },
  UNAUTHENTICATED: { retry: false, next: 'Send a valid key, or a token the host has just signed.' },
  FORBIDDEN: { retry: false, next: 'Use a key with the scope named, or ask somebody whose role allows it.' },
  PLAN_UNKNOWN: { retry: false, next: 'Check the plan id, or make the plan again.' },
  PLAN_STALE: { retry: false, next: 'Make the plan again, look at what has changed, and approve that one.' },
  CERTIFICATE_UNKNOWN: { retry: false, next: 'Check the certificate id; a run has one when it has been verified.' },
  KEY_UNKNOWN: { retry: false, next: 'Check the key id; lethe key list shows the keys.' },
  RUN_UNKNOWN: { retry: false, next: 'Check the run id; lethe status lists the runs.' },
  RUN_STATE: { retry: false, next: 'See lethe status <run> for what the run can do now.' },
  EPOCH_STALE: { retry: false, next: 'Another worker has taken this run over; this one stops by itself.' },
  HOLD_INVALID: {
    retry: false,
    next: 'A hold needs a reason, an owner and a review date; its table, if it has one, is written schema.table.',
  },
  HOLD_UNKNOWN: { retry: false, next: 'Check the hold id; lethe hold --list shows the holds.' },
  WAIVER_INVALID: {
    retry: false,
    next: 'Waive effects that failed, named as lethe status <run> names them, with a reason of at most 500 characters.',
  },
  EFFECT_UNKNOWN: { retry: false, next: 'Install the version of the configuration that has this effect.' },
  KEY_INVALID: {
    retry: false,
    next: 'Point the setting at a key file in the documented format that only its owner can read.',
  },
  JOURNAL_UNWRITABLE: { retry: true, next: 'Make the journal folder writable; no run starts without it.' },
  JOURNAL_CONFLICT: {
    retry: false,
    next: 'Keep the entry that stands: the journal never changes one. Find out which run wrote it.',
  },
  JOURNAL_DAMAGED: {
    retry: false,
    next: 'Compare the entry named with another copy of the journal and put the whole one back.',
  },
  CERTIFICATE_REFUSED: {
    retry: false,
    next: 'Clear up what the message names; a certificate is issued only when nothing is open.',
  },
  BODY_TOO_LARGE: { retry: false, next: 'Send at most 64 kB.' },
  MEDIA_TYPE_UNSUPPORTED: { retry: false, next: 'Send the body as application/json.' },
  ROUTE_UNKNOWN: { retry: false, next: 'Check the address; /openapi.json lists all of them.' },
  METHOD_NOT_ALLOWED: { retry: false, next: 'Use one of the methods that the Allow header names.' },
  PRECONDITION_MISSING: { retry: false, next: 'Send If-Match with the digest or version you have looked at.' },
  IDEMPOTENCY_MISMATCH: { retry: false, next: 'Use a new Idempotency-Key for another call.' },
  IDEMPOTENCY_IN_FLIGHT: { retry: true, next: 'Wait for the answer of the first call, or repeat it in a moment.' },
  FORM_REFUSED: { retry: false, next: 'Open the page again and send its form; nothing was changed.' },
  STATUS_UNKNOWN: { retry: false, next: 'Check the code; it is in the message that confirmed the request.' },
  INTERNAL: { retry: true, next: 'Try again later; if it stays so, give an operator the instance named.' },
  CERTIFICATE_INVALID: { retry: false, next: 'Do not trust this certificate; ask its issuer for the original.' },
} as const satisfies Record<string, { retry: boolean; next: string }>;

export type ErrorCode = keyof typeof catalogue;

export const errorCodes = Object.keys(catalogue) as ErrorCode[];

/** A failure with identity: what happened, to what, and what to do next. */
export class LetheError extends Error {
  readonly code: ErrorCode;
  /** Facts for a program: ids, tables, findings. Never personal data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LetheError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get next(): string {
    return catalogue[this.code].next;
  }

  get retryable(): boolean {
    return catalogue[this.code].retry;
  }
}

/** For a switch over a closed union: does not compile when a member is not handled. */
export function unreachable(value: never, what: string): never {
  throw new Error(`bug: ${what} is not handled: ${JSON.stringify(value)}`);
}
