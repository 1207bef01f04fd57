import type {
  CertificateBody,
  CertifiedAction,
  CertifiedEffect,
  CertifiedResidual,
  CertifiedScan,
  CertifiedTable,
} from './certificate-body.ts';

export interface Contradiction {
  /** UNFINISHED: it says itself that something is open, so it certifies nothing. */
  readonly problem: 'UNFINISHED' | 'CONTRADICTION';
  readonly message: string;
}

/** The first way in which a body of the right shape disagrees with itself, if any. */
export function firstContradiction(body: CertificateBody): Contradiction | undefined {
  for (const look of [stage, times, tables, rows, effects, remaining, residuals, verification]) {
    for (const problem of look(body)) return problem;
  }
  return undefined;
}

type Problems = Generator<Contradiction, void, undefined>;

function* stage({ stage, follows, certificate, residuals }: CertificateBody): Problems {
  if ((stage === 'live') !== (follows === null)) yield contradiction(`stage ${stage} follows ${follows ?? 'nothing'}`);
  if (follows === certificate) yield contradiction('it follows itself');
  const left = residuals.find(({ kind }) => stage === 'residuals' || (stage === 'backups' && kind === 'backup'));
  if (left !== undefined) yield contradiction(`stage ${stage}, yet ${left.what} remains`);
}

function* times({ requested, started, finished, issued, verification }: CertificateBody): Problems {
  const order = [
    ['started', started],
    ['verification.sweep.at', verification.sweep.at],
    ['finished', finished],
    ['issued', issued],
  ] as const;
  let [earlier, bound] = ['requested', requested];
  for (const [name, at] of order) {
    if (at < bound) yield contradiction(`${name} lies before ${earlier}`);
    [earlier, bound] = [name, at];
  }
  const scanned = verification.scan?.at;
  if (scanned !== undefined && (scanned < started || scanned > issued)) {
    yield contradiction('verification.scan.at lies outside the run');
  }
}

function* tables({ tables, method }: CertificateBody): Problems {
  yield* unordered('tables', tables.map(tableKey));
  for (const entry of tables) {
    const name = `${entry.store}:${entry.table}`;
    if (!Object.hasOwn(method, entry.store)) yield contradiction(`${name} is in a store without a method`);
    if (mustExplain[entry.action] && entry.reason === undefined) yield contradiction(`${name} has no reason`);
    const mayRemain = remains[entry.action];
    if (mayRemain === 'always' && entry.until === undefined) yield contradiction(`${name} is kept without an end`);
    if (mayRemain === 'never' && entry.until !== undefined) yield contradiction(`${name} is ${entry.action} until`);
    if (entry.until !== undefined && entry.reason === undefined) yield contradiction(`${name} has no reason`);
    if (entry.action === 'ignored' && entry.planned + entry.actual > 0) {
      yield contradiction(`${name} is ignored and yet counted`);
    }
  }
}

const mustExplain: Record<CertifiedAction, boolean> = {
  deleted: false,
  anonymised: false,
  detached: false,
  transferred: false,
  kept: true,
  ignored: true,
};

/** Whether rows of the subject stay with an end date: anonymised ones may (a policy's keepFor). */
const remains: Record<CertifiedAction, 'always' | 'maybe' | 'never'> = {
  deleted: 'never',
  anonymised: 'maybe',
  detached: 'never',
  transferred: 'never',
  kept: 'always',
  ignored: 'never',
};

function* rows({ tables, rows }: CertificateBody): Problems {
  const actions: readonly CertifiedAction[] = ['deleted', 'anonymised', 'detached', 'transferred', 'kept', 'ignored'];
  for (const action of actions) {
    const sum = total(tables.filter((entry) => entry.action === action).map(({ actual }) => actual));
    if (rows[action] !== sum) yield contradiction(`rows.${action} is ${rows[action]}, its tables add up to ${sum}`);
  }
}

