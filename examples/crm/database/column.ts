import type { Shape, TenantTable } from './layout.ts';

/** How the marker of a workspace is put into a column's value in the workspace's first row. */
type Planting = 'appended' | 'prefixed' | 'merged' | 'element' | 'bytes' | 'formatted';

export interface Column {
  sql: string;
  planting: Planting | null;
}

/** One table's rows: SQL for each column over the row's position (see `positions`). */
export interface TableRows {
  table: TenantTable;
  columns: Record<string, Column>;
  /** Rows of no workspace, as a SELECT giving the same columns in the same order. */
  shared?: string;
}

export type RowsOf = (shape: Shape) => TableRows[];

/** A value that carries no marker: a key, a number, a date, an enum, or a format with no room. */
export const plain = (sql: string): Column => ({ sql, planting: null });
export const text = (sql: string): Column => ({ sql, planting: 'appended' });
/** Text where spaces do not belong: the marker stands in front, joined by a dash. */
export const handle = (sql: string): Column => ({ sql, planting: 'prefixed' });
export const json = (sql: string): Column => ({ sql, planting: 'merged' });
export const list = (sql: string): Column => ({ sql, planting: 'element' });
export const bytes = (sql: string): Column => ({ sql, planting: 'bytes' });
/** A CHECK fixes the format; the value itself is unique for the workspace (see `plantedValue`). */
export const formatted = (sql: string): Column => ({ sql, planting: 'formatted' });

export function columnSql(table: TenantTable, name: string, column: Column): string {
  const marker = `'plant-w' || w || '-${table}-${name}-end'`;
  switch (column.planting) {
    case null:
    case 'formatted':
      return column.sql;
    case 'appended':
      return `CASE WHEN k = 0 THEN concat_ws(' ', ${column.sql}, ${marker}) ELSE ${column.sql} END`;
    case 'prefixed':
      return `CASE WHEN k = 0 THEN concat_ws('-', ${marker}, ${column.sql}) ELSE ${column.sql} END`;
    case 'merged':
      return `CASE WHEN k = 0 THEN ${column.sql} || jsonb_build_object('plant', ${marker}) ELSE ${column.sql} END`;
    case 'element':
      return `CASE WHEN k = 0 THEN ${column.sql} || ARRAY[${marker}] ELSE ${column.sql} END`;
    case 'bytes':
      return `CASE WHEN k = 0 THEN convert_to(${marker}, 'UTF8') ELSE ${column.sql} END`;
  }
}

/** SQL that takes one of a fixed set of words by a number. */
export const oneOf = (words: string[], index: string): string =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(',')}])[1 + (${index}) % ${words.length}]`;
