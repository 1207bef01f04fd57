import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Finding } from '../planner/finding.ts';
import type { DeleteStep, Outline } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import type { Reference, Schema } from '../schema/graph.ts';
import { referencesTo } from '../schema/references.ts';
import { type Asked, partitionSql, predicateSql } from './predicate-sql.ts';
import { run, type Sql, tableSql } from './sql.ts';

/** A reference the database's cascade follows from these rows, to a table whose own tenant columns can contradict it. */
export interface Crossing {
  readonly reference: Reference;
  /** From the batch's own table down to the reference's parent. */
  readonly path: readonly Reference[];
  /** Each names the tenant of a row of it; any one may contradict. */
  readonly tenantColumns: readonly (readonly string[])[];
}

/**
 * Planning counted rows of other tenants that hang from the subject's, and found none. One may have come since, and the
 * cascade would take it along without asking: so each batch looks, in its own transaction, at the rows it is about to
 * take. References are those of the live schema. Rows behind a key that carries the tenant cannot differ.
 */
export function crossingsOf(
  schema: Schema,
  outline: Outline,
  { table: from, cascades }: Pick<DeleteStep, 'table' | 'cascades'>,
): readonly Crossing[] {
  const crossings: Crossing[] = [];
  const seen = new Set<string>([from]);
  const visit = (table: string, path: readonly Reference[]): void => {
    for (const reference of referencesTo(schema, table)) {
      if (reference.onDelete !== 'cascade' || !cascades.includes(reference.table)) continue;
      const named = tenantColumnsOf(outline, reference.table);
      const tenantColumns = named.filter((columns) => !carriesTenant(reference, columns));
      if (tenantColumns.length > 0) crossings.push({ reference, path, tenantColumns });
      if (seen.has(reference.table)) continue;
      seen.add(reference.table);
      visit(reference.table, [...path, reference]);
    }
  };
  visit(from, []);
  return crossings;
}

/** None where the row's own columns do not settle it. */
function tenantColumnsOf(outline: Outline, table: string): readonly (readonly string[])[] {
  const step = outline.steps.find(
    (candidate) => candidate.kind === 'delete' && candidate.table === table && !candidate.root,
  );
  if (step === undefined) return [];
  const parts = step.predicate.op === 'all' ? step.predicate.of : [step.predicate];
  return parts.map(subjectColumns).find((columns) => columns.length > 0) ?? [];
}

function subjectColumns(predicate: Predicate): readonly (readonly string[])[] {
  if (predicate.op === 'subject') return predicate.path === undefined ? [predicate.columns] : [];
  if (predicate.op !== 'any') return [];
  const ways = predicate.of.map(subjectColumns);
  return ways.every((columns) => columns.length > 0) ? ways.flat() : [];
}

function carriesTenant(reference: Reference, tenantColumns: readonly string[]): boolean {
  return tenantColumns.every((column) => reference.columns.includes(column));
}

export interface Batch {
  /** The step's table, or the leaf of it that the addresses belong to. */
  readonly relation: Sql;
  readonly tids: string;
  /** The addresses may hold other rows by now: only those that still match are the batch's. */
  readonly owned: Predicate;
  readonly asked: Asked;
}

/** The first table where rows of another tenant would go with the rows of this batch; null: none would. */
export async function foreignRow(
  client: ClientBase,
  crossings: readonly Crossing[],
  batch: Batch,
): Promise<Finding | null> {
  if (crossings.length === 0) return null;
  const cases = crossings.map(
    (crossing) => sql`when exists (${foreignRowsSql(crossing, batch)}) then ${sql.lit(crossing.reference.name)}`,
  );
  const { rows } = await run<{ by: string | null }>(client, sql`select case ${sql.join(cases, sql` `)} end as by`);
  const by = rows[0]?.by ?? null;
  const crossing = crossings.find(({ reference }) => reference.name === by);
  if (crossing === undefined) return null;
  const { table } = crossing.reference;
  return {
    code: 'CROSS_TENANT',
    table,
    message: `rows of ${table} that belong to another tenant hang from rows of the subject (${by}); the cascade would have taken them along, so the batch was rolled back`,
    next: `Point ${by} of these rows at a row of their own tenant, or delete them in the product; then resume the run.`,
  };
}

/** Joined from the batch's rows downwards: a few rows, each level found by the index that the cascade will use. */
function foreignRowsSql({ reference, path, tenantColumns }: Crossing, { relation, tids, owned, asked }: Batch): Sql {
  const joins = [...path, reference].map((edge, level) => {
    const [parent, child] = [`p${level}`, `p${level + 1}`];
    const on = edge.columns.map(
      (column, at) => sql`${sql.id(child, column)} = ${sql.id(parent, edge.toColumns[at] ?? '')}`,
    );
    if (edge.onlyPartition !== undefined) on.push(partitionSql(child, edge.onlyPartition));
    if (edge.toPartition !== undefined) on.push(partitionSql(parent, edge.toPartition));
    return sql` join ${tableSql(edge.table)} ${sql.id(child)} on ${sql.join(on, sql` and `)}`;
  });
  const row = `p${path.length + 1}`;
  const foreign = tenantColumns.map((columns) => predicateSql({ op: 'not subject', columns }, asked, row));
  return sql`select from ${relation} p0${sql.join(joins, sql``)}
    where p0.ctid = any(${tids}::tid[]) and ${predicateSql(owned, asked, 'p0')} and (${sql.join(foreign, sql` or `)})`;
}
