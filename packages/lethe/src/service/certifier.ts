import type { Control, EffectCount, RunRecord } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import type { Certifier, ScanResult } from '../engine/run.ts';
import {
  certify,
  type EffectFact,
  type OtherResidual,
  signCertificate,
  type TableFact,
} from '../evidence/certificate.ts';
import type { SigningKey } from '../evidence/signing-key.ts';
import { newId } from '../ids.ts';
import { guardsOf } from '../planner/guards.ts';
import type { Counts, Outline } from '../planner/plan.ts';
import { type Duration, describeDuration } from '../policy/duration.ts';
import type { Waiver } from '../postgres/waive.ts';
import { backupsAfter } from '../requests/backups.ts';
import { outcomesOf, type TableOutcome } from './outcome.ts';
import { keyText, moment } from './run-journal.ts';

export interface CertifierOptions {
  readonly control: Control;
  readonly key: SigningKey;
  readonly store: string;
  /** What is there now of what stays. */
  readonly countKept: (outline: Outline) => Promise<Counts['kept']>;
  /** When the request came in, by which a deadline counts: a run may be made much later. */
  readonly receivedAt: (request: string) => Promise<number>;
  /** How long copies of what is deleted are kept in backups; left out: there are none. */
  readonly backupsKeptFor?: Duration | undefined;
  /** What an operator let go, and why. */
  readonly waivers: (run: string) => Promise<readonly Waiver[]>;
}

/** Writes the certificate from what the database says was done: receipts, effects, and a count of what stays. */
export function certifier({
  control,
  key,
  store,
  countKept,
  receivedAt,
  backupsKeptFor,
  waivers,
}: CertifierOptions): Certifier {
  return {
    async certify(run, { verifiedTables, scan, leftovers }) {
      const [receipts, effects, waived, kept, salt, received] = await Promise.all([
        control.receipts(run.id),
        control.effectCounts(run.id),
        waivers(run.id),
        countKept(run.outline),
        control.salt(run.id),
        receivedAt(run.request),
      ]);
      const now = moment(await control.now());
      const id = newId('cert');
      const body = certify({
        certificate: id,
        stage: 'live',
        follows: null,
        issued: now,
        issuer: { name: key.name, keyId: key.keyId },
        request: run.request,
        run: run.id,
        salt,
        subject: { kind: run.subject.kind, key: keyText(run) },
        tenant: null,
        plan: {
          digest: run.digest,
          policyHash: run.outline.policyHash,
          schemaFingerprint: run.outline.schemaFingerprint,
        },
        requested: new Date(received).toISOString(),
        started: moment(run.startedAt ?? run.createdAt),
        finished: now,
        method: { [store]: 'logical' },
        tables: tableFacts(store, run, receipts, { kept }),
        effects: effectFacts(run, effects, waived),
        residuals: [
          ...(backupsKeptFor === undefined ? [] : [copiesLeft(store, backupsKeptFor, now)]),
          ...leftovers.map((each) => ({ ...each, store, count: 1, until: null })),
        ],
        verification: {
          sweep: { at: now, tables: verifiedTables, rows: 0 },
          scan: scan === null ? null : scanFact(store, scan),
          unfenced: unfencedOf(run).map((table) => ({ store, table })),
        },
      });
      return { id, stage: 'live', note: signCertificate(body, key) };
    },
  };
}

function copiesLeft(store: string, keptFor: Duration, now: string): OtherResidual {
  const until = new Date(backupsAfter(Date.parse(now), keptFor).until).toISOString();
  const reason = `backup copies are kept for ${describeDuration(keptFor)}`;
  return { kind: 'backup', store, what: 'backups', count: 1, reason, until };
}

/** Tables that nothing stops rows for the subject from being inserted into: a guard needs the subject's key in the row. */
function unfencedOf({ outline }: RunRecord): readonly string[] {
  const { insertGuard, unfenced, unguarded = [] } = outline;
  if (!insertGuard) return unfenced;
  return unfenced.filter((table) => unguarded.includes(table) || !guardsOf(outline, table).complete);
}

function tableFacts(
  store: string,
  run: RunRecord,
  receipts: readonly Receipt[],
  after: Pick<Counts, 'kept'>,
): TableFact[] {
  return outcomesOf(run, receipts, after).map((outcome) => ({
    store,
    table: outcome.table,
    action: outcome.action,
    planned: outcome.planned,
    // Of rows that stay, those that are there count: one emptied by an earlier run is not written again.
    actual: outcome.stays?.rows ?? outcome.rows,
    ...reasonOf(outcome),
  }));
}

function reasonOf({ reason, stays }: TableOutcome): { reason?: string; until?: string | null } {
  return { ...(reason === undefined ? {} : { reason }), ...(stays === undefined ? {} : { until: stays.until }) };
}

function effectFacts(run: RunRecord, counts: readonly EffectCount[], waivers: readonly Waiver[]): EffectFact[] {
  return run.outline.effects.map(({ name, version }) => {
    const rows = (...states: EffectCount['state'][]): number =>
      counts
        .filter((count) => count.effect === name && count.version === version && states.includes(count.state))
        .reduce((sum, count) => sum + count.rows, 0);
    return {
      name,
      version: String(version),
      done: rows('done'),
      already: rows('already'),
      unverifiable: rows('unverifiable'),
      open: rows('pending', 'failed'),
      waived: waivers
        .filter((waiver) => waiver.effect === name && waiver.version === version)
        .map(({ items, reason, by }) => ({ items, reason, by })),
    };
  });
}

function scanFact(store: string, scan: ScanResult) {
  return {
    at: scan.at,
    identifiers: scan.identifiers,
    searched: scan.searched,
    found: scan.found.map(({ table, column, rows }) => ({ store, table, column, rows })),
  };
}
