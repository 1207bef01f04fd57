import type { DeleteAction, Reference, Schema, Table } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { personalColumns } from '../schema/personal.ts';
import type { MappedTable } from './data-map.ts';

/** A foreign key of the schema. */
export interface MappedReference {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly onDelete: DeleteAction;
  /** With the partition before it, where only that one has the key. */
  readonly name: string;
}

export function mappedTables(schema: Schema): readonly MappedTable[] {
  return Object.values(schema.tables)
    .toSorted((a, b) => byCodeUnit(a.name, b.name))
    .map(mappedTable);
}

function mappedTable(table: Table): MappedTable {
  const personal = new Map(personalColumns(table).map(({ column, looksLike }) => [column, looksLike]));
  const columns = table.columns.toSorted((a, b) => byCodeUnit(a.name, b.name));
  return {
    name: table.name,
    columns: columns.map(({ name, type }) => ({ name, type, looksLike: personal.get(name) ?? null })),
  };
}

export function mappedReferences(schema: Schema): readonly MappedReference[] {
  return Object.values(schema.tables)
    .flatMap(({ references }) => references.map(mappedReference))
    .sort((a, b) => byCodeUnit(a.table, b.table) || byCodeUnit(a.name, b.name));
}

function mappedReference({ table, columns, to, toColumns, onDelete, name, onlyPartition }: Reference): MappedReference {
  return {
    table,
    columns,
    to,
    toColumns,
    onDelete,
    name: onlyPartition === undefined ? name : `${onlyPartition}.${name}`,
  };
}
