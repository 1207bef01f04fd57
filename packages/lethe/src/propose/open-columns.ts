import { edgesFrom, type Setting } from '../planner/setting.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
import { referringOf } from './words.ts';

/**
 * Columns that refer to something, and by neither name nor key is it told what: `object_id`, `ancestor_id`. A uuid has
 * been looked for in every table of the subject by now; a number could be anything.
 */
export function openReferences(setting: Setting, table: Table, { named, reach }: Around): readonly string[] {
  const names = named.filter(({ table: from }) => from === table.name);
  const bound = new Set([
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    ...(table.primaryKey?.columns.length === 1 ? table.primaryKey.columns : []),
  ]);
  const isNamed = (column: string, strongly: boolean): boolean =>
    names.some((each) => each.column === column && !(strongly && each.weak));
  const ofTwo = names.filter(({ to, else: other }) => other !== undefined && (reach.has(to) || reach.has(other.to)));
  const isOpen = ({ name, category }: Column): boolean => {
    const item = referringOf(name)?.item.join('_');
    if (item === undefined || bound.has(name)) return false;
    if (ofTwo.some(({ column }) => column === name)) return true;
    if (whatever.has(item)) return 'NS'.includes(category) && !isNamed(name, true);
    return category === 'N' && !isNamed(name, false);
  };
  const open = table.columns.filter((column) => valueType(column) !== 'uuid' && isOpen(column));
  return [...open.map(({ name }) => name), ...likeTheKey(setting, table)];
}

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
 * Columns that hold what stands in the subject's own row under another name, and is no key of it: `customer_id`, and
 * `billing_id` there.
 */
export function idsOfSubject(setting: Setting, table: Table, evidence: Evidence): readonly string[] {
  const root = setting.schema.tables[setting.root.name];
  const isId = ({ name, category, maxLength }: Column): boolean =>
    category === 'S' && (maxLength ?? 1_000) >= 8 && referringOf(name) !== null;
  const bound = edgesFrom(setting, table.name).flatMap(({ columns }) => columns);
  const ids = table.columns.filter((column) => isId(column) && !bound.includes(column.name));
  // Short ones are equal by chance, if not all of them.
  const equals = (column: string, toColumn: string): boolean => {
    const asked = { table: table.name, column, path: null, when: null, to: setting.root.name, toColumn };
    const long = evidence.ask({ ask: 'overlap', ...asked, long: true });
    const any = evidence.ask({ ask: 'overlap', ...asked });
    return (long?.found ?? 0) > 0 || (any !== null && any.looked > 1 && any.found === any.looked);
  };
  const theirs = root?.columns.filter(isId) ?? [];
  return ids.map(({ name }) => name).filter((name) => theirs.some((column) => equals(name, column.name)));
}

const whatever = new Set('object entity record resource item model target subject holder related source'.split(' '));

/** Arrays that by their names hold ids: no link can follow them, and they may be the subject's all the same. */
export const idLists = ({ columns }: Table): readonly string[] =>
  columns
    .filter(({ name, category }) => category === 'A' && /^(?:ids|uuids|keys)$/.test(wordsOf(name).at(-1) ?? ''))
    .map(({ name }) => name);
