import { valueType } from './comparison.ts';
import type { Column } from './graph.ts';

/** Numbers, or a list of them. */
export const isNumeric = (column: Column): boolean =>
  column.category === 'N' ||
  (column.category === 'A' && /^(?:smallint|integer|bigint|numeric)/.test(valueType(column)));

/** Whole ones: nobody numbers rows by fractions. A smallint only measures or sorts. */
export const isWhole = (column: Column): boolean =>
  /^(?:integer|bigint|numeric(?:\(\d+(?:,0)?\))?)(?:\[\])?$/.test(valueType(column));
