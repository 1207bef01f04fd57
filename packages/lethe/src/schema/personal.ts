import type { Column, Table } from './graph.ts';
import { wordsOf } from './name-words.ts';
import {
  catalogueWords,
  type LooksLike,
  machineWords,
  noPeople,
  otherAddresses,
  otherNames,
  personWords,
  placeWords,
  secretWords,
  settingStarts,
  type Term,
  tableTails,
  talkWords,
  terms,
  throughEnds,
  type ValueKind,
} from './personal-words.ts';
import { splitTableName } from './table-name.ts';

export interface PersonalColumn {
  readonly column: string;
  readonly looksLike: LooksLike;
}

/**
 * Columns whose name and type say that they hold data of persons, in the table's order. A guess, meant to be right when it
 * speaks: names of plans and countries, flags, counters, moments and ids of rows are not reported.
 */
export function personalColumns(table: Table): readonly PersonalColumn[] {
  const sort = sortOf(splitTableName(table.name).name);
  return table.columns.flatMap((column) => {
    const looksLike = look(column, table, sort);
    return looksLike === null ? [] : [{ column: column.name, looksLike }];
  });
}

function look(column: Column, table: Table, sort: TableSort): LooksLike | null {
  const words = wordsOf(column.name);
  const [first = ''] = words;
  const kind = kindOf(column);
  if (kind === null || (words.length > 1 && settingStarts.has(first))) return null;
  if (isKey(words, kind, table, column.name)) return null;
  const found = byWords(words, kind, sort) ?? byWords(splitLast(words), kind, sort);
  if (found === null && kind === 'network') return sort.place || words.some(isPlace) ? null : 'IP address';
  return found === 'free text' && (column.maxLength ?? longText) < longText ? null : found;
}

/** Shorter texts are codes. */
const longText = 60;

/** The value is the key of another row; only one that is written out, such as an address, says something itself. */
function isKey(words: readonly string[], kind: ValueKind, table: Table, column: string): boolean {
  const end = words.at(-1) ?? '';
  if (['id', 'ids'].includes(end) && (kind === 'number' || kind === 'small' || kind === 'uuid')) return true;
  const refers = table.references.some(({ columns }) => columns.includes(column));
  return refers && !['email', 'mail', 'phone', 'username'].includes(end);
}

/** `customeremail` is written for `customer_email`. */
function splitLast(words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? '';
  for (let at = shortestPerson; at < last.length; at += 1) {
    if (personWords.has(last.slice(0, at)) && byEnds.has(last.slice(at)))
      return [...words.slice(0, -1), last.slice(0, at), last.slice(at)];
  }
  return words;
}

const shortestPerson = 4;

/** Looks at the end of the name first, for there stands what it is; then through words that change nothing. */
function byWords(words: readonly string[], kind: ValueKind, sort: TableSort): LooksLike | null {
  for (let end = words.length; end > 0; end -= 1) {
    const found = byEnd(words.slice(0, end), kind, sort);
    if (found !== null) return found;
    if (!throughEnds.has(words[end - 1] ?? '')) return null;
  }
  return null;
}

const mostWords = 4;

function byEnd(words: readonly string[], kind: ValueKind, sort: TableSort): LooksLike | null {
  for (let length = Math.min(mostWords, words.length); length > 0; length -= 1) {
    const end = words.slice(-length).join('');
    const before = words.slice(0, -length);
    if (otherwiseMeant(end, before.at(-1) ?? '', sort)) return null;
    const term = byEnds.get(end)?.find((each) => each.kinds.includes(kind) && fits(each, end, before, sort));
    if (term !== undefined) return term.looksLike;
  }
  return null;
}

const byEnds: ReadonlyMap<string, readonly Term[]> = new Map(
  [...new Set(terms.flatMap(({ ends }) => ends))].map((end) => [end, terms.filter(({ ends }) => ends.includes(end))]),
);

function otherwiseMeant(end: string, before: string, sort: TableSort): boolean {
  if (end === 'address' || end === 'addresses' || end === 'addr') return otherAddresses.has(before);
  if (end === 'ip' || end === 'ipaddress') return sort.place || isPlace(before);
  return end === 'password' && machineWords.has(before);
}

function fits({ where, looksLike }: Term, end: string, before: readonly string[], sort: TableSort): boolean {
  switch (where) {
    case 'anywhere':
      return true;
    case 'people':
      return (
        ofPerson(end, before, looksLike) || (sort.people && before.every((word) => isPerson(word) || word.length === 1))
      );
    case 'addresses':
      return sort.addresses;
    case 'secrets':
      return sort.secrets;
    case 'talk':
      return sort.talk && !sort.catalogue && !sort.place;
    case 'off catalogues':
      return !sort.catalogue && !sort.place;
  }
}

/** The word before says whose it is: `sender_name`, `billing_city`. The `plan_name` of a user is the plan's. */
function ofPerson(end: string, before: readonly string[], looksLike: LooksLike): boolean {
  const word = before.at(-1) ?? '';
  if (looksLike === 'free text' || looksLike === 'password or token' || !isPerson(word)) return false;
  return !(end === 'name' && otherNames.has(word));
}

interface TableSort {
  readonly people: boolean;
  readonly addresses: boolean;
  readonly talk: boolean;
  readonly secrets: boolean;
  readonly place: boolean;
  readonly catalogue: boolean;
}

function sortOf(table: string): TableSort {
  const words = wordsOf(table).filter((word) => !/^\d+$/u.test(word));
  const last = words.at(-1) ?? '';
  const head = words.findLast((word) => !isIn(tableTails, word)) ?? last;
  return {
    people: isPerson(head) && !isIn(noPeople, head) && !words.includes('oauth'),
    addresses: /^(?:address(?:es)?|adressen?)$/u.test(head),
    talk: words.some((word) => isIn(talkWords, word)),
    secrets: words.some((word) => isIn(secretWords, word)),
    place: isPlace(head) || isPlace(words.slice(-2).join('')),
    catalogue: isIn(catalogueWords, last),
  };
}

function isPerson(word: string): boolean {
  return isIn(personWords, word);
}

function isPlace(word: string): boolean {
  return isIn(placeWords, word);
}

/** In the singular or the plural. */
function isIn(words: ReadonlySet<string>, word: string): boolean {
  const singulars = [word, word.replace(/s$/u, ''), word.replace(/es$/u, ''), word.replace(/ies$/u, 'y')];
  return singulars.some((each) => words.has(each));
}

const byCategory: Readonly<Record<string, ValueKind>> = {
  S: 'text',
  N: 'number',
  D: 'date',
  I: 'network',
  G: 'point',
  E: 'labels',
};

const byType: Readonly<Record<string, ValueKind>> = {
  json: 'document',
  jsonb: 'document',
  xml: 'document',
  hstore: 'document',
  smallint: 'small',
  integer: 'small',
  bytea: 'bytes',
  uuid: 'uuid',
  macaddr: 'text',
  macaddr8: 'text',
  cidr: 'text',
  geometry: 'point',
  geography: 'point',
};

/** Null: a value that says nothing of a person, whatever it is called (flags, ranges, search vectors). */
function kindOf({ type, baseType, category, enumLabels }: Column): ValueKind | null {
  if (enumLabels !== null) return 'labels';
  const plain = (baseType ?? type).replace(/\(.*?\)/u, '').replace(/^.*\./u, '');
  if (plain.endsWith('[]')) return /^(?:text|citext|character varying|character)\[\]$/u.test(plain) ? 'list' : null;
  return byType[plain] ?? byCategory[category] ?? null;
}
