import { valueType } from '../schema/comparison.ts';
import type { Column } from '../schema/graph.ts';

const plain: readonly string[] = ['text', 'uuid', 'smallint', 'integer', 'bigint', 'boolean', 'date'];

/**
 * The type of a column in which equal values are written alike, in every session; null: they may not be. Lengths are left
 * out, and `varchar` is `text`: what they have in common compares alike.
 */
export function oneSpelling(column: Column): string | null {
  const type = valueType(column).replace(/\(.*\)$/, '');
  if (column.looseCollation === true) return null;
  if (column.enumLabels !== null) return type;
  if (type === 'character varying') return 'text';
  return plain.includes(type) ? type : null;
}
