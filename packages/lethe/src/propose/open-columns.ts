import { edgesFrom, type Setting } from '../planner/setting.ts';
import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import { whateverWords } from '../schema/whatever-words.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
import { hasNamesake, ownNumber } from './is-told.ts';
import { areKeysOf, type LinkCandidate } from './link-candidates.ts';

/**
 * Columns that refer to something, and by neither name nor key is it told what: `object_id`, `ancestor_id`. A uuid has
 * been looked for in every table of the subject by now; a number could be anything.
 */
export function openReferences(
  setting: Setting,
  table: Table,
  { named, reach }: Around,
  evidence: Evidence,
): readonly string[] {
  const names = named.filter(({ table: from }) => from === table.name);
  const bound = new Set([
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    ...ownNumber(table, setting.schema),
  ]);
  const isNamed = (column: string, strongly: boolean): boolean =>
    names.some(
      (each) =>
        each.column === column && !(strongly && each.weak) && !reach.has(each.to) && !hasNamesake(setting, each, reach),
    );
  // `audit_sessions.user_id` beside `audit_users` and `users`: it is told by its neighbour where all of them are there.
  const ofTwo = names.filter(
    (each) =>
      each.else !== undefined &&
      (reach.has(each.to) ||
        (reach.has(each.else.to) && (joinsBy(setting.schema, each) || !areKeysOf(each, evidence)))),
  );
  const isOpen = ({ name, category }: Column): boolean => {
    const item = referringOf(name)?.item.join('_');
    if (bound.has(name)) return false;
    if (category === 'S' && rowNamedBy(setting.schema, name).some((to) => reach.has(to))) return true;
    if (item === undefined) return false;
    if (ofTwo.some(({ column }) => column === name)) return true;
    if (whateverWords.has(item)) return 'NS'.includes(category) && !isNamed(name, true);
    return category === 'N' && !isNamed(name, false);
  };
  const open = table.columns.filter((column) => valueType(column) !== 'uuid' && isOpen(column));
  return [...open.map(({ name }) => name), ...likeTheKey(setting, table)];
}

/** What has the same column itself only joins something with it. */
const joinsBy = ({ tables }: Schema, { to, column }: LinkCandidate): boolean =>
  tables[to]?.columns.some(({ name }) => name === column) ?? false;

/**
 * Columns called as the subject's key is: all parts of a longer key, or the end of a value's name. Equal values prove
 * nothing, for the parts may count something else here.
 */
function likeTheKey({ root }: Setting, { columns }: Table): readonly string[] {
  const names = columns.map(({ name }) => name);
  if (root.hasRow) return root.key.length > 1 && root.key.every((part) => names.includes(part)) ? root.key : [];
  const endings = root.edges.flatMap((edge) => edge.columns.map((name) => `_${wordsOf(name).join('_')}`));
  return names.filter((name) => endings.some((ending) => wordsOf(name).join('_').endsWith(ending)));
}

/**
 * Columns that hold what stands in the subject's rows under another name, and is no key of them: `customer_id`, and
 * `billing_id` in the subject's own row; or the same column of a table that is the subject's; or a person's address, or the
 * number of a thing.
 */
export function idsOfSubject(setting: Setting, table: Table, around: Around, evidence: Evidence): readonly string[] {
  const { reach, named } = around;
  // What is named after a table is a key of that.
  const bound = [
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    ...named.flatMap((each) => (each.table === table.name && !each.weak ? [each.column] : [])),
  ];
  const ids = table.columns
    .filter(({ name }) => !bound.includes(name))
    .filter((column) => {
      const places = isId(column) ? placesOfId(setting, column, reach) : placesOfAddress(setting, table, column);
      return places.some((place) => standsAt(table.name, column.name, place, evidence));
    })
    .map(({ name }) => name);
  return [...ids, ...numbersOfThings(setting, table, around, evidence)];
}

/**
 * Columns called as a number is by which the subject's own rows go, and that hold such: `order_number` of what happened to
 * an order. Such numbers may be those of others too, so whose a row is nobody can tell.
 */
