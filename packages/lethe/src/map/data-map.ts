import { outline } from '../planner/outline.ts';
import { pathsOf } from '../planner/paths.ts';
import type { Outline } from '../planner/plan.ts';
import type { Config, StoreConfig, SubjectPolicy } from '../policy/policy.ts';
import { deepFreeze } from '../schema/freeze.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { LooksLike } from '../schema/personal-words.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { type MappedLine, subjectLines } from './subject-lines.ts';
import { type MappedReference, mappedReferences, mappedTables } from './tables.ts';

/**
 * What deleting each kind of subject does to each table, and the tables it was decided for. Of the structure alone: no
 * rows, no estimates, no privileges, so that the same schema and configuration give the same map everywhere.
 */
export interface DataMap {
  readonly v: 1;
  /** By kind. */
  readonly subjects: readonly MappedSubject[];
  /** By name. */
  readonly tables: readonly MappedTable[];
  /** By table and name. */
  readonly references: readonly MappedReference[];
}

export interface MappedSubject {
  readonly kind: string;
  readonly ownership: SubjectPolicy['ownership'];
  readonly table: string;
  /** The unique key by which its row is named, where its table has no primary key; else []. */
  readonly key: readonly string[];
  /** One for each table: those that nobody has decided on first, then by name. */
  readonly lines: readonly MappedLine[];
}

export interface MappedTable {
  readonly name: string;
  /** By name. */
  readonly columns: readonly MappedColumn[];
}

export interface MappedColumn {
  readonly name: string;
  readonly type: string;
  readonly looksLike: LooksLike | null;
}

/** A kind of subject as the planner sees it, whichever the subject is. */
export interface OutlinedKind {
  readonly policy: SubjectPolicy;
  readonly outline: Outline;
  readonly paths: ReturnType<typeof pathsOf>;
  /** The table of the host's people, as the store names it. */
  readonly people: string | null;
}

/** Plans a subject that stands for all of its kind: no outline depends on which key it has. */
export function outlineKinds(schema: Schema, config: Config): readonly OutlinedKind[] {
  const [store] = Object.entries(config.stores).map(([name, written]) => ({ name, config: written }));
  if (store === undefined) return [];
  return Object.values(config.subjects)
    .toSorted((a, b) => byCodeUnit(a.kind, b.kind))
    .map((policy) => outlineKind(schema, store, policy));
}

function outlineKind(
  schema: Schema,
  store: { name: string; config: StoreConfig },
  policy: SubjectPolicy,
): OutlinedKind {
  const named = policy.table === null ? [] : rowKeyIn(schema, policy.table);
  const key = named.length === 0 ? ['…'] : named.map(() => '…');
  const asked = {
    schema,
    store,
    policy,
    subject: { kind: policy.kind, key },
    holds: [],
    policyHash: '',
    schemaFingerprint: '',
  };
  return { policy, outline: outline(asked), paths: pathsOf(asked), people: store.config.people?.table ?? null };
}

/** Somebody may add a primary key, and every subject would be named by that: so the map says what it is without. */
function uniqueKeyOf(schema: Schema, { table }: SubjectPolicy): readonly string[] {
  return table === null || schema.tables[table]?.primaryKey !== null ? [] : rowKeyIn(schema, table);
}

/** The subject's own table; of a value every table's column. */
export const rootName = (policy: SubjectPolicy): string =>
  policy.table === null ? `*.${policy.value.column}` : policy.table;

export function mapOf(schema: Schema, kinds: readonly OutlinedKind[]): DataMap {
  return deepFreeze({
    v: 1,
    subjects: kinds.map((kind) => ({
      kind: kind.policy.kind,
      ownership: kind.policy.ownership,
      table: rootName(kind.policy),
      key: uniqueKeyOf(schema, kind.policy),
      lines: subjectLines(schema, kind),
    })),
    tables: mappedTables(schema),
    references: mappedReferences(schema),
  });
}
