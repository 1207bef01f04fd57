import type { Reference, Schema } from './graph.ts';

/** References by which rows of other tables (or its own) hang from this table. */
export function referencesTo(schema: Schema, table: string): readonly Reference[] {
  return allReferences(schema).filter((reference) => reference.to === table);
}

/** References by which rows of this table hang from others (or its own). */
export function referencesFrom(schema: Schema, table: string): readonly Reference[] {
  return schema.tables[table]?.references ?? [];
}

/** Every reference of the schema, in the order of its tables. */
export function allReferences(schema: Schema): readonly Reference[] {
  return Object.values(schema.tables).flatMap((table) => table.references);
}
