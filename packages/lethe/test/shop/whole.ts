import { join } from 'node:path';
import { openJournalFolder } from '../../src/evidence/journal-folder.ts';
import { verifyCertificate } from '../../src/verify/certificate.ts';
import type { ShopCase } from './shop-case.ts';
import { type AppState, appState, miscounted, receiptSums, type Sums } from './state.ts';

/** How an undisturbed run on a copy of the same template ends. */
export interface Whole {
  readonly before: AppState;
  readonly after: AppState;
  readonly sums: Readonly<Record<string, Sums>>;
  readonly effects: readonly string[];
}

/** Applies the subject of a fresh case, undisturbed. */
export async function undisturbed(shop: ShopCase): Promise<Whole> {
  const before = await appState(shop.client);
  const { status, findings } = await shop.apply();
  if (status !== 'completed') throw new Error(`undisturbed, and ${status}: ${JSON.stringify(findings)}`);
  const [after, sums] = [await appState(shop.client), await receiptSums(shop.client)];
  return { before, after, sums, effects: [...shop.vendor.done.values()].sort() };
}

/** Everything that is not as the undisturbed run left it, in words. Empty: nothing was lost, doubled or left over. */
export async function violations(shop: ShopCase, whole: Whole): Promise<string[]> {
  const [after, sums] = [await appState(shop.client), await receiptSums(shop.client)];
  return [
    ...different('rows', whole.after, after),
    ...different('receipts', whole.sums, sums),
    ...miscounted(whole.before, after, sums),
    ...different('effects', whole.effects, [...shop.vendor.done.values()].sort()),
    ...(await eventViolations(shop)),
    ...(await evidenceViolations(shop)),
  ];
}

function different(what: string, expected: object, found: object): string[] {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(found)];
  return a === b ? [] : [`${what}: ${b} instead of ${a}`];
}

const phases = ['start', 'effects before', 'steps', 'fence', 'sweep', 'root', 'effects after', 'verify', 'certify'];

async function eventViolations({ client }: ShopCase): Promise<string[]> {
  const { rows } = await client.query<{ type: string; phase: string | null }>(
    "select type, data ->> 'phase' as phase from lethe.events order by id",
  );
  const count = (type: string): number => rows.filter((row) => row.type === type).length;
  const once = [
    'request.received',
    'request.start',
    'request.target_ended',
    'run.queued',
    'run.root_done',
    'run.certified',
    'run.completed',
  ];
  const found = once.filter((type) => count(type) !== 1).map((type) => `${count(type)} events ${type}`);
  const entered = rows.flatMap(({ phase }) => (phase === null ? [] : [phases.indexOf(phase)]));
  if (entered.some((at, turn) => at < (entered[turn - 1] ?? 0))) found.push(`phases went back: ${entered.join(' ')}`);
  const { rows: epochs } = await client.query<{ epoch: number }>('select epoch from lethe.runs');
  if (epochs[0]?.epoch !== count('run.claimed'))
    found.push(`${count('run.claimed')} claims, epoch ${epochs[0]?.epoch}`);
  return found;
}

async function evidenceViolations({ client, dataDir, lethe }: ShopCase): Promise<string[]> {
  const found: string[] = [];
  const { rows } = await client.query<{ run: string; note: string }>('select run, note from lethe.certificates');
  if (rows.length !== 1) found.push(`${rows.length} certificates`);
  const { vkey } = await lethe.signingKey();
  for (const { note } of rows) {
    const verified = verifyCertificate({ file: note, keys: [vkey] });
    if (!verified.ok) found.push(`certificate: ${verified.message}`);
  }
  const journal = await openJournalFolder(join(dataDir, 'journal'));
  const entries = (await Array.fromAsync(journal.entries())).map(({ entry, run }) => `${entry} ${run}`);
  const run = rows[0]?.run;
  if (entries.join() !== `intent ${run},done ${run}`) found.push(`journal: ${entries.join()}`);
  const left = await client.query<{ n: string }>(
    `select (select count(*) from lethe.worklist) + (select count(*) from lethe.outbox where row_values is not null) as n`,
  );
  if (left.rows[0]?.n !== '0') found.push(`${left.rows[0]?.n} rows left on the worklist or in the outbox`);
  return found;
}
