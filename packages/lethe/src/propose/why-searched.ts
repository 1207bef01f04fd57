import { edgesTo, type Setting } from '../planner/setting.ts';
import { searchedAs } from '../planner/traces.ts';
import type { Table } from '../schema/graph.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
import { isTold } from './is-told.ts';
import { oneOf } from './kind-words.ts';
import { idLists, idsOfSubject, openReferences } from './open-columns.ts';
import { keepsCopies } from './payloads.ts';

/**
 * Why a table that may say anything can be left alone as long as a plan does not find the subject in it. Null: what
 * would tell of the subject there could not be told by its values.
 */
export function whySearched(setting: Setting, table: Table, around: Around, evidence: Evidence): string | null {
  // A text that is somebody's id is found by its value; a number may be anything's.
  const open = [...openReferences(setting, table, around, evidence), ...idLists(table)];
  const isOpen =
    open.some((name) => !isRead(table, name) || setting.root.key.length > 1) ||
    idsOfSubject(setting, table, around, evidence).length > 0;
  if (isOpen || isPointedToByNumber(setting, table, around) || !isTold(setting, table, around)) return null;
  // What is put together from texts of other rows is none of their values.
  if (keepsCopies(table)) return null;
  return `nothing leads from it to ${oneOf(setting.policy.kind)}, and what its rows say can be looked through`;
}

const isRead = ({ columns }: Table, name: string): boolean =>
  columns.some((column) => column.name === name && searchedAs(column) !== null);

/** Which rows those are that the subject's point to is told by no text. */
const isPointedToByNumber = (setting: Setting, { name }: Table, { reach, named }: Around): boolean =>
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
