import { LetheError } from '../../errors.ts';
import type { Caller, Evidence, ResidualRecord } from '../../http/backend.ts';
import { describeDuration } from '../../policy/duration.ts';
import { type BackupCopies, seeBackupCopies } from '../../postgres/backup-copies.ts';
import { type EvidenceOfRun, requestOf, seeCertificate, seeRuns } from '../../postgres/run-view.ts';
import { scoped } from '../../postgres/scoped.ts';
import { outcomesOf } from '../outcome.ts';
import { type Remains, remainsIn } from '../remains.ts';
import type { Ground } from './ground.ts';
import { askingRoles, requireScope, standingOnRequest, standingOnSubject } from './standing.ts';

export function evidenceOf(ground: Ground): Evidence {
  const { lethe } = ground;
  // Read once: anybody may ask for it, and as often as they like.
  let vkey: string | null = null;
  return {
    async verifierKey() {
      vkey ??= (await lethe.signingKey()).vkey;
      return vkey;
    },
    async certificate(caller, id) {
      const scope = await scopeOfCertificate(ground, caller, id);
      const found = await scoped(lethe.database, scope, (reader) => seeCertificate(reader, id));
      if (found === null) throw certificateUnknown(id);
      return found;
    },
    async residuals(caller, by) {
      const scope = await scopeOfResiduals(ground, caller, by);
      const [seen, copies] = await scoped(lethe.database, scope, async (reader) => [
        await seeRuns(reader, by),
        await seeBackupCopies(reader, by),
      ]);
      return [...seen.flatMap(residualsOf), ...copies.map(copiesOf)];
    },
  };
}

/** What stays on purpose after a run, as it was counted for the plan that was carried out; and copies that the database keeps. */
export function residualsOf({ run, receipts, note }: EvidenceOfRun): ResidualRecord[] {
  const of = { request: run.request, run: run.id };
  const rows = outcomesOf(run, receipts, run.counts).flatMap(({ table, reason, stays }) =>
    stays === undefined || stays.rows === 0
      ? []
      : [{ ...of, table, rows: stays.rows, reason: reason ?? '', until: stays.until }],
  );
  const copies = note === null ? [] : remainsIn(note).filter(({ kind }) => isKeptByDatabase(kind));
  return [...rows, ...copies.map(({ what, reason, until }) => ({ ...of, table: what, rows: null, reason, until }))];
}

const isKeptByDatabase = (kind: Remains['kind']): boolean =>
  kind === 'view' || kind === 'statistics' || kind === 'sequence';

const copiesOf = ({ request, run, backups: { keptFor, until } }: BackupCopies): ResidualRecord => ({
  ...{ request, run, table: 'backups', rows: null },
  reason: `backup copies are kept for ${describeDuration(keptFor)}`,
  until: new Date(until).toISOString(),
});

const certificateUnknown = (id: string): LetheError =>
  new LetheError('CERTIFICATE_UNKNOWN', `there is no certificate ${id.slice(0, 100)}`);

async function scopeOfCertificate({ lethe }: Ground, caller: Caller, id: string): Promise<string | null> {
  if (caller.is === 'key') {
    requireScope(caller, 'certificate:read');
    return caller.tenant;
  }
  const request = await lethe.database.use((client) => requestOf(client, { certificate: id }));
  if (request === null) throw certificateUnknown(id);
  const standing = standingOnRequest(lethe, caller, request, 'certificate:read');
  const { scope } = await standing.catch((error: unknown) => {
    throw error instanceof LetheError && error.code === 'REQUEST_UNKNOWN' ? certificateUnknown(id) : error;
  });
  return scope;
}

type By = Parameters<Evidence['residuals']>[1];

async function scopeOfResiduals({ lethe }: Ground, caller: Caller, by: By): Promise<string | null> {
  const scope = 'certificate:read';
  if (by.request !== null) return (await standingOnRequest(lethe, caller, by.request, scope)).scope;
  if (by.subject !== null)
    return (await standingOnSubject(lethe, caller, by.subject, { scope, roles: askingRoles })).scope;
  if (caller.is !== 'key') throw new LetheError('INPUT_INVALID', 'name a request or a subject');
  requireScope(caller, scope);
  return caller.tenant;
}
