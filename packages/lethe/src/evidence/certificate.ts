import { LetheError } from '../errors.ts';
import { certificateText, checkBody, verifyCertificate } from '../verify/certificate.ts';
import type {
  CertificateBody,
  CertifiedAction,
  CertifiedEffect,
  CertifiedResidual,
  CertifiedTable,
  ErasureMethod,
  Stage,
} from '../verify/certificate-body.ts';
import { effectKey, foundKey, placeKey, residualKey, tableKey } from '../verify/contradictions.ts';
import { formatNote } from '../verify/signed-note.ts';
import { commitSubject } from '../verify/subject-commitment.ts';
import type { SigningKey } from './signing-key.ts';

/** What happened to the rows of one table. Several may name one table; those alike in all but counts are added up. */
export interface TableFact {
  readonly store: string;
  /** `schema.table` */
  readonly table: string;
  readonly action: CertifiedAction | 'unresolved';
  readonly planned: number;
  readonly actual: number;
  /** Needed for kept and ignored. */
  readonly reason?: string;
  /** Needed for kept (null: no date, the reason says what ends it); for anonymised where the policy ends that too. */
  readonly until?: string | null;
}

export interface EffectFact {
  readonly name: string;
  readonly version: string;
  readonly done: number;
  readonly already: number;
  readonly unverifiable: number;
  /** Neither ended nor waived. One is enough for there to be no certificate. */
  readonly open: number;
  /** `by`: an operator's id, never a name or an address. */
  readonly waived: readonly { readonly items: number; readonly reason: string; readonly by: string }[];
}

export type OtherResidual = CertifiedResidual & { readonly kind: Exclude<CertifiedResidual['kind'], 'rows'> };

/** Everything a certificate is made of. The subject and tenant go in by commitment only. */
export interface CertificateFacts {
  readonly certificate: string;
  readonly stage: Stage;
  readonly follows: string | null;
  readonly issued: string;
  readonly issuer: { readonly name: string; readonly keyId: string };
  readonly request: string;
  readonly run: string;
  /** 32 random bytes of this subject, stored where they can be destroyed. */
  readonly salt: Uint8Array;
  readonly subject: { readonly kind: string; readonly key: string };
  readonly tenant: { readonly kind: string; readonly key: string } | null;
  readonly plan: CertificateBody['plan'];
  /** Times as any RFC 3339 text, all of one clock. */
  readonly requested: string;
  readonly started: string;
  readonly finished: string;
  readonly method: Readonly<Record<string, ErasureMethod>>;
  readonly tables: readonly TableFact[];
  readonly effects: readonly EffectFact[];
  /** What remains besides the rows, which are taken from `tables`. */
  readonly residuals: readonly OtherResidual[];
  readonly verification: CertificateBody['verification'];
}

/**
 * The body of a certificate, or CERTIFICATE_REFUSED where the facts do not add up to one: something unresolved or open,
 * rows left, numbers that contradict each other. The checks are the verifier's own.
 */
export function certify(facts: CertificateFacts): CertificateBody {
  const open = facts.tables.filter((fact) => !isSettled(fact)).map(({ table }) => table);
  if (open.length > 0) throw refused(`rows are unresolved in ${open.join(', ')}`);
  const tables = certifiedTables(facts.tables.filter(isSettled));
  const body: CertificateBody = {
    v: 1,
    certificate: facts.certificate,
    stage: facts.stage,
    follows: facts.follows,
    issued: moment(facts.issued),
    issuer: { name: facts.issuer.name, keyId: facts.issuer.keyId },
    request: facts.request,
    run: facts.run,
    tenant: facts.tenant === null ? null : commitSubject({ salt: facts.salt, ...facts.tenant }),
    subject: { kind: facts.subject.kind, commitment: commitSubject({ salt: facts.salt, ...facts.subject }) },
    plan: {
      digest: facts.plan.digest,
      policyHash: facts.plan.policyHash,
      schemaFingerprint: facts.plan.schemaFingerprint,
    },
    requested: moment(facts.requested),
    started: moment(facts.started),
    finished: moment(facts.finished),
    method: facts.method,
    tables,
    rows: sums(tables),
    effects: facts.effects.map(certifiedEffect).sort(by(effectKey)),
    residuals: allResiduals(tables, facts.residuals),
    verification: certifiedVerification(facts.verification),
    log: null,
  };
  const checked = checkBody(body);
  if (!checked.ok) throw refused(checked.message);
  return body;
}