function numbersOfThings({ schema }: Setting, table: Table, { reach }: Around, evidence: Evidence): readonly string[] {
  const holds = (column: Column, to: string): boolean => {
    const own = schema.tables[to]?.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    if (own === undefined || to === table.name || comparison(column, own) === null) return false;
    const asked = { table: table.name, column: column.name, path: null, when: null, to, toColumn: own.name };
    const answer = evidence.ask({ ask: 'overlap', ...asked });
    return answer !== null && answer.looked > 0 && answer.found * 2 >= answer.looked;
  };
  return table.columns
    .filter(({ name, category }) => 'SN'.includes(category) && isNumberOfThing(wordsOf(name)))
    .filter((column) => [...reach].some((to) => holds(column, to)))
    .map(({ name }) => name);
}

const isNumberOfThing = (words: readonly string[]): boolean =>
  words.length > 1 && numbers.has(words.at(-1) ?? '') && !words.some((word) => counting.has(word));
const numbers = new Set('no nr num number ref reference'.split(' '));
/** Of these each has some, and the same ones. */
const counting = new Set(
  'phone mobile fax line row page seq sequence version build floor room seat house street attempt retry step week'.split(
    ' ',
  ),
);

/** A key of several parts is none of them. */
const alone = (key: readonly string[]): readonly string[] => (key.length === 1 ? key : []);

type Place = readonly [table: string, column: string];

function placesOfId({ schema, root }: Setting, column: Column, reach: ReadonlySet<string>): readonly Place[] {
  const isAlike = (each: Column): boolean => isId(each) && comparison(each, column) === 'value';
  const own = schema.tables[root.name];
  const theirs = own?.columns.filter(isAlike).map(({ name }) => name) ?? [];
  // A number that is written as a text; and a uuid, which of a person's is looked for nowhere else.
  const key = alone(rowKeyIn(schema, root.name));
  const same = [...reach].filter(
    (name) =>
      name !== root.name && schema.tables[name]?.columns.some((each) => each.name === column.name && isAlike(each)),
  );
  return [
    ...[...theirs, ...key].map((name): Place => [root.name, name]),
    ...same.map((name): Place => [name, column.name]),
  ];
}

function placesOfAddress({ schema, root }: Setting, table: Table, { name }: Column): readonly Place[] {
  const own = schema.tables[root.name];
  const address = own === undefined ? null : emailOf(own);
  return address !== null && name === emailOf(table) ? [[root.name, address]] : [];
}

const isId = (column: Column): boolean =>
  referringOf(column.name) !== null &&
  (valueType(column) === 'uuid' || (column.category === 'S' && (column.maxLength ?? 1_000) >= 8));

export const emailOf = (table: Table): string | null =>
  personalColumns(table).find(({ looksLike }) => looksLike === 'e-mail address')?.column ?? null;

/** Some long ones, or all: short ones are equal by chance. */
function standsAt(table: string, column: string, [to, toColumn]: Place, evidence: Evidence): boolean {
  const asked = { table, column, path: null, when: null, to, toColumn };
  const long = evidence.ask({ ask: 'overlap', ...asked, long: true });
  const any = evidence.ask({ ask: 'overlap', ...asked });
  return (long?.found ?? 0) > 0 || (any !== null && any.looked > 1 && any.found === any.looked);
}

/**
 * Tables of which a column is named after a row by another of their columns than the key: `workspace_slug`, with a slug in
 * workspaces. Whether it is unique there is no matter.
 */
export function rowNamedBy({ tables }: Schema, column: string): readonly string[] {
  const words = wordsOf(column);
  const splits = words
    .slice(1)
    .map((_, at) => [itemOf(words.slice(0, at + 1)), words.slice(at + 1).join('_')] as const);
  return Object.values(tables)
    .filter(({ name, columns }) => {
      const item = itemOf(wordsOf(splitTableName(name).name));
      return splits.some(([row, by]) => row === item && columns.some((each) => wordsOf(each.name).join('_') === by));
    })
    .map(({ name }) => name);
}

/** Arrays that by their names hold ids: no link can follow them, and they may be the subject's all the same. */
export const idLists = ({ columns }: Table): readonly string[] =>
  columns
    .filter(({ name, category }) => category === 'A' && /^(?:ids|uuids|keys)$/.test(wordsOf(name).at(-1) ?? ''))
    .map(({ name }) => name);
