import type { Edge } from '../planner/edges.ts';
import { theValue } from '../policy/value-columns.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';
import { itemOf, referringOf, singular } from './words.ts';

/**
 * What a link says beyond the name of what it points to: `last` of last_account_id, `owner` of owner_id. Empty where it
 * is named after its target alone, or as most declared keys to the subject are.
 */
export function roleOf(edge: Edge, learned: ReadonlySet<string>, root: string): string {
  const [column] = edge.columns.slice(-1);
  if (column === undefined || edge.columns.length > 1) return '';
  // A column that holds the subject's value is named by whoever asks.
  if (edge.to === theValue || edge.when !== null || edge.compare.path !== undefined) return '';
  const item = (referringOf(column)?.item ?? wordsOf(column)).join('_');
  const target = itemOf(wordsOf(splitTableName(edge.to).name)).split('_');
  const names = target.map((_, from) => target.slice(from).join('_'));
  if (names.includes(item)) return '';
  const named = names.find((name) => item.endsWith(`_${name}`));
  if (named !== undefined) return item.slice(0, -named.length - 1);
  const isUsual = edge.to === root && (learned.has(column) || target.some((word) => word.startsWith(singular(item))));
  return isUsual && !pointing.has(item.split('_')[0] ?? '') ? '' : item;
}

/** What is known of a link otherwise than by its name: by the place it leads from and to. */
export type Roles = ReadonlyMap<string, string>;

export const placeOf = ({ table, columns, to }: Pick<Edge, 'table' | 'columns' | 'to'>): string =>
  JSON.stringify([table, columns, to]);

/** Words that make a link one to look at, whatever it is called after them. */
const pointing = new Set(
  (
    'last current default active primary latest first previous next parent original source target merged duplicate related ' +
    'referrer referred referring invited created updated deleted approved assigned selected preferred home main replaced partner'
  ).split(' '),
);