/** The certificate file: the body as a signed note. What our own verifier would refuse is not handed out. */
export function signCertificate(body: CertificateBody, key: SigningKey): string {
  const text = certificateText(body);
  const file = formatNote(text, [key.sign(text)]);
  const verified = verifyCertificate({ file, keys: [key.vkey] });
  if (!verified.ok) throw refused(verified.message);
  return file;
}

type SettledFact = TableFact & { readonly action: CertifiedAction };

function isSettled(fact: TableFact): fact is SettledFact {
  return fact.action !== 'unresolved';
}

function certifiedTables(facts: readonly SettledFact[]): CertifiedTable[] {
  const add = (a: CertifiedTable, b: CertifiedTable) => ({
    ...a,
    planned: a.planned + b.planned,
    actual: a.actual + b.actual,
  });
  return merged(facts.map(certifiedTable), tableKey, add);
}

function allResiduals(tables: readonly CertifiedTable[], others: CertificateFacts['residuals']): CertifiedResidual[] {
  const add = (a: CertifiedResidual, b: CertifiedResidual) => ({ ...a, count: a.count + b.count });
  return merged([...tables.flatMap(residualRows), ...others.map(otherResidual)], residualKey, add);
}

/** One item a key, in the order of the keys. */
function merged<T>(items: readonly T[], key: (item: T) => string, add: (a: T, b: T) => T): T[] {
  const one = new Map<string, T>();
  for (const item of items) {
    const before = one.get(key(item));
    one.set(key(item), before === undefined ? item : add(before, item));
  }
  return [...one.values()].sort(by(key));
}

function certifiedTable({ store, table, action, planned, actual, reason, until }: SettledFact): CertifiedTable {
  return {
    store,
    table,
    action,
    planned,
    actual,
    ...(reason === undefined ? {} : { reason: oneLine(reason) }),
    ...(until === undefined ? {} : { until: end(until) }),
  };
}

function sums(tables: readonly CertifiedTable[]): Record<CertifiedAction, number> {
  const rows = { deleted: 0, anonymised: 0, detached: 0, transferred: 0, kept: 0, ignored: 0 };
  for (const { action, actual } of tables) rows[action] += actual;
  return rows;
}

function residualRows({ store, table, actual, reason, until }: CertifiedTable): CertifiedResidual[] {
  if (until === undefined || reason === undefined || actual === 0) return [];
  return [{ kind: 'rows', store, what: table, count: actual, reason, until }];
}

function certifiedEffect({ name, version, done, already, unverifiable, open, waived }: EffectFact): CertifiedEffect {
  const items = waived.reduce((sum, waiver) => sum + waiver.items, done + already + unverifiable + open);
  return { name, version, items, done, already, unverifiable, waived: waived.map(certifiedWaiver) };
}

function certifiedWaiver({ items, reason, by }: EffectFact['waived'][number]): EffectFact['waived'][number] {
  return { items, reason: oneLine(reason), by };
}

function otherResidual({ kind, store, what, count, reason, until }: OtherResidual): CertifiedResidual {
  return { kind, store, what, count, reason: oneLine(reason), until: end(until) };
}

// Field by field: callers hold more than a certificate may say, and a field too many would refuse the whole of it.
function certifiedVerification({
  sweep,
  scan,
  unfenced,
}: CertificateBody['verification']): CertificateBody['verification'] {
  return {
    sweep: { at: moment(sweep.at), tables: sweep.tables, rows: sweep.rows },
    scan: scan && {
      at: moment(scan.at),
      identifiers: scan.identifiers,
      searched: scan.searched,
      found: scan.found.map(({ store, table, column, rows }) => ({ store, table, column, rows })).sort(by(foundKey)),
    },
    unfenced: unfenced.map(({ store, table }) => ({ store, table })).sort(by(placeKey)),
  };
}

// Reasons are written by people in policies and consoles; a line break or a novel must not cost a finished run its proof.
function oneLine(text: string): string {
  const letters = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim()];
  return letters.length <= 1000 ? letters.join('') : `${letters.slice(0, 999).join('')}…`;
}

function end(until: string | null): string | null {
  return until === null || /^\d{4}-\d\d-\d\d$/u.test(until) ? until : moment(until);
}

function moment(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw refused(`${JSON.stringify(time)} is no time`);
  return at.toISOString();
}

function by<T>(key: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => {
    const [a, b] = [key(left), key(right)];
    return a < b ? -1 : Number(a > b);
  };
}

function refused(message: string): LetheError {
  return new LetheError('CERTIFICATE_REFUSED', `No certificate can be issued: ${message}.`);
}
