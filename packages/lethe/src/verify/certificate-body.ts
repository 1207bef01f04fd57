import { type Check, count, list, mapOf, nullOr, oneOf, record, textLike, textThat } from './shape.ts';
import { isKeyName } from './verifier-key.ts';

// The statement a certificate makes, field by field as docs/reference/certificate.md explains it. It holds commitments,
// counts, names of tables and reasons; never a value of a row.

/** Each is a certificate of its own: live data gone, backups expired, nothing left at all. */
export type Stage = 'live' | 'backups' | 'residuals';

/** How the data of a store went. Logical: no query finds it; its bytes may wait in free pages to be overwritten. */
export type ErasureMethod = 'logical' | 'physical' | 'key destroyed' | 'expired';

export type CertifiedAction = 'deleted' | 'anonymised' | 'detached' | 'transferred' | 'kept' | 'ignored';

export interface CertifiedTable {
  readonly store: string;
  /** `schema.table` */
  readonly table: string;
  readonly action: CertifiedAction;
  readonly planned: number;
  readonly actual: number;
  /** Why rows were not simply deleted; always there for kept and ignored. */
  readonly reason?: string;
  /** Present where rows remain: when they go, or null while only the reason says so (a hold). */
  readonly until?: string | null;
}

export interface CertifiedEffect {
  readonly name: string;
  readonly version: string;
  readonly items: number;
  readonly done: number;
  /** The other side said it was gone before. */
  readonly already: number;
  /** The other side said yes and offers no way to check. */
  readonly unverifiable: number;
  readonly waived: readonly { readonly items: number; readonly reason: string; readonly by: string }[];
}

export interface CertifiedResidual {
  readonly kind: 'rows' | 'backup' | 'seal' | 'address' | 'view' | 'statistics' | 'sequence';
  /** The table, or the name of the backup set, seal, record, materialised view or sequence. */
  readonly store: string;
  readonly what: string;
  readonly count: number;
  readonly reason: string;
  readonly until: string | null;
}

export interface CertifiedScan {
  readonly at: string;
  /** How many identifiers of the subject were looked for. */
  readonly identifiers: number;
  /** How many columns were searched. */
  readonly searched: number;
  /** The columns where one was found. */
  readonly found: readonly {
    readonly store: string;
    readonly table: string;
    readonly column: string;
    readonly rows: number;
  }[];
}

export interface CertificateBody {
  readonly v: 1;
  readonly certificate: string;
  readonly stage: Stage;
  /** The certificate of the stage before; null for `live`. */
  readonly follows: string | null;
  readonly issued: string;
  readonly issuer: { readonly name: string; readonly keyId: string };
  readonly request: string;
  readonly run: string;
  /** Commitment to the tenant the subject belongs to; null where the subject is no part of one. */
  readonly tenant: string | null;
  readonly subject: { readonly kind: string; readonly commitment: string };
  readonly plan: { readonly digest: string; readonly policyHash: string; readonly schemaFingerprint: string };
  readonly requested: string;
  readonly started: string;
  readonly finished: string;
  /** By store. */
  readonly method: Readonly<Record<string, ErasureMethod>>;
  readonly tables: readonly CertifiedTable[];
  /** Sums of `tables`. */
  readonly rows: Readonly<Record<CertifiedAction, number>>;
  readonly effects: readonly CertifiedEffect[];
  readonly residuals: readonly CertifiedResidual[];
  readonly verification: {
    /** The one sweep behind the fence, over every table with rows to go: how many were left. */
    readonly sweep: { readonly at: string; readonly tables: number; readonly rows: number };
    readonly scan: CertifiedScan | null;
    /** Tables that no foreign key ties to the subject and no insert guard closes: a late writer is possible there. */
    readonly unfenced: readonly { readonly store: string; readonly table: string }[];
  };
  /** The place of a transparency log. There is none in version 1, and a proof nobody checks is not accepted. */
  readonly log: null;
}

const digest = textLike(/^[0-9a-f]{64}$/u, 'a SHA-256 in hex');
const certificateId = textLike(/^cert_[0-9A-Za-z_-]{22,64}$/u, 'a certificate id');
// Names and reasons are shown in terminals and pages: control and direction characters could make them say other things.
const text = textLike(/^[^\p{Cc}\p{Bidi_Control}\u2028\u2029]{1,1000}$/u, 'a line of text');
// What PostgreSQL takes between double quotes is the database's affair; it takes everything but U+0000.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is excluded.
const identifier = textLike(/^[^\u0000]{1,400}$/u, 'a name');
const storeName = /^[A-Za-z][0-9A-Za-z_-]{0,62}$/u;
const store = textLike(storeName, 'the name of a store');
const timestamp = textThat(isTimestamp, 'a time such as 2026-01-31T12:00:00.000Z');
const until = nullOr(
  textThat((value) => isTimestamp(value) || isTimestamp(`${value}T00:00:00.000Z`), 'a date, a time or null'),
);

const table = record<CertifiedTable>(
  {
    store,
    table: identifier,
    action: oneOf('deleted', 'anonymised', 'detached', 'transferred', 'kept', 'ignored'),
    planned: count,
    actual: count,
    reason: text,
    until,
  },
  ['reason', 'until'],
);

const effect = record<CertifiedEffect>({
  name: text,
  version: text,
  items: count,
  done: count,
  already: count,
  unverifiable: count,
  waived: list(record({ items: count, reason: text, by: text })),
});

const residual = record<CertifiedResidual>({
  kind: oneOf('rows', 'backup', 'seal', 'address', 'view', 'statistics', 'sequence'),
  store,
  what: identifier,
  count,
  reason: text,
  until,
});

const scan = record<CertifiedScan>({
  at: timestamp,
  identifiers: count,
  searched: count,
  found: list(record({ store, table: identifier, column: identifier, rows: count })),
});

/** Fields and their forms. Whether they agree with each other is for contradictions.ts. */
export const certificateBody: Check<CertificateBody> = record<CertificateBody>({
  v: oneOf(1),
  certificate: certificateId,
  stage: oneOf('live', 'backups', 'residuals'),
  follows: nullOr(certificateId),
  issued: timestamp,
  issuer: record({ name: textThat(isKeyName, 'the name of a key'), keyId: textLike(/^[0-9a-f]{8}$/u, 'a key id') }),
  request: textLike(/^req_[0-9A-Za-z_-]{1,64}$/u, 'a request id'),
  run: textLike(/^run_[0-9A-Za-z_-]{1,64}$/u, 'a run id'),
  tenant: nullOr(digest),
  subject: record({ kind: textLike(/^[A-Za-z][0-9A-Za-z_-]{0,62}$/u, 'a subject kind'), commitment: digest }),
  plan: record({ digest, policyHash: digest, schemaFingerprint: digest }),
  requested: timestamp,
  started: timestamp,
  finished: timestamp,
  method: mapOf(storeName, oneOf('logical', 'physical', 'key destroyed', 'expired')),
  tables: list(table),
  rows: record({ deleted: count, anonymised: count, detached: count, transferred: count, kept: count, ignored: count }),
  effects: list(effect),
  residuals: list(residual),
  verification: record({
    sweep: record({ at: timestamp, tables: count, rows: count }),
    scan: nullOr(scan),
    unfenced: list(record({ store, table: identifier })),
  }),
  log: oneOf(null),
});

/** One spelling a moment, so that two times compare as texts do. */
function isTimestamp(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(value)) return false;
  const at = new Date(value);
  // 31 February is a shape only: Date moves it into March or refuses it.
  return !Number.isNaN(at.getTime()) && at.toISOString() === value;
}
