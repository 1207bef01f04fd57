import { edgesFrom, edgesTo, type Setting } from '../planner/setting.ts';
import { searchedAs } from '../planner/traces.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
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
  if (isOpen || isPointedToByNumber(setting, table, around) || !isTold(setting, table)) return null;
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

/** Each of its columns is read as a text, refers to something that is not the subject's, or only measures something. */
function isTold(setting: Setting, table: Table): boolean {
  const bound = new Set([
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    ...(table.primaryKey?.columns.length === 1 ? table.primaryKey.columns : []),
  ]);
  return table.columns.every(
    (column) => bound.has(column.name) || ('DTBGEV'.includes(column.category) ? true : tells(column)),
  );
}

function tells(column: Column): boolean {
  if (column.category === 'N') return isMeasure(wordsOf(column.name));
  if (column.category === 'A') return searchedAs(column) !== null || !/^(?:small|big)?int/.test(valueType(column));
  return valueType(column) !== 'bytea';
}

/** By its last word: the number of an order is none. */
function isMeasure(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  return (
    measures.has(last) ||
    (last === 'code' && words.some((word) => codes.has(word))) ||
    /^(?:(?:sort|display|list|menu|tab)_)?(?:order|index)$/.test(words.join('_'))
  );
}

const codes = new Set('status error exit response http country zip'.split(' '));

const measures = new Set(
  (
    'count counter total size length position rank priority attempt attempts retry retries retried tries tried max min version ' +
    'revision level status state kind type port duration ms seconds minutes hours timeout ttl width height age amount price cost ' +
    'quantity score rate ratio weight year month day hour offset limit at time timestamp expires expiry progress percent bytes rows ' +
    'hits failures failed errors successes epoch interval step usage quota latitude longitude lat lng balance flag flags mode severity ' +
    'depth ordinal sequence seq generation rating stars volume days week weeks months years minute bits mask pages words characters ' +
    'lines views clicks likes votes points credits concurrency workers threads memory cpu disk chunk window frequency period ' +
    'threshold expiration millis micros nanos sec secs'
  ).split(' '),
);
