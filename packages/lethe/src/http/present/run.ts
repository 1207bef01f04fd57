import { formatSubject } from '../../planner/subject.ts';
import type { RunShape } from '../../wire/run.ts';
import type { RunView } from '../backend.ts';
import { isoText, isoTextOrNull } from './moment.ts';
import { snake } from './names.ts';

export function presentRun({ run, rows, tables, effects, attention, certificate, lastEvent }: RunView): RunShape {
  return {
    id: run.id,
    request: run.request,
    subject: formatSubject(run.subject),
    digest: run.digest,
    state: run.state,
    phase: snake(run.phase),
    createdAt: isoText(run.createdAt),
    startedAt: isoTextOrNull(run.startedAt),
    finishedAt: isoTextOrNull(run.finishedAt),
    done: run.state === 'completed',
    progress: { done: rows.done, planned: rows.planned, unit: 'rows' },
    tables: tables.map((table) => ({ ...table })),
    effects: effects.map(({ effect, nextAttemptAt, ...rest }) => ({
      name: effect,
      ...rest,
      nextAttemptAt: isoTextOrNull(nextAttemptAt),
    })),
    attention: [...attention],
    certificate,
    events: `/v1/runs/${run.id}/events`,
    lastEvent,
  };
}
