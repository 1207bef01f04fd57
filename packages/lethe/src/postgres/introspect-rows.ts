import { tableName } from '../schema/table-name.ts';
import type { CheckRow } from './statements/introspect-checks.ts';
import type { ColumnRow } from './statements/introspect-columns.ts';
import type { IndexRow } from './statements/introspect-indexes.ts';
import type { ReferenceRow } from './statements/introspect-references.ts';
import type { RelationRow } from './statements/introspect-relations.ts';
import type { RuleRow } from './statements/introspect-rules.ts';
import type { TriggerRow } from './statements/introspect-triggers.ts';
import type { ViewRow } from './statements/introspect-views.ts';

/** What the statements in statements/introspect-*.ts answer, about one set of relations. */
export interface CatalogueRows {
  readonly relations: readonly RelationRow[];
  readonly columns: readonly ColumnRow[];
  readonly references: readonly ReferenceRow[];
  readonly indexes: readonly IndexRow[];
  readonly checks: readonly CheckRow[];
  readonly triggers: readonly TriggerRow[];
  readonly rules: readonly RuleRow[];
  readonly views: readonly ViewRow[];
}

/** The rows of one table, its partitions folded in. */
export interface TableRows {
  readonly table: RelationRow;
  readonly name: string;
  /** The table itself and, when it is partitioned, all below it, sub-roots included. */
  readonly members: readonly RelationRow[];
  readonly leaves: readonly RelationRow[];
}

/** Rows by the relation they are about. */
export type ByRelation<Row> = (oid: number) => readonly Row[];

export function nameOf({ schema, name }: RelationRow): string {
  return tableName(schema, name);
}
