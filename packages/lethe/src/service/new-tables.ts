import type { RunRecord } from '../engine/control.ts';
import type { Finding } from '../planner/finding.ts';
import { outline } from '../planner/outline.ts';
import type { Outline } from '../planner/plan.ts';
import { policyHash } from '../policy/hash.ts';
import { postgresStore } from '../postgres/store.ts';
import { fingerprint } from '../schema/fingerprint.ts';
import type { Lethe } from './lethe.ts';

/**
 * Tables that came after the plan was made. The plan says nothing about the subject's rows in them, so a run does not
 * complete while one of them holds such rows, or while nothing says whether it does.
 */
export async function newTables(
  { loaded, database }: Pick<Lethe, 'loaded' | 'database'>,
  { subject, outline: planned }: RunRecord,
): Promise<Finding[]> {
  const policy = loaded.config.subjects[subject.kind];
  const store = postgresStore({ database, schemas: loaded.store.config.schemas });
  const schema = await store.introspect();
  const schemaFingerprint = fingerprint(schema);
  if (policy === undefined || schemaFingerprint === planned.schemaFingerprint) return [];
  const hash = policyHash(policy, loaded.store.config);
  const now = outline({ schema, store: loaded.store, policy, subject, holds: [], policyHash: hash, schemaFingerprint });
  const known = tablesOf(planned);
  const isNew = ({ table }: { readonly table: string }): boolean => !known.has(table);
  // What came during the run is looked for by the residual scan.
  const { traces: _, ...untraced } = now;
  const reached = {
    ...untraced,
    ...{
      steps: now.steps.filter(isNew),
      kept: now.kept.filter(isNew),
      effects: [],
      blockers: [],
      checks: [],
      owned: [],
    },
  };
  const counts = await store.count(reached);
  return [
    ...reached.steps.flatMap(({ table }, at) => holds(table, subject.kind, counts.steps[at] ?? 0)),
    ...reached.kept.flatMap(({ table }, at) => holds(table, subject.kind, counts.kept[at]?.rows ?? 0)),
    ...now.findings.filter(isNew).map(({ table }) => undecided(table, subject.kind)),
  ];
}

function tablesOf({ steps, kept, ignored, findings, warnings }: Outline): ReadonlySet<string> {
  return new Set([...steps, ...kept, ...ignored, ...findings, ...warnings].map(({ table }) => table));
}

function holds(table: string, kind: string, rows: number): Finding[] {
  if (rows === 0) return [];
  return [
    {
      code: 'UNDECIDED',
      table,
      message: `${table} came after the plan was made and holds ${rows} row${rows === 1 ? '' : 's'} of the ${kind}`,
      next: 'Delete these rows in the product, then resume the run.',
    },
  ];
}

function undecided(table: string, kind: string): Finding {
  return {
    code: 'UNDECIDED',
    table,
    message: `${table} came after the plan was made, and nothing says whether it holds rows of the ${kind}`,
    next: `Link ${table} in the configuration, or put it under ignore with the reason; then resume the run.`,
  };
}
