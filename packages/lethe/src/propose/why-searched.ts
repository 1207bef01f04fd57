import { edgesFrom, edgesTo, type Setting } from '../planner/setting.ts';
import { valueAs } from '../planner/traces.ts';
import { unlessFound } from '../policy/ignore.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import type { Table } from '../schema/graph.ts';
import { isNumeric } from '../schema/numeric.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
import { isDark, mayBeKeys } from './is-told.ts';
import { oneOf } from './kind-words.ts';
import { idLists, idsOfSubject, openReferences } from './open-columns.ts';
import { keepsCopies } from './payloads.ts';

/**
 * Why a table that may say anything can be left alone as long as a plan does not find the subject in it. Null: what
 * would tell of the subject there could not be told by its values.
 */
export function whySearched(setting: Setting, table: Table, around: Around, evidence: Evidence): IgnoreRule | null {
  const may = columnsOfKeys(setting, table, around, evidence);
  const isOpen =
    (may.size > 0 && areCalledByParts(setting, around)) || idsOfSubject(setting, table, around, evidence).length > 0;
  if (isOpen || isPointedToByNumber(setting, table, around) || isDark(table)) return null;
  // What is put together from texts of other rows is none of their values.
  if (keepsCopies(table)) return null;
  const numbers = numbersToLookIn(setting, table, around, evidence);
  const because = `nothing leads from it to ${oneOf(setting.policy.kind)}, and what its rows say can be looked through`;
  return unlessFound(because, { numbers });
}

/** Columns of numbers that may be keys of whatever table. */
export function numbersToLookIn(setting: Setting, table: Table, around: Around, evidence: Evidence): readonly string[] {
  const may = columnsOfKeys(setting, table, around, evidence);
  return table.columns.filter((column) => may.has(column.name) && isNumeric(column)).map(({ name }) => name);
}

/** Columns that may hold keys of whatever table. */
const columnsOfKeys = (setting: Setting, table: Table, around: Around, evidence: Evidence): ReadonlySet<string> =>
  new Set([
    ...openReferences(setting, table, around, evidence),
    ...idLists(table),
    ...mayBeKeys(setting, table, around),
  ]);

/** Some of the subject's rows have a key of several parts, and no part is looked for: it is the number of many. */
const areCalledByParts = (setting: Setting, { reach }: Around): boolean =>
  setting.root.key.length > 1 ||
  [...reach].some((name) => {
    const key = rowKeyIn(setting.schema, name);
    const bound = edgesFrom(setting, name).flatMap(({ columns }) => columns);
    const parts = (setting.schema.tables[name]?.columns ?? []).filter((column) => key.includes(column.name));
    return parts.length > 1 && !parts.some((part) => bound.includes(part.name) || valueAs(part, new Set()) !== null);
  });

/** Which rows those are that the subject's point to is told by no text. */
const isPointedToByNumber = (setting: Setting, { name }: Table, { reach, named, several }: Around): boolean =>
  !several.has(name) &&
  [...edgesTo(setting, name), ...named.filter(({ to }) => to === name).map(byOneColumn)].some(
    ({ table, columns }) =>
      reach.has(table) &&
      (setting.schema.tables[table]?.columns ?? []).some(
        (column) => columns.includes(column.name) && column.category === 'N',
      ),
  );

const byOneColumn = ({ table, column }: { readonly table: string; readonly column: string }) => ({
  table,
  columns: [column],
});