function* effects({ effects }: CertificateBody): Problems {
  yield* unordered('effects', effects.map(effectKey));
  for (const effect of effects) {
    const waived = total(effect.waived.map(({ items }) => items));
    const ended = effect.done + effect.already + effect.unverifiable + waived;
    const name = `effect ${effect.name}@${effect.version}`;
    if (ended < effect.items) yield unfinished(`${name} ended for ${ended} of ${effect.items}`);
    if (ended > effect.items) yield contradiction(`${name} ended for ${ended} of ${effect.items}`);
  }
}

/** Every row that stays is said twice, with its table and among the residuals: the two must be one statement. */
function* remaining({ tables, residuals }: CertificateBody): Problems {
  const kept = new Map<string, number>();
  for (const { store, table, actual, until, reason } of tables) {
    if (until !== undefined && actual > 0) add(kept, JSON.stringify([store, table, until, reason]), actual);
  }
  const listed = new Map<string, number>();
  for (const { kind, store, what, count, until, reason } of residuals) {
    if (kind === 'rows') add(listed, JSON.stringify([store, what, until, reason]), count);
  }
  for (const rows of new Set([...kept.keys(), ...listed.keys()])) {
    if (kept.get(rows) !== listed.get(rows)) yield contradiction(`tables and residuals disagree on ${rows}`);
  }
}

function* residuals({ residuals }: CertificateBody): Problems {
  yield* unordered('residuals', residuals.map(residualKey));
  const none = residuals.find(({ count }) => count === 0);
  if (none !== undefined) yield contradiction(`residual ${none.what} has nothing left`);
}

function* verification({ verification: { sweep, scan, unfenced }, tables, residuals }: CertificateBody): Problems {
  if (sweep.rows > 0) yield unfinished(`the sweep still found ${sweep.rows} rows`);
  yield* unordered('verification.unfenced', unfenced.map(placeKey));
  const known = new Set(tables.map(placeKey));
  const stranger = unfenced.find((entry) => !known.has(placeKey(entry)));
  if (stranger !== undefined) yield contradiction(`${stranger.table} is unfenced and not among the tables`);
  if (scan === null) return;
  yield* unordered('verification.scan.found', scan.found.map(foundKey));
  if (scan.found.length > scan.searched) yield contradiction('the scan found more columns than it searched');
  const expected = new Set([
    ...tables.filter(({ action }) => action !== 'deleted').map(placeKey),
    ...residuals.map(({ store, what }) => key(store, what)),
  ]);
  for (const found of scan.found) {
    const name = `${found.table}.${found.column}`;
    if (found.rows === 0) yield contradiction(`${name} is listed as found with 0 rows`);
    if (!expected.has(placeKey(found)))
      yield unfinished(`the scan found identifiers in ${name}, where nothing remains`);
  }
}

// One order, without repetition: otherwise the same facts have two texts, and a table can be counted twice.
function* unordered(what: string, keys: readonly string[]): Problems {
  let previous: string | undefined;
  for (const [index, key] of keys.entries()) {
    if (previous !== undefined && key <= previous)
      yield contradiction(`${what}[${index}] is out of order or listed twice`);
    previous = key;
  }
}

/** The order of the lists of a body is that of these keys, compared as texts. */
export const tableKey = ({ store, table, action, until, reason }: CertifiedTable): string =>
  key(store, table, action, until === undefined ? '' : `${until}`, reason ?? '');

export const effectKey = ({ name, version }: Pick<CertifiedEffect, 'name' | 'version'>): string => key(name, version);

export const residualKey = ({ kind, store, what, until, reason }: CertifiedResidual): string =>
  key(kind, store, what, `${until}`, reason);

export const placeKey = ({ store, table }: { readonly store: string; readonly table: string }): string =>
  key(store, table);

export const foundKey = ({ store, table, column }: CertifiedScan['found'][number]): string => key(store, table, column);

// No part holds U+0000 (certificate-body.ts sees to it), so two lists of parts never make one key.
function key(...parts: readonly string[]): string {
  return parts.join('\u0000');
}

function add(sums: Map<string, number>, key: string, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, next) => sum + next, 0);
}

function contradiction(message: string): Contradiction {
  return { problem: 'CONTRADICTION', message };
}

function unfinished(message: string): Contradiction {
  return { problem: 'UNFINISHED', message };
}
