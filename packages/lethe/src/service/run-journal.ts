import { access, constants } from 'node:fs/promises';
import type { RunRecord } from '../engine/control.ts';
import type { RunJournal } from '../engine/run.ts';
import { LetheError } from '../errors.ts';
import type { Journal, JournalFacts } from '../evidence/journal.ts';
import type { JournalKey } from '../evidence/journal-key.ts';
import { formatSubject } from '../planner/subject.ts';

/** What the engine tells the journal: the run, its plan, and the subject as an HMAC. */
export function runJournal(journal: Journal, key: JournalKey): RunJournal {
  const factsOf = (run: RunRecord, at: string): JournalFacts => ({
    run: run.id,
    subject: key.subject(run.subject.kind, keyText(run)),
    plan: run.digest,
    at,
  });
  return {
    // The time of the record, not of the call: a repetition after a crash writes the same entry.
    intent: (run) => journal.intent(factsOf(run, moment(run.createdAt))),
    done: (run) => journal.done(factsOf(run, moment(run.startedAt ?? run.createdAt))),
  };
}

/** Found out before a run is asked for: a disk that is not mounted, or mounted for reading only. */
export async function requireWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new LetheError('JOURNAL_UNWRITABLE', `${folder} cannot be written.`, { cause });
  });
}

/** The key as it stands behind `kind:`; the form a replay finds rows by. */
export function keyText(run: Pick<RunRecord, 'subject'>): string {
  return formatSubject(run.subject).slice(run.subject.kind.length + 1);
}

export function moment(at: string): string {
  return new Date(at).toISOString();
}
