import pc from 'picocolors';
import type { RequestRecord } from '../http/backend.ts';
import { nextWords } from '../http/present/next-words.ts';
import { exit } from './command.ts';
import type { Output } from './output.ts';

/** Where a request stands and what comes next. Answers the exit code: one that somebody has to do something about is 3. */
export function showRequest(out: Output, record: RequestRecord, more: object = {}): number {
  const { request, subject, name, runs, certificates, blockerMessages } = record;
  const { id, state, outcome, dueAt, completeDueAt, blockers, attention } = request;
  const next = nextWords(request);
  const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const dates = { dueAt: moment(dueAt), completeDueAt: moment(completeDueAt) };
  out.value({ request: id, subject, state, outcome, ...dates, blockers, attention, runs, certificates, next, ...more });
  out.data(`${pc.bold(id)}  ${subject}${name === null ? '' : ` (${name})`}  ${state}`);
  for (const { blocker, level } of blockers)
    out.data(`  ${level === 'block' ? pc.red(level) : level} ${blocker}: ${blockerMessages[blocker] ?? ''}`);
  for (const { code } of attention) out.data(`  ${pc.red(code)}`);
  for (const run of runs) out.data(`  lethe status ${run}`);
  out.talk(next);
  return state === 'blocked' || state === 'held' ? exit.blocked : exit.done;
}
