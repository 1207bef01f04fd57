import { deepFreeze } from '../schema/freeze.ts';
import type { Column, Index, Key, Privileges, Schema, Table, View } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { tableName } from '../schema/table-name.ts';
import { referencesOf } from './introspect-references.ts';
import { type ByRelation, type CatalogueRows, nameOf, type TableRows } from './introspect-rows.ts';
import type { ColumnRow } from './statements/introspect-columns.ts';
import type { IndexRow } from './statements/introspect-indexes.ts';
import type { RelationRow } from './statements/introspect-relations.ts';
import type { TriggerRow } from './statements/introspect-triggers.ts';
import type { ViewRow } from './statements/introspect-views.ts';

export function schemaFromRows(rows: CatalogueRows): Schema {
  const relations = [...rows.relations].sort((a, b) => byCodeUnit(nameOf(a), nameOf(b)));
  const byRoot = Map.groupBy(relations, ({ root }) => root);
  const read = tableReader(rows);
  const tables = relations
    // A partition on another server cannot be deleted from through its root with a receipt: it stands for itself too.
    .filter((relation) => !relation.isPartition || relation.kind === 'f')
    .map((table): TableRows => {
      const members = table.kind === 'p' ? (byRoot.get(table.oid) ?? []) : [table];
      return { table, name: nameOf(table), members, leaves: members.filter(({ kind }) => kind !== 'p') };
    });
  return deepFreeze({
    tables: Object.fromEntries(tables.map((table) => [table.name, read(table)])),
    views: viewsOf(rows.views),
  });
}

function tableReader(rows: CatalogueRows): (of: TableRows) => Table {
  const columns = byRelation(rows.columns, ({ oid }) => oid);
  const [references, indexes, checks, triggers, rules] = [
    byRelation(rows.references, ({ relation }) => relation),
    byRelation(rows.indexes, ({ relation }) => relation),
    byRelation(rows.checks, ({ relation }) => relation),
    byRelation(rows.triggers, ({ relation }) => relation),
    byRelation(rows.rules, ({ relation }) => relation),
  ];
  const heirs = heirsOf(rows.relations);
  return ({ table, name, members, leaves }) => ({
    name,
    kind: table.kind === 'p' ? 'partitioned' : table.kind === 'f' ? 'foreign' : 'table',
    columns: columns(table.oid).map(column),
    ...keysAndIndexes(indexes(table.oid)),
    checks: named(checks(table.oid).map(({ relation: _, ...check }) => check)),
    references: referencesOf({ table, name, members, leaves }, references, indexes),
    triggers: members.flatMap((member) => named(triggers(member.oid).map((row) => trigger(row, nameOf(member))))),
    rules: [...new Set(members.flatMap((member) => rules(member.oid).map((rule) => rule.name)))].sort(byCodeUnit),
    rowSecurity: table.rowSecurity,
    partitions: table.kind === 'p' ? leaves.map(nameOf).sort(byCodeUnit) : [],
    inheritedBy: heirs(table.oid).map(nameOf).sort(byCodeUnit),
    extension: table.extension,
    privileges: privilegesOf(members),
    estimate: { rows: sum(leaves.map(({ rows }) => rows)), bytes: sum(leaves.map(({ bytes }) => bytes)) },
  });
}

function keysAndIndexes(rows: readonly IndexRow[]): Pick<Table, 'primaryKey' | 'uniques' | 'indexes'> {
  const indexes = rows.map(({ name, columns, unique, condition, valid, method }): Index => {
    return { name, columns, unique, partial: condition !== null, valid, method };
  });
  const [primaryKey = null] = rows.filter(({ primary }) => primary).map(key);
  // One that is being built, or whose building failed, refuses nothing reliably and is no key.
  const uniques = rows.filter(({ unique, primary, valid }) => unique && !primary && valid).map(key);
  return { primaryKey, uniques: named(uniques), indexes: named(indexes) };
}

/** Rows are found through the root and written in the partition that they lie in. */
function privilegesOf(members: readonly RelationRow[]): Privileges {
  return {
    select: members.every(({ canSelect }) => canSelect),
    insert: members.every(({ canInsert }) => canInsert),
    update: members.every(({ canUpdate }) => canUpdate),
    delete: members.every(({ canDelete }) => canDelete),
    seesAllRows: members.every(({ seesAllRows }) => seesAllRows),
  };
}

function column({ oid: _, baseType, looseCollation, ...rest }: ColumnRow): Column {
  return { ...rest, ...(baseType === null ? {} : { baseType }), ...(looseCollation ? { looseCollation } : {}) };
}

function key({ name, columns, expressionColumns, condition, nullsNotDistinct, deferrable }: IndexRow): Key {
  const plain = columns.filter((name) => name !== null);
  const used = [...new Set([...plain, ...expressionColumns])];
  const partial = condition !== null || plain.length < columns.length;
  return {
    ...{ name, columns: used, partial },
    ...(nullsNotDistinct ? { nullsNotDistinct } : {}),
    ...(deferrable ? { deferrable } : {}),
  };
}

function trigger(
  { name, timing, level, events, functionSchema, functionName }: TriggerRow,
  table: string,
): Table['triggers'][number] {
  return { name, table, timing, level, events, function: tableName(functionSchema, functionName) };
}

/** Those that inherit from a relation, and those that inherit from these: one statement reaches all of them. */
function heirsOf(relations: readonly RelationRow[]): (oid: number) => readonly RelationRow[] {
  const children = Map.groupBy(
    relations.flatMap((child) => child.parents.map((parent) => ({ parent, child }))),
    ({ parent }) => parent,
  );
  const heirs = (oid: number): RelationRow[] =>
    (children.get(oid) ?? []).flatMap(({ child }) => [child, ...heirs(child.oid)]);
  return (oid) => [...new Set(heirs(oid))];
}

function viewsOf(rows: readonly ViewRow[]): View[] {
  const views = Map.groupBy(rows, ({ schema, name }) => tableName(schema, name));
  return [...views]
    .map(([name, reads]) => ({
      name,
      materialised: reads.some(({ materialised }) => materialised),
      ...refreshOf(reads),
      tables: reads
        .flatMap((row) =>
          row.tableSchema === null || row.tableName === null ? [] : [tableName(row.tableSchema, row.tableName)],
        )
        .sort(byCodeUnit),
    }))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

function refreshOf([first]: readonly ViewRow[]): Pick<View, 'refresh'> {
  return first === undefined || first.refresh === null ? {} : { refresh: first.refresh };
}

function byRelation<Row>(rows: readonly Row[], of: (row: Row) => number): ByRelation<Row> {
  const groups = Map.groupBy(rows, of);
  return (oid) => groups.get(oid) ?? [];
}

function named<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => byCodeUnit(a.name, b.name));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
