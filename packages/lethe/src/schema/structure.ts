import type { Check, Column, Key, Reference, Schema, Table, Trigger } from './graph.ts';
import { byCodeUnit } from './order.ts';

/**
 * The part of a schema that decides what a deletion does. Counted: tables and their kind, columns, keys, checks,
 * references, triggers, rewrite rules, row security, inheritance, owning extension, materialised views and what they
 * read. Not counted, because a plan stays right when they change: estimates, the role's privileges, indexes that are not
 * unique (creating a missing one must not make a plan stale), the names of partitions (tomorrow's partition is reached
 * through its root), plain views (they hold no rows), and the order of columns.
 */
export interface Structure {
  readonly tables: Readonly<Record<string, TableStructure>>;
  /** Materialised views by name, with the tables they read. */
  readonly materialisedViews: Readonly<Record<string, { readonly tables: readonly string[] }>>;
}

export interface TableStructure {
  readonly properties: Pick<Table, 'kind' | 'rowSecurity' | 'extension' | 'rules' | 'inheritedBy'>;
  readonly columns: Readonly<Record<string, ColumnStructure>>;
  readonly keys: Readonly<Record<string, KeyStructure>>;
  readonly checks: Readonly<Record<string, Omit<Check, 'name'>>>;
  readonly references: Readonly<Record<string, ReferenceStructure>>;
  readonly triggers: Readonly<Record<string, Omit<Trigger, 'name'>>>;
}

export type ColumnStructure = Omit<Column, 'name' | 'baseType'> & { readonly baseType: string };

export type KeyStructure = Omit<Key, 'name' | 'nullsNotDistinct'> & {
  readonly kind: 'primary' | 'unique';
  readonly nullsNotDistinct: boolean;
};

export type ReferenceStructure = Omit<Reference, 'name' | 'table' | 'index' | 'onlyPartition' | 'toPartition'> & {
  readonly onlyPartition: string | null;
  readonly toPartition: string | null;
};

export function structureOf(schema: Schema): Structure {
  const materialised = schema.views.filter((view) => view.materialised);
  return {
    tables: Object.fromEntries(Object.values(schema.tables).map((table) => [table.name, tableStructure(table)])),
    materialisedViews: byName(
      materialised,
      ({ name }) => name,
      ({ tables }) => ({ tables: sorted(tables) }),
    ),
  };
}

function tableStructure(table: Table): TableStructure {
  const { kind, rowSecurity, extension, rules, inheritedBy } = table;
  return {
    properties: { kind, rowSecurity, extension, rules: sorted(rules), inheritedBy: sorted(inheritedBy) },
    columns: byName(table.columns, nameOf, ({ name: _, baseType, looseCollation, ...rest }) => ({
      ...rest,
      baseType: baseType ?? rest.type,
      // Absent where it is not: such columns are rare, and the fingerprints of all others stay what they were.
      ...(looseCollation === true ? { looseCollation } : {}),
    })),
    keys: {
      ...byName(table.uniques, nameOf, (key) => keyStructure(key, 'unique')),
      ...byName(table.primaryKey === null ? [] : [table.primaryKey], nameOf, (key) => keyStructure(key, 'primary')),
    },
    checks: byName(table.checks, nameOf, ({ columns, expression }) => ({ columns: sorted(columns), expression })),
    references: byName(table.references, referenceName, referenceStructure),
    // Partitions may each have a trigger of the same name.
    triggers: byName(
      table.triggers,
      (trigger) => `${trigger.table}.${trigger.name}`,
      ({ name: _, ...rest }) => rest,
    ),
  };
}

function keyStructure(key: Key, kind: KeyStructure['kind']): KeyStructure {
  const { columns, partial, nullsNotDistinct = false, deferrable } = key;
  // Absent where it is not: such keys are rare, and the fingerprints of all others stay what they were.
  return { kind, columns, partial, nullsNotDistinct, ...(deferrable === true ? { deferrable } : {}) };
}

function referenceStructure(reference: Reference): ReferenceStructure {
  const { name: _name, table: _table, index: _index, onlyPartition = null, toPartition = null, ...rest } = reference;
  return { ...rest, onlyPartition, toPartition };
}

// A partition's own constraint may have the name that another partition or the root uses.
function referenceName({ name, onlyPartition }: Reference): string {
  return onlyPartition === undefined ? name : `${onlyPartition}.${name}`;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function byName<T, S>(items: readonly T[], name: (item: T) => string, structure: (item: T) => S): Record<string, S> {
  return Object.fromEntries(items.map((item) => [name(item), structure(item)]));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort(byCodeUnit);
}
