import type { StoreConfig } from '../policy/policy.ts';
import { addressWords } from '../schema/address-words.ts';
import { isJson, valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { itemOf, plural, singular } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { byCodeUnit } from '../schema/order.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import { tenantWords } from '../schema/tenant-words.ts';
import { whateverWords } from '../schema/whatever-words.ts';
import { all, not } from './combine.ts';
import type { Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import { hangsFromAnother, type Ownerships } from './ownership.ts';
import type { KeyMentioned, Outline, Step, Trace, TracePlace, Traces, TraceValues } from './plan.ts';
import type { Predicate } from './predicate.ts';
import { edgesFrom, isByValue, type Setting } from './setting.ts';

/** The setting, and of each table of which rows go whose they are. */
interface Owned {
  readonly setting: Setting;
  readonly ownerships: Ownerships;
}

/**
 * Tables that nothing leads from, and that are left alone unless the subject is found in them: what to look for, and
 * where. Null: there are none.
 */
export function tracesOf(owned: Owned, steps: readonly Step[], { mayStay }: StoreConfig): Traces | null {
  const { setting } = owned;
  const staying = new Set(Object.keys(mayStay));
  const places = [...setting.searched.keys()]
    .sort(byCodeUnit)
    .flatMap((table) => placeOf(owned, table, { steps, staying }));
  const mentioning = new Set(
    [...owned.ownerships.values()].flatMap(({ table, mentions }) => (mentions ? [table] : [])),
  );
  if (places.length === 0 && mentioning.size === 0) return null;
  const values = steps.flatMap((step) => valuesOf(setting, step, mentioning.has(step.table)));
  return {
    ...{ places, values, called: ownNames(setting), names: namesOf(setting), keys: keysThatStay(setting, steps) },
    ...(mentioning.size === 0
      ? {}
      : { mentions: { keys: keysMentioned(setting, steps, mentioning), subject: subjectNames(setting) } }),
  };
}

/** Rows of some tables go where they mention rows that go. */
export const looksForMentions = ({ traces }: Pick<Outline, 'traces'>): boolean => traces?.mentions !== undefined;

/** Of rows of which some go; and numbers of others that are called the same. Which rows mention others is not known yet. */
function keysMentioned(
  setting: Setting,
  steps: readonly Step[],
  mentioning: ReadonlySet<string>,
): readonly KeyMentioned[] {
  const goes = new Map(steps.flatMap(({ no, kind, table }) => (kind === 'detach' ? [] : [[table, no] as const])));
  const names = new Set([...goes.keys()].flatMap((table) => calledBy(setting, table)));
  return Object.values(setting.schema.tables).flatMap((table) => {
    if (mentioning.has(table.name)) return [];
    const step = goes.get(table.name) ?? null;
    const called = calledBy(setting, table.name);
    const given = new Set([...singles(table), ...givenElsewhere(table)]);
    return [...given].sort(byCodeUnit).flatMap((name) => {
      const column = table.columns.find((each) => each.name === name);
      const is = column === undefined ? null : mentionedAs(setting, table, column);
      const matters = step !== null || (is === 'number' && called.some((each) => names.has(each)));
      return is === null || !matters ? [] : [{ table: table.name, column: name, is, called, step }];
    });
  });
}

const subjectNames = ({ policy, root }: Setting): readonly string[] => {
  const kind = wordsOf(policy.kind).join('');
  return [...new Set([kind, plural(kind), ...(root.hasRow ? calledIn(root.name) : [])])];
};

/** A key that is given to a row; of names that people give only those of the subject. Null: it is none. */
function mentionedAs({ root }: Setting, { name, primaryKey }: Table, column: Column): KeyMentioned['is'] | null {
  if (valueType(column) === 'uuid') return 'uuid';
  if (primaryKey?.columns.includes(column.name) === true)
    return column.category === 'N' ? 'number' : valueAs(column, new Set());
  if (column.category !== 'S') return null;
  // `stripe_customer_id`
  const last = wordsOf(column.name).at(-1) ?? '';
  if (/^(?:id|uid|ref|reference)$/.test(last)) return 'text';
  return name === root.name ? 'handle' : null;
}

const calledBy = (setting: Setting, table: string): readonly string[] => [
  ...calledIn(table),
  ...(table === setting.root.name ? ownNames(setting) : []),
];

/** As it is compared: in small letters, without what parts its words. */
const calledIn = (table: string): readonly string[] => {
  const words = wordsOf(splitTableName(table).name);
  // Many tables bear the name of what they are a part of, and nobody says it: crm_contacts.
  const items = [itemOf(words), itemOf(words.slice(-1))];
  const names = [...items, ...items.map(plural), words.join('_'), ...words.slice(-1)];
  return [...new Set(names.map((name) => name.replaceAll('_', '')))];
};

const namesOf = (setting: Setting): readonly string[] =>
  [...new Set([...Object.keys(setting.schema.tables).flatMap(calledIn), ...ownNames(setting)])].sort(byCodeUnit);

/** The subject may be called as tenants are, whatever its table is called. */
const ownNames = ({ policy }: Setting): readonly string[] => [
  wordsOf(policy.kind).join(''),
  ...(policy.ownership === 'tenant' ? tenantWords : []),
];

/** Of a table that is itself looked through nobody knows yet whose its rows are. */
function keysThatStay({ schema, searched }: Setting, steps: readonly Step[]): Traces['keys'] {
  const gone = new Set([...steps.flatMap(({ kind, table }) => (kind === 'detach' ? [] : [table])), ...searched.keys()]);
  return Object.values(schema.tables).flatMap((table) => {
    const [key] = table.columns.filter(({ name }) => table.primaryKey?.columns.join() === name);
    const stays = key !== undefined && valueAs(key, new Set()) === 'text' && !gone.has(table.name);
    return stays ? [{ table: table.name, column: key.name, uuid: valueType(key) === 'uuid' }] : [];
  });
}

/** A person has looked at what may stay. */
function placeOf(
  owned: Owned,
  name: string,
  { steps, staying }: { readonly steps: readonly Step[]; readonly staying: ReadonlySet<string> },
): readonly TracePlace[] {
  const rows = rowsLeft(owned, name, steps);
  const columns = searchedColumns(owned.setting, name)
    .filter((column) => !staying.has(`${name}.${column.name}`))
    .map((column) => ({ ...column, refers: isReferring(owned.setting, column.name) }));
  if (columns.length === 0) return [];
  const { mentions } = owned.ownerships.get(name) ?? { mentions: false };
  const longKeys = owned.setting.mentioning.get(name) === 'long keys' ? { longKeys: true as const } : {};
  const links = mentions ? { links: rowKeyIn(owned.setting.schema, name), ...longKeys } : {};
  return [{ table: name, ...links, columns, ...(rows === null ? {} : { rows }) }];
}

/** Of a table of which some rows go: what neither goes nor hangs from another subject's rows by a key. Null: none go. */
function rowsLeft({ setting, ownerships }: Owned, name: string, steps: readonly Step[]): Predicate | null {
  const gone = steps.flatMap(({ kind, table, predicate }) => (kind === 'delete' && table === name ? [predicate] : []));
  if (gone.length === 0) return null;
  const theirs = edgesFrom(setting, name).flatMap((edge) => {
    const parent = ownerships.get(edge.to);
    const says = parent !== undefined && edge.to !== name && isByKey(setting, edge);
    return says ? [hangsFromAnother(setting, edge, parent)] : [];
  });
  return all([...gone, ...theirs].map(not));
}

/** It says whose a row is: to whom a mail went is not from whom it came, and what stands for a value may be another. */
function isByKey(setting: Setting, edge: Edge): boolean {
  if (isByValue(edge, setting)) return edge.columns[0] === valueColumn(setting);
  if (edge.onDelete !== null || edge.when !== null) return true;
  const isToKey = rowKeyIn(setting.schema, edge.to).join() === edge.toColumns.join();
  return isToKey && (edge.compare.path === undefined || edge.to === setting.root.name);
}

const valueColumn = ({ policy }: Setting): string | null => (policy.table === null ? policy.value.column : null);

/** Columns of a table in which the subject may be found. What refers to something is of that, if it refers to nothing else. */
export function searchedColumns(setting: Setting, table: string) {
  const isPart = setting.policy.rules[table]?.rule === 'delete';
  const binds = ({ some, several, compare, onDelete, when }: Edge): boolean =>
    !some && !several && !compare.path && !(isPart && onDelete === null && when === null);
  const edges = edgesFrom(setting, table).filter(binds);
  const bound = new Set(edges.flatMap(({ columns }) => columns));
  const numbers = setting.searched.get(table) ?? [];
  return (setting.schema.tables[table]?.columns ?? []).flatMap((column) => {
    const is = numbers.includes(column.name) ? numberAs(column) : searchedAs(column);
    return is === null || bound.has(column.name) ? [] : [{ name: column.name, is }];
  });
}

const numberAs = ({ category }: Column): 'number' | 'numbers' => (category === 'A' ? 'numbers' : 'number');

/** It holds keys by its name: `contact_ref`, `contact`, `target`. */
function isReferring({ schema }: Setting, column: string): boolean {
  const words = wordsOf(column);
  const item = itemOf(words);
  const isWhatever = words.some((word) => whateverWords.has(word));
  if (refers.test(words.at(-1) ?? '') || isWhatever || tenantWords.has(item)) return true;
  return Object.keys(schema.tables).some((table) => itemOf(wordsOf(splitTableName(table).name)) === item);
}

const refers = /^(?:id|ids|key|keys|ref|refs|fk|uid|by|identifier|subject|owner)$/;

const noText = /^(?:smallint|integer|bigint|numeric|real|double|money|boolean|bit|date|time|interval|bytea)/;

/** Null: it cannot hold a text. */
function searchedAs(column: Column): 'text' | 'array' | 'bytes' | null {
  const type = valueType(column);
  if (type === 'bytea') return 'bytes';
  if (column.category === 'A') return noText.test(type) ? null : 'array';
  return 'NDTBGVE'.includes(column.category) ? null : 'text';
}

const shortest = 8;
const shortestAddress = 3;
const shortestPhone = 7;

const isPhone = (table: Table, column: Column): boolean =>
  wordsOf(column.name).some((word) => phones.has(word)) ||
  personalColumns({ ...table, columns: [column] }).some(({ looksLike }) => looksLike === 'phone number');
const phones = new Set('msisdn whatsapp sms callee caller'.split(' '));

/** A column that refers to something is left out: the value is that row's, and looked for there if the row goes. */
function valuesOf(setting: Setting, step: Step, isMentioning: boolean): readonly TraceValues[] {
  const table = setting.schema.tables[step.table];
  if (table === undefined || step.kind === 'detach') return [];
  const changed = step.kind === 'anonymise' ? new Set(Object.keys(step.columns)) : null;
  const referring = new Set(edgesFrom(setting, table.name).flatMap(({ columns }) => columns));
  const place = { table, alone: singles(table), isMentioning, isOfTenant: setting.policy.ownership === 'tenant' };
  const columns = table.columns
    .filter(({ name }) => changed?.has(name) !== false && !referring.has(name))
    .flatMap((column) => {
      const within = valuesWithin(column);
      return within === null ? valuesIn(column, place) : [within];
    });
  const called = calledBy(setting, table.name);
  return columns.length === 0 ? [] : [{ step: step.no, called, columns }];
}

interface ValuePlace {
  readonly table: Table;
  /** Columns that are a key by themselves. */
  readonly alone: ReadonlySet<string>;
  /** Its rows go by what they mention. */
  readonly isMentioning: boolean;
  readonly isOfTenant: boolean;
}

type ColumnValues = TraceValues['columns'][number];

function valuesIn(column: Column, place: ValuePlace): readonly ColumnValues[] {
  const { table, alone, isMentioning } = place;
  const { name, category } = column;
  const is = valueAs(column, alone);
  if (is === null || tellsNothing(column, place)) return [];
  const isUnique = alone.has(name);
  const isAddress = wordsOf(name).some((word) => addressWords.has(word));
  const isKey = isUnique || table.primaryKey?.columns.includes(name) === true;
  // `recipient_id` is somebody else's, though no link says so.
  const isCalledSo = is === 'number' && !/^(?:id|ref|reference|code)$/.test(wordsOf(name).at(-1) ?? '');
  const value: ColumnValues = {
    name,
    is,
    least: is === 'number' || isUnique ? 1 : isAddress ? shortestAddress : shortest,
    ...(isUnique ? { unique: true } : {}),
    ...(isKey || isCalledSo ? { own: true } : {}),
    // The number of a job is no number of anything else.
    ...(isKey && !(isMentioning && is === 'number') ? { key: true } : {}),
    ...(is === 'number' && !isKey && hasNumber(table) ? { beside: true } : {}),
    ...(isAddress ? { address: true } : {}),
    ...(isAddress && isUnique ? { handle: true } : {}),
  };
  const isOfPhone = 'SN'.includes(category) && isPhone(table, column);
  return isOfPhone ? [value, { name, is: 'phone', least: shortestPhone }] : [value];
}

/** The key of another row, a word that is the same everywhere, or from where people came: that is theirs, and they may stay. */
function tellsNothing(column: Column, { table, alone, isOfTenant }: ValuePlace): boolean {
  const isWord =
    column.category !== 'N' && !alone.has(column.name) && vocabulary.has(wordsOf(column.name).at(-1) ?? '');
  return isTyped(table, column.name) || isWord || (isOfTenant && isOfNetwork(column) && !isOfMachines(table));
}

/** Its rows are called by a number that is their primary key. */
const hasNumber = ({ primaryKey, columns }: Table): boolean =>
  primaryKey?.columns.length === 1 &&
  columns.some(({ name, category }) => category === 'N' && primaryKey.columns.includes(name));

/** `model_id` beside `model_type`: the key of another row, whether or not a link says of which. */
function isTyped({ columns }: Table, name: string): boolean {
  const words = wordsOf(name);
  if (words.length < 2 || !/^(?:id|uuid|key)$/.test(words.at(-1) ?? '')) return false;
  const types = ['type', 'class', 'table'].map((word) => [...words.slice(0, -1), word].join('_'));
  return columns.some((each) => types.includes(wordsOf(each.name).join('_')));
}

const isOfNetwork = (column: Column): boolean =>
  /^(?:inet|cidr)$/.test(valueType(column)) || /(?:^|_)ip(?:_addr(?:ess)?)?$/.test(wordsOf(column.name).join('_'));

/** Their addresses of the network are what they are called by. */
const isOfMachines = (table: Table): boolean =>
  wordsOf(splitTableName(table.name).name).some((word) => machines.has(singular(word)));
const machines = new Set(
  'server host machine node device instance vm droplet network subnet ip proxy gateway router camera sensor printer'.split(
    ' ',
  ),
);

/** A column that holds several: a list of texts, or a json about somebody, in which addresses tell. */
function valuesWithin(column: Column): TraceValues['columns'][number] | null {
  const last = wordsOf(column.name).at(-1) ?? '';
  if (isJson(column)) return abouts.has(last) ? { name: column.name, is: 'json', least: shortestAddress } : null;
  const isTexts = column.category === 'A' && /^(?:text|character|citext|varchar)/.test(valueType(column));
  if (!isTexts || /^(?:ids|uuids|keys)$/.test(last)) return null;
  const isAddress = wordsOf(column.name).some((word) => addressWords.has(word) || addressWords.has(singular(word)));
  return { name: column.name, is: 'texts', least: isAddress ? shortestAddress : shortest };
}

const abouts = new Set(
  'profile contact contacts address addresses person personal details email emails properties props attributes traits fields'.split(
    ' ',
  ),
);

/** Columns whose values are the same everywhere, though one tenant may be the only one who has some of them. */
const vocabulary = new Set(
  (
    'region zone timezone model mime type agent browser os platform version font language locale city country state status ' +
    'stage currency format kind category role plan tier title level theme color colour unit'
  ).split(' '),
);

/** Of numbers those by which a row is called: a key by itself, or the number of an order. */
export function valueAs(column: Column, alone: ReadonlySet<string>): 'text' | 'number' | null {
  if ('SI'.includes(column.category) || /^(?:uuid|macaddr8?)$/.test(valueType(column))) return 'text';
  if (column.category !== 'N') return null;
  return alone.has(column.name) || numbers.has(wordsOf(column.name).at(-1) ?? '') ? 'number' : null;
}

const numbers = new Set('id no number num ref reference code phone msisdn'.split(' '));

/** Columns that are a key by themselves. */
function singles({ primaryKey, uniques }: Table): ReadonlySet<string> {
  const keys = [...(primaryKey === null ? [] : [primaryKey]), ...uniques.filter(({ partial }) => !partial)];
  return new Set(keys.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
}

/** `stripe_customer_id`, `processor_id`: by which another system calls the row. */
const givenElsewhere = ({ columns }: Table): readonly string[] =>
  columns.flatMap(({ name, category }) => {
    const words = wordsOf(name);
    const isGiven =
      category === 'S' && /^(?:id|ref|reference)$/.test(words.at(-1) ?? '') && words.some((word) => givers.has(word));
    return isGiven ? [name] : [];
  });

const givers = new Set(
  'stripe paypal braintree adyen paddle chargebee recurly razorpay mollie processor gateway psp'.split(' '),
);

/** Somebody has to say whose such rows are. */
export function traceFindings(
  { subject, traces: looked }: Pick<Outline, 'subject' | 'traces'>,
  traces: readonly Trace[] = [],
): readonly Finding[] {
  const isList = ({ table, column }: Trace): boolean =>
    looked?.places.some(
      (place) =>
        place.table === table &&
        place.columns.some(({ name, is }) => name === column && (is === 'numbers' || is === 'array')),
    ) ?? false;
  return [...Map.groupBy(traces, ({ table }) => table)].map(([table, found]) => ({
    code: 'UNREACHED' as const,
    table,
    message: `${table} is left alone unless the ${subject.kind} is found in it, and it holds ${found.map(inWords).join('; ')}`,
    next: nextFor(table, {
      kind: subject.kind,
      columns: found.map(({ column }) => column),
      isList: found.every(isList),
      isLinked: looked?.places.some((place) => place.table === table && place.links !== undefined) ?? false,
    }),
  }));
}

interface FoundIn {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly isList: boolean;
  /** Its rows go by what they mention. */
  readonly isLinked: boolean;
}

function nextFor(table: string, { kind, columns, isList, isLinked }: FoundIn): string {
  const rule = isList ? `detach(${columns.map((column) => `'${column}'`).join(', ')})` : "'delete'";
  const staying = columns.map((column) => `'${table}.${column}': '…'`).join(', ');
  const within = isLinked
    ? 'Rows that mention another subject too, or mention it by no key, do not go by what they mention: let the product delete those first.'
    : `Where its rows are about what their texts mention (jobs, a log), write '${table}': unlessFound('…', { mentionsLink: true }) under ignore in the store, and '${table}': 'delete' under rules; else let the product delete such rows first.`;
  return (
    `Where that column holds the value alone, or a json the value under a key (path), link ${table} to the ${kind} by it (links in the store) and write '${table}': ${rule} under rules. ` +
    `${within} Where such values may stay, write mayStay: { ${staying} } in the store, or '${table}': ignore('…') under rules, with the reason.`
  );
}

function inWords({ column, values, of }: Trace): string {
  const [first = '', ...more] = of;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `in ${column} ${values} ${values === 1 ? 'value' : 'values'} that rows that go hold (${first}${others})`;
}
