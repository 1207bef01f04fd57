import { canonicalJson } from '../canonical-json.ts';
import type { Schema } from './graph.ts';
import { byCodeUnit } from './order.ts';
import { type Structure, structureOf, type TableStructure } from './structure.ts';

type Item<K extends Exclude<keyof TableStructure, 'properties'>> = TableStructure[K][string];

/** How each kind of thing is called, and each of its fields. A field without a word does not compile. */
interface Words<T> {
  readonly noun: (item: T) => string;
  readonly fields: Readonly<Record<keyof T, string>>;
}

const tableWords: Words<TableStructure['properties']> = {
  noun: () => 'table',
  fields: {
    kind: 'kind',
    rowSecurity: 'row security',
    extension: 'extension',
    rules: 'rewrite rules',
    inheritedBy: 'heirs',
  },
};
const columnWords: Words<Item<'columns'>> = {
  noun: () => 'column',
  fields: {
    type: 'type',
    baseType: 'base type',
    category: 'type category',
    nullable: 'nullability',
    hasDefault: 'default',
    generated: 'generation',
    maxLength: 'length limit',
    enumLabels: 'enum labels',
    looseCollation: 'collation without one spelling',
  },
};
const keyWords: Words<Item<'keys'>> = {
  noun: ({ kind }) => `${kind} key`,
  fields: {
    kind: 'kind',
    columns: 'columns',
    partial: 'partiality',
    nullsNotDistinct: 'NULLS NOT DISTINCT',
    deferrable: 'deferrability',
  },
};
const checkWords: Words<Item<'checks'>> = {
  noun: () => 'check',
  fields: { columns: 'columns', expression: 'expression' },
};
const referenceWords: Words<Item<'references'>> = {
  noun: () => 'foreign key',
  fields: {
    columns: 'columns',
    to: 'target',
    toColumns: 'target columns',
    onDelete: 'ON DELETE',
    onDeleteColumns: 'ON DELETE columns',
    match: 'MATCH',
    deferrable: 'deferrability',
    initiallyDeferred: 'initial deferral',
    validated: 'validity',
    onlyPartition: 'partition',
    toPartition: 'target partition',
  },
};
const triggerWords: Words<Item<'triggers'>> = {
  noun: () => 'trigger',
  fields: { table: 'table', timing: 'timing', level: 'level', events: 'events', function: 'function' },
};
const viewWords: Words<Structure['materialisedViews'][string]> = {
  noun: () => 'materialised view',
  fields: { tables: 'tables' },
};

/** What changed in structure, one sentence each. Empty exactly when the fingerprints are equal. */
export function diffSchemas(old: Schema, current: Schema): string[] {
  const [before, after] = [structureOf(old), structureOf(current)];
  const tables = namesOfBoth(before.tables, after.tables).flatMap((name) => {
    const [was, is] = [own(before.tables, name), own(after.tables, name)];
    if (was === undefined) return [`table ${name} is new`];
    return is === undefined ? [`table ${name} is gone`] : tableChanges(name, was, is);
  });
  return [...tables, ...changes(before.materialisedViews, after.materialisedViews, viewWords, (name) => name)];
}

function tableChanges(table: string, was: TableStructure, is: TableStructure): string[] {
  const onTable = (name: string): string => `${name} on ${table}`;
  return [
    ...fieldChanges(was.properties, is.properties, tableWords, table),
    ...changes(was.columns, is.columns, columnWords, (column) => `${table}.${column}`),
    ...changes(was.keys, is.keys, keyWords, onTable),
    ...changes(was.checks, is.checks, checkWords, onTable),
    ...changes(was.references, is.references, referenceWords, onTable),
    ...changes(was.triggers, is.triggers, triggerWords, (trigger) => trigger),
  ];
}

function changes<T extends object>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  words: Words<T>,
  call: (name: string) => string,
): string[] {
  return namesOfBoth(before, after).flatMap((name) => {
    const [was, is] = [own(before, name), own(after, name)];
    if (was !== undefined && is !== undefined) return fieldChanges(was, is, words, call(name));
    return [was, is]
      .flatMap((item) => item ?? [])
      .map((item) => `${words.noun(item)} ${call(name)} is ${was === undefined ? 'new' : 'gone'}`);
  });
}

function fieldChanges<T extends object>(was: T, is: T, words: Words<T>, name: string): string[] {
  return fieldsOf(words).flatMap((field) => {
    if (canonicalJson(was[field] ?? null) === canonicalJson(is[field] ?? null)) return [];
    return [
      `${words.noun(is)} ${name} changed its ${words.fields[field]} from ${shown(was[field] ?? null)} to ${shown(is[field] ?? null)}`,
    ];
  });
}

function fieldsOf<T>(words: Words<T>): (keyof T)[] {
  return Object.keys(words.fields) as (keyof T)[];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `(${value.join(', ')})`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? 'none' : String(value);
}

// A column may be called `constructor`, which every object has.
function own<T>(items: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(items, name) ? items[name] : undefined;
}

function namesOfBoth(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodeUnit);
}
