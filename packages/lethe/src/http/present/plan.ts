import { formatSubject } from '../../planner/subject.ts';
import type { PlanShape } from '../../wire/plan.ts';
import type { StoredPlan } from '../backend.ts';
import { isoText } from './moment.ts';

/** Counts stand beside the outline, by position. A place without one would be shown as nothing, so it is a fault. */
function counted(counts: readonly number[], index: number): number {
  const rows = counts[index];
  if (rows === undefined) throw new Error(`bug: the plan has no count at ${index}`);
  return rows;
}

export function presentPlan({ id, request, subject, madeAt, plan }: StoredPlan, stored: boolean): PlanShape {
  const { outline, counts } = plan;
  return {
    id: stored ? id : null,
    request,
    subject: formatSubject(subject),
    madeAt: isoText(madeAt),
    digest: plan.digest,
    rows: plan.rows,
    steps: outline.steps.map(({ no, kind, table, why }, index) => ({
      no,
      kind,
      table,
      rows: counted(counts.steps, index),
      why,
    })),
    kept: outline.kept.map(({ table, reason }, index) => ({
      table,
      reason,
      rows: counts.kept[index]?.rows ?? 0,
      until: counts.kept[index]?.until ?? null,
    })),
    effects: outline.effects.map(({ name, version, table, order }, index) => ({
      name,
      version,
      table,
      order,
      rows: counted(counts.effects, index),
    })),
    blockers: outline.blockers.map(({ name, level, message }, index) => ({
      name,
      level,
      message,
      rows: counted(counts.blockers, index),
    })),
    findings: [...plan.findings],
    warnings: [...plan.warnings],
  };
}
