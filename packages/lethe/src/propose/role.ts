import type { Edge } from '../planner/edges.ts';
import { theValue } from '../policy/value-columns.ts';
import { itemOf, referringOf, singular } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';
import { tenantWords } from '../schema/tenant-words.ts';

/**
 * What a link says beyond the name of what it points to: `last` of last_account_id, `owner` of owner_id. Empty where it
 * is named after its target alone, or as most declared keys to the subject are.
 */
export function roleOf(edge: Edge, learned: ReadonlySet<string>, root: string): string {
  const column = namingColumn(edge);
  if (column === null) return '';
  // A column that holds the subject's value is named by whoever asks.
  if (edge.to === theValue || edge.when !== null || edge.compare.path !== undefined) return '';
  const item = itemOf(referringOf(column)?.item ?? withoutKey(wordsOf(column), edge.toColumns[0] ?? ''));
  const target = itemOf(wordsOf(splitTableName(edge.to).name)).split('_');
  const names = target.map((_, from) => target.slice(from).join('_'));
  if (names.includes(item)) return '';
  const named = names.find((name) => item.endsWith(`_${name}`));
  if (named !== undefined) return item.slice(0, -named.length - 1);
  // `lastcompanyid`: nothing parts its words.
  const end = wordsOf(column).length > 1 ? undefined : names.find((name) => item.endsWith(name));
  if (end !== undefined) return item.slice(0, -end.length);
  const isTenant = tenantWords.has(item) && /^(?:id|uuid|uid|key)$/i.test(edge.toColumns[0] ?? '');
  const isUsual =
    edge.to === root && (learned.has(column) || isTenant || target.some((word) => word.startsWith(singular(item))));
  return isUsual && !pointing.has(item.split('_')[0] ?? '') ? '' : item;
}

/** `account` of account_slug, which holds a slug. */
function withoutKey(words: readonly string[], key: string): readonly string[] {
  const end = wordsOf(key);
  const isAfter = words.length > end.length && words.slice(-end.length).join('_') === end.join('_');
  return isAfter ? words.slice(0, -end.length) : words;
}

/**
 * The column that says what the other end is. Of a longer key, the parts that are called like the other end's own columns
 * say nothing, and the others the same: `last_order` of (last_order_region, last_order_no) to (region, no), with an id.
 */
function namingColumn({ columns, toColumns }: Edge): string | null {
  const [only] = columns;
  if (only === undefined || columns.length === 1) return only ?? null;
  const stems = columns.map((column, part) => {
    const [words, end] = [wordsOf(column).join('_'), wordsOf(toColumns[part] ?? '').join('_')];
    return words === end ? '' : words.endsWith(`_${end}`) ? words.slice(0, -end.length - 1) : null;
  });
  const [stem, ...others] = [...new Set(stems.filter((each) => each !== ''))];
  return stem === undefined || stem === null || others.length > 0 ? null : `${stem}_id`;
}

/** What is known of a link otherwise than by its name: by the place it leads from and to. */
export type Roles = ReadonlyMap<string, string>;

export const placeOf = ({ table, columns, to }: Pick<Edge, 'table' | 'columns' | 'to'>): string =>
  JSON.stringify([table, columns, to]);

/** Words that make a link one to look at, whatever it is called after them. */
const pointing = new Set(
  (
    'last current default active favourite favorite primary latest first previous next parent original source target merged duplicate related ' +
    'referrer referred referring invited created updated deleted approved assigned selected preferred home main replaced partner'
  ).split(' '),
);

export const isPointing = ([first = '']: readonly string[]): boolean => pointing.has(first);

export const isOwner = (role: string): boolean => /(?:^|_)owner$/.test(role);
