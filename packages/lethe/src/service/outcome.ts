import type { RunRecord } from '../engine/control.ts';
import type { Receipt } from '../engine/receipt.ts';
import type { Counts, Outline, Step } from '../planner/plan.ts';

export type Action = 'deleted' | 'anonymised' | 'detached' | 'kept' | 'ignored';

/** How one table ended: the planned rows and the real ones, side by side. */
export interface TableOutcome {
  readonly table: string;
  readonly action: Action;
  readonly planned: number;
  /** Rows written, as the receipts show; for kept ones, rows that stay. */
  readonly rows: number;
  /** Why rows of it are there still, or why it was left alone. */
  readonly reason?: string;
  readonly stays?: Stay;
}

/** Rows that are there afterwards on purpose, until an RFC 3339 date; null: no end that the plan knows. */
export interface Stay {
  readonly rows: number;
  readonly until: string | null;
}

const actions: Readonly<Record<Step['kind'], Action>> = {
  delete: 'deleted',
  anonymise: 'anonymised',
  detach: 'detached',
};

/** Every table of the plan with what happened to it, from the receipts; what stays is as `after` counted it. */
export function outcomesOf(
  run: Pick<RunRecord, 'outline' | 'counts'>,
  receipts: readonly Receipt[],
  after: Pick<Counts, 'kept'>,
): TableOutcome[] {
  const { outline } = run;
  const staying = stayingOf(outline, after);
  const steps = outline.steps.map((step, at): TableOutcome => {
    const written = {
      table: step.table,
      action: actions[step.kind],
      planned: run.counts.steps[at] ?? 0,
      rows: rowsOf(outline, step, receipts),
    };
    return step.kind === 'anonymise' ? { ...written, ...staying(step) } : written;
  });
  const anonymised = new Set(outline.steps.filter((step) => step.kind === 'anonymise').map((step) => step.table));
  const kept = outline.kept.flatMap((entry, at): TableOutcome[] => {
    if (anonymised.has(entry.table)) return [];
    const { rows = 0, until = null } = after.kept[at] ?? {};
    return [
      {
        table: entry.table,
        action: 'kept',
        planned: run.counts.kept[at]?.rows ?? 0,
        rows,
        reason: entry.reason,
        stays: { rows, until },
      },
    ];
  });
  const ignored = outline.ignored.map(
    (entry): TableOutcome => ({ table: entry.table, action: 'ignored', planned: 0, rows: 0, reason: entry.because }),
  );
  return [...steps, ...kept, ...ignored];
}

/** Rows of the step's table that the receipts show. Rows that triggers made meanwhile went with the others and are not counted. */
function rowsOf(outline: Outline, step: Step, receipts: readonly Receipt[]): number {
  const sum = (of: (receipt: Receipt) => number, steps?: readonly number[]): number =>
    receipts
      .filter((receipt) => receipt.table === step.table && (steps === undefined || steps.includes(receipt.step)))
      .reduce((total, receipt) => total + of(receipt), 0);
  if (step.kind === 'delete') return sum((r) => r.deleted) - sum((r) => r.inserted);
  // Updates booked under 0, the last transaction, belong to the subject's own row; elsewhere the step's number tells.
  const own = sum((r) => r.updated, [step.no]);
  const last = outline.steps.filter((other) => other.table === step.table && other.kind !== 'delete');
  return last.length === 1 ? own + sum((r) => r.updated, [0]) : own;
}

/** Emptied rows that stay for a time, or because kept rows hang from them. */
function stayingOf(outline: Outline, after: Pick<Counts, 'kept'>) {
  return (step: Step): { reason: string; stays: Stay } | null => {
    const at = outline.kept.findIndex((entry) => entry.table === step.table);
    const entry = outline.kept[at];
    if (entry === undefined) return null;
    return { reason: entry.reason, stays: { rows: after.kept[at]?.rows ?? 0, until: after.kept[at]?.until ?? null } };
  };
}
