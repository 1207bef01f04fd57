import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { exportVerifierKey } from '../evidence/signing-key.ts';
import type { WantedIndex } from '../postgres/run-indexes.ts';
import type { ApplyResult, ApplyStatus } from '../service/apply.ts';
import type { Lethe } from '../service/lethe.ts';
import { exit } from './command.ts';
import { count, type Output, rowsText } from './output.ts';

const codes: Readonly<Record<ApplyStatus, number>> = {
  completed: exit.done,
  blocked: exit.blocked,
  stale: exit.blocked,
  held: exit.blocked,
  paused: exit.blocked,
  failed: exit.error,
};

export function exitOf(result: ApplyResult): number {
  return result.drained ? exit.interrupted : codes[result.status];
}

export function tellIndex(out: Output): (index: WantedIndex) => void {
  return ({ relation, columns }) => out.talk(pc.dim(`  building an index on ${relation} (${columns.join(', ')})`));
}

/** The result of `apply` and `resume`; a certificate is written to a file, with the key to check it by beside it. */
export async function printResult(
  out: Output,
  lethe: Lethe,
  result: ApplyResult,
  file: string | undefined,
): Promise<void> {
  const { run, status, rows, tables, verified, certificate, findings, remains, changed, indexesLeft } = result;
  const written = certificate === null ? null : await writeCertificate(lethe, certificate, file);
  out.value({
    run,
    status,
    rows,
    tables: tables.map(({ table, action, rows: actual }) => ({ table, action, rows: actual })),
    verified,
    certificate: written,
    findings,
    remains,
    changed,
    indexesLeft,
  });
  if (status === 'stale') for (const line of changed) out.talk(`plan is stale: ${line}`);
  for (const finding of findings)
    out.talk(`${pc.red(`finding ${finding.code}`)} ${finding.table}: ${finding.message}\n  ${finding.next}`);
  out.data(sentence(result));
  for (const { what, reason, until } of remains)
    out.data(`${pc.yellow('remains')} ${what}: ${reason}${until === null ? '' : `, until ${until.slice(0, 10)}`}`);
  if (written !== null)
    out.data(`Certificate ${written.file}\nTo check it anywhere: lethe verify ${written.file} --key ${written.key}`);
  for (const name of indexesLeft) out.data(`${pc.yellow('index left')} ${name}: ${whyLeft(result)}`);
  if (run !== null && status !== 'completed') out.talk(`To go on: lethe resume ${run}`);
}

function whyLeft({ run, drained }: ApplyResult): string {
  return drained && run !== null
    ? 'it is needed when the run goes on, and dropped at its end'
    : 'it could not be dropped now; lethe doctor --drop-indexes tries again';
}

function sentence({ run, status, rows, tables, drained }: ApplyResult): string {
  switch (status) {
    case 'completed': {
      const kept = tables.filter(({ action }) => action === 'kept').reduce((sum, table) => sum + table.rows, 0);
      return `${pc.green('Completed and verified')}: ${rowsText(rows)} dealt with, ${count(kept)} kept on purpose.`;
    }
    case 'paused':
      if (drained && run === null) return 'Interrupted while indexes were built; nothing was recorded or deleted.';
      return drained
        ? `Interrupted after ${rowsText(rows)}; the batch in hand was finished.`
        : `Paused after ${rowsText(rows)}.`;
    case 'held':
      return `Held after ${rowsText(rows)}: a hold forbids going on.`;
    case 'failed':
      return `Not complete: ${rowsText(rows)} dealt with, the rest needs somebody to look.`;
    case 'blocked':
      return 'Blocked; nothing was recorded or deleted.';
    case 'stale':
      return 'The plan is stale; nothing was recorded or deleted.';
  }
}

async function writeCertificate(
  lethe: Lethe,
  { id, note }: { id: string; note: string },
  given: string | undefined,
): Promise<{ id: string; file: string; key: string }> {
  const file = resolve(given ?? `${id}.note`);
  await writeFile(file, note);
  const key = resolve(lethe.settings.dataDir, 'lethe.vkey');
  await exportVerifierKey(await lethe.signingKey(), key);
  return { id, file, key };
}
