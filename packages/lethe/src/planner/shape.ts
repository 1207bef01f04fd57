import type { FindingCode } from './finding.ts';
import { found } from './found.ts';
import type { Plan, StepKind } from './plan.ts';
import { formatSubject } from './subject.ts';

/** What `lethe plan --json` prints: tables as `schema.table`, keys as written on the command line. */
export interface PlanShape {
  readonly digest: string;
  readonly subject: { readonly kind: string; readonly key: string };
  readonly rows: number;
  readonly steps: readonly {
    readonly kind: StepKind;
    readonly table: string;
    readonly rows: number;
    readonly why: string;
  }[];
  readonly kept: readonly {
    readonly table: string;
    readonly rows: number;
    readonly reason: string;
    readonly until: string | null;
  }[];
  readonly effects: readonly {
    readonly name: string;
    readonly table: string;
    readonly rows: number;
    readonly order: 'before' | 'after';
  }[];
  readonly findings: readonly FindingShape[];
  readonly warnings: readonly FindingShape[];
}

interface FindingShape {
  readonly code: FindingCode;
  readonly table: string;
  readonly message: string;
  readonly next: string;
}

export function shape({ outline, counts, digest, findings, warnings, rows }: Plan): PlanShape {
  return {
    digest,
    subject: { kind: outline.subject.kind, key: formatSubject(outline.subject).slice(outline.subject.kind.length + 1) },
    rows,
    steps: outline.steps.map(({ kind, table, why }, at) => ({
      kind,
      table,
      rows: found(counts.steps[at], 'a step without a count'),
      why,
    })),
    kept: outline.kept.map(({ table, reason }, at) => ({
      table,
      reason,
      ...found(counts.kept[at], 'kept rows without a count'),
    })),
    effects: outline.effects.map(({ name, version, table, order }, at) => ({
      ...{ name: `${name}@${version}`, table, order },
      rows: found(counts.effects[at], 'an effect without a count'),
    })),
    findings,
    warnings,
  };
}
