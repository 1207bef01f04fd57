import type { Column, Reference, Schema, Table, View } from '../schema/graph.ts';

/** A schema written by hand: everything not said is the plainest there is. */
export function sampleSchema(tables: readonly Table[], views: readonly View[] = []): Schema {
  return { tables: Object.fromEntries(tables.map((table) => [table.name, table])), views };
}

export function sampleTable(name: string, rest: Partial<Table> = {}): Table {
  return {
    name,
    kind: 'table',
    columns: [sampleColumn('id', { nullable: false })],
    primaryKey: { name: 'pkey', columns: ['id'], partial: false },
    uniques: [],
    checks: [],
    references: [],
    indexes: [],
    triggers: [],
    rules: [],
    rowSecurity: 'off',
    partitions: [],
    inheritedBy: [],
    extension: null,
    privileges: { select: true, insert: true, update: true, delete: true, seesAllRows: true },
    estimate: { rows: 0, bytes: 0 },
    ...rest,
  };
}

export function sampleColumn(name: string, rest: Partial<Column> = {}): Column {
  return {
    name,
    type: 'bigint',
    category: 'N',
    nullable: true,
    hasDefault: false,
    generated: 'no',
    maxLength: null,
    enumLabels: null,
    ...rest,
  };
}

export function sampleReference(table: string, column: string, to: string, rest: Partial<Reference> = {}): Reference {
  return {
    name: `${column}_fkey`,
    table,
    columns: [column],
    to,
    toColumns: ['id'],
    onDelete: 'no action',
    onDeleteColumns: null,
    match: 'simple',
    deferrable: false,
    initiallyDeferred: false,
    validated: true,
    index: null,
    ...rest,
  };
}
