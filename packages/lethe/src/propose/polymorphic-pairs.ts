import { found } from '../planner/found.ts';
import type { Link } from '../policy/policy.ts';
import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, singular } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Answer, Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import type { TableIndex } from './table-index.ts';

/** A column that says which table another column's ids are of. */
export interface Pair {
  readonly table: string;
  readonly type: string;
  readonly id: string;
}

export interface PolymorphicPairs {
  readonly links: readonly ProposedLink[];
  /** Values of a type column that name no table: whose rows these are nobody can tell. */
  readonly unknown: readonly UnknownType[];
}

export interface UnknownType extends Pair {
  readonly value: string;
  /** No row says it, so far as it was looked. */
  readonly unseen?: true;
}

const typeWords = new Set(['type', 'class', 'kind', 'table', 'model', 'name']);

export function pairsOf(table: Table): readonly Pair[] {
  const byStem = Map.groupBy(table.columns.filter(isTypeColumn), ({ name }) => wordsOf(name).slice(0, -1).join('_'));
  const isId = (name: string): boolean => /^(?:id|uuid|key|pk)$/.test(wordsOf(name).at(-1) ?? '');
  // `target_kind` and `target`: named after what it points to alone.
  const ids = table.columns.filter(({ name }) => isId(name) || byStem.has(wordsOf(name).join('_')));
  return ids.flatMap((id) => {
    const stem = wordsOf(id.name)
      .slice(0, isId(id.name) ? -1 : undefined)
      .join('_');
    const type = stem === '' ? undefined : (byStem.get(stem) ?? byStem.get(`${stem}_type`))?.[0];
    return type === undefined ? [] : [{ table: table.name, type: type.name, id: id.name }];
  });
}

function isTypeColumn({ name, category }: Column): boolean {
  const tokens = wordsOf(name);
  return tokens.length > 1 && typeWords.has(tokens.at(-1) ?? '') && (category === 'S' || category === 'E');
}

export function polymorphicPairs(
  schema: Schema,
  index: TableIndex,
  pairs: readonly Pair[],
  evidence: Evidence,
): PolymorphicPairs {
  const all = pairs.map((pair) => ofPair(schema, index, pair, evidence));
  return { links: all.flatMap(({ links }) => links), unknown: all.flatMap(({ unknown }) => unknown) };
}

function ofPair(schema: Schema, index: TableIndex, pair: Pair, evidence: Evidence): PolymorphicPairs {
  const answer = evidence.ask({ ask: 'values', table: pair.table, column: pair.type });
  const id = found(
    schema.tables[pair.table]?.columns.find(({ name }) => name === pair.id),
    `${pair.table} has no ${pair.id}`,
  );
  const links: ProposedLink[] = [];
  const unknown: (Pair & { value: string })[] = [];
  for (const value of answer?.values ?? []) {
    if (value.trim() === '') continue;
    const typed = { pair, id, value, says: value };
    const named = linkByName(schema, index, typed, evidence) ?? linkByKeys(schema, typed, evidence);
    if (named === null) unknown.push({ ...pair, value });
    else if (named !== 'open') links.push(named);
  }
  return { links, unknown };
}

export interface Typed {
  readonly pair: Pair;
  readonly id: Column;
  /** Of the type. */
  readonly value: string;
  /** What it means: the value itself, or what stands for it elsewhere. */
  readonly says: string;
}

/** Of ids none of which is a key there, the name alone says nothing: they may be keys of another sort. */
function linkByName(schema: Schema, index: TableIndex, typed: Typed, evidence: Evidence): ProposedLink | 'open' | null {
  const called = tablesCalled(index, typed.value, typed.pair.table).flatMap(({ table }) => schema.tables[table] ?? []);
  return firstLink(called, typed, evidence, ({ looked, found }) => looked === 0 || found > 0);
}

/**
 * A class may keep its rows in a table of another name: `Providers::BaseProvider` in payment_providers. Of keys that are
 * too long to be equal by chance it is told by these, in tables that share a word with it.
 */
function linkByKeys({ tables }: Schema, typed: Typed, evidence: Evidence): ProposedLink | 'open' | null {
  const words = new Set(singulars(partsOf(typed.value).flatMap(wordsOf)));
  const alike = Object.values(tables).filter((table) => {
    const key = keyLike(table, typed.id);
    const isLong = table.columns.some((column) => column.name === key && valueType(column) === 'uuid');
    const called = singulars(wordsOf(splitTableName(table.name).name));
    return isLong && table.name !== typed.pair.table && called.some((word) => words.has(word));
  });
  return firstLink(alike, typed, evidence, ({ looked, found }) => looked > 0 && found === looked);
}

/** `open`: the rows have not been asked yet. */
export function firstLink(
  tables: readonly Table[],
  typed: Typed,
  evidence: Evidence,
  isBelieved: (answer: Answer<'overlap'>) => boolean,
): ProposedLink | 'open' | null {
  let open = false;
  for (const table of tables) {
    const link = armTo(table, typed);
    if (link === null) continue;
    const answer = overlapOf(link, evidence);
    if (answer === null) open = true;
    else if (isBelieved(answer)) {
      const shown = `${answer.found} of ${answer.looked} sampled ids are in ${link.to}`;
      return { link, role: '', evidence: `${typed.pair.type} says ${typed.says}; ${shown}` };
    }
  }
  return open ? 'open' : null;
}

/** Null: no key of the table could be such an id. */
export function armTo(table: Table, { pair, id, value }: Typed): Link | null {
  const key = keyLike(table, id);
  if (key === null) return null;
  const when = { column: pair.type, equals: value };
  return { table: pair.table, columns: [pair.id], to: table.name, toColumns: [key], when };
}

export function overlapOf({ table, columns, to, toColumns, when }: Link, evidence: Evidence): Answer<'overlap'> | null {
  const [column = '', toColumn = ''] = [columns[0], toColumns[0]];
  return evidence.ask({ ask: 'overlap', table, column, path: null, when, to, toColumn });
}

const partsOf = (value: string): readonly string[] => value.split(/::|\\|[./#]/u).filter((part) => part !== '');

const singulars = (words: readonly string[]): readonly string[] =>
  words.map(singular).filter((word) => word.length > 2);

/** `Crm::Deal`, `App\Models\Deal`, `crm.deal`, `deals`: the whole name first, then its last part. */
function tablesCalled(index: TableIndex, value: string, near: string) {
  const parts = partsOf(value);
  const whole = itemOf(parts.flatMap(wordsOf));
  const last = itemOf(wordsOf(parts.at(-1) ?? ''));
  return [...new Set([whole, last])].flatMap((item) => (item === '' ? [] : index.find(item, near)));
}

function keyLike(table: Table | undefined, id: Column): string | null {
  const keys = uniqueColumns(table).filter((key) => comparison(id, key) !== null);
  const primary = keys.find(({ name }) => table !== undefined && name === rowKeyColumns(table)[0]);
  return (primary ?? keys.find((key) => valueType(key) === valueType(id)))?.name ?? null;
}
