import { edgesFrom, type Setting } from '../planner/setting.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, singular } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { isWhole } from '../schema/numeric.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import { tenantWords } from '../schema/tenant-words.ts';
import { whateverWords } from '../schema/whatever-words.ts';
import type { Around } from './around.ts';
import type { LinkCandidate } from './link-candidates.ts';

/** Each of its columns is read as a text, refers to something that is not the subject's, or only measures something. */
export const isTold = (setting: Setting, table: Table, around: Around): boolean =>
  mayBeKeys(setting, table, around).length === 0 && !isDark(table);

export const isDark = ({ columns }: Table): boolean => columns.some(isUnreadable);

/** Bytes may say anything, and not as a text. What is made of other columns says what these say. */
const isUnreadable = (column: Column): boolean =>
  /^bytea/.test(valueType(column)) &&
  column.generated === 'no' &&
  !/^(?:hash|digest|checksum|salt|nonce|iv|hmac|signature|fingerprint)$/.test(wordsOf(column.name).at(-1) ?? '');

/** Numbers, or lists of them, that refer to nothing known, and measure nothing by their names: they may be anybody's. */
export const mayBeKeys = (setting: Setting, table: Table, around: Named): readonly string[] =>
  openNumbers(setting, table, around).filter((name) => {
    const words = wordsOf(name);
    const isValue =
      words.join('_') === 'value' && table.columns.some((column) => fields.has(column.name.toLowerCase()));
    const isList = table.columns.some((column) => column.name === name && column.category === 'A');
    return isValue || (!isMeasure(words) && (isList || !isCountOf(setting, words)));
  });

/** Beside a column called so, a `value` is one of whatever that says. */
const fields = new Set(['field', 'attribute', 'property']);

/** `comments`, `local_comments`: how many of them there are. */
function isCountOf({ schema }: Setting, words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  const item = singular(last);
  if (item === last) return false;
  return Object.keys(schema.tables).some((table) => itemOf(wordsOf(splitTableName(table).name)) === item);
}

/** Of what hangs from something else: only what is called like a thing or a tenant may be the subject's all the same. */
export const hasOpenPointer = (setting: Setting, table: Table, around: Around): boolean =>
  openNumbers(setting, table, around).some((name) => things.has(wordsOf(name).join('_')));

const things = new Set([...whateverWords, ...tenantWords, 'acct']);

type Named = Pick<Around, 'named' | 'reach'>;

function openNumbers(setting: Setting, table: Table, { named, reach }: Named): readonly string[] {
  const key = ownNumber(table, setting.schema);
  const bound = new Set([
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    // By its name, of something that is not the subject's. A link to the subject's may have been refused by old rows.
    ...named.flatMap((each) =>
      each.table === table.name && !each.weak && !reach.has(each.to) && !hasNamesake(setting, each, reach)
        ? [each.column]
        : [],
    ),
    ...key,
  ]);
  return table.columns.flatMap((column) =>
    isWhole(column) && column.generated === 'no' && !bound.has(column.name) ? [column.name] : [],
  );
}

/** `crm_contacts` beside `contacts`, which are somebody else's: whose a `contact_id` is, its name does not say. */
export function hasNamesake(setting: Setting, { to }: LinkCandidate, reach: ReadonlySet<string>): boolean {
  const called = (table: string): string => itemOf(wordsOf(splitTableName(table).name));
  return [...reach].some(
    (table) =>
      // What a value leads to is no table.
      Object.hasOwn(setting.schema.tables, table) &&
      called(table).endsWith(`_${called(to)}`) &&
      edgesFrom(setting, table).every((edge) => edge.to !== to),
  );
}

/** The number of the row itself: where it is partitioned, a moment stands beside it. `acct` as a key is an account's. */
export function ownNumber(table: Table, { tables }: Schema): readonly string[] {
  const item = itemOf(wordsOf(splitTableName(table.name).name));
  // `event_id` of audit_events, where there are no events, but not `account_id` of billing_accounts.
  const [end = ''] = item.split('_').slice(-1);
  const isOther =
    tenantWords.has(end) || Object.keys(tables).some((name) => itemOf(wordsOf(splitTableName(name).name)) === end);
  const ends = isOther ? [item] : [item, end];
  const own = new Set(['id', 'no', 'number', 'key', 'uid', 'pk', ...ends.flatMap((end) => [`${end}_id`, `${end}_no`])]);
  const isOwn = ({ name, hasDefault }: Column): boolean => hasDefault || own.has(wordsOf(name).join('_'));
  const key = rowKeyColumns(table);
  return table.columns.filter((column) => key.includes(column.name) && isOwn(column)).map(({ name }) => name);
}

/** By its last word: the number of an order is none. */
function isMeasure(words: readonly string[]): boolean {
  const [last = '', ...before] = words.toReversed();
  return (
    measures.has(last) ||
    (before.length === 0 && /^(?!ac)\w{2,}(?:count|counter|version|status|level|total|rank)$/.test(last)) ||
    measures.has(singular(last)) ||
    (last === 'code' && words.some((word) => codes.has(word))) ||
    /^(?:(?:sort|display|list|menu|tab)_)?order$|(?:^|_)index$/.test(words.join('_'))
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
    'lines views clicks likes votes points credits concurrency workers threads memory cpu cpus disk chunk window frequency period ' +
    'threshold expiration millis micros nanos sec secs in sent received tokens burst capacity remaining used available left value purpose reason seats sort'
  ).split(' '),
);
