import { sql } from 'kysely';
import { unreachable } from '../errors.ts';
import { innerOf, partsOf } from '../planner/named.ts';
import type { Outline } from '../planner/plan.ts';
import type { KnownByKey, Predicate, Reading } from '../planner/predicate.ts';
import { definition, lookOf, type NamedSets, namedSets } from './named-sets.ts';
import { quoteName } from './quote.ts';
import { columnsSql, type Sql, tableSql } from './sql.ts';

/** What conditions of a plan are about. An outline is one. */
export type Asked = Pick<Outline, 'subject' | 'named'> & {
  readonly ahead?: Ahead;
  /** The rows are given, by the thousand at most: what each hangs from is looked up, and not all that any could hang from. */
  readonly few?: boolean;
};

/** The same, about rows that are given. */
export const ofFew = <A extends Asked>(asked: A): A => ({ ...asked, few: true });

/** Rows that are known by their keys: as a plan has found them, by table, or as a run remembers them. */
export type Ahead = { readonly rows: ReadonlyMap<string, readonly string[]> } | { readonly remembered: string };

/**
 * A predicate as a condition on the row called `alias`.
 * `not` means "is not true": NULL never makes a row fall between a predicate and its negation.
 */
export function predicateSql(predicate: Predicate, asked: Asked, alias: string): Sql {
  const inside = (of: Predicate): readonly Predicate[] =>
    of.op === 'named' ? [definition(asked.named, of.name).predicate] : innerOf(of);
  const few = asked.few === true && partsOf(predicate, longest, inside) <= longest;
  return rendered(predicate, { asked, alias, depth: 0, sets: null, few });
}

/** Parts of a condition up to which all that it looks into by name is written out. */
const longest = 300;

interface Place {
  readonly asked: Asked;
  readonly alias: string;
  readonly depth: number;
  /** What is named in the WITH around; null: there is none yet. */
  readonly sets: NamedSets | null;
  readonly few: boolean;
}

function rendered(predicate: Predicate, place: Place): Sql {
  const { alias, asked } = place;
  const { key } = asked.subject;
  const inner = (of: Predicate): Sql => rendered(of, place);
  switch (predicate.op) {
    case 'subject':
      return all(equalities(predicate, key, alias));
    case 'not subject':
      return sql`not (${all(equalities(predicate, key, alias))})`;
    case 'in':
      return place.few && isPlain(predicate) ? existsSql(predicate, place) : inSql(predicate, place);
    case 'one of':
      return sql`${sql.id(alias, predicate.column)}::text = any(${[...predicate.values]}::text[])`;
    case 'set':
      return sql`${sql.id(alias, predicate.column)} is not null`;
    case 'mentions':
    case 'returning':
      return aheadSql(predicate, place);
    case 'partition':
      return partitionSql(alias, predicate.partition);
    case 'named':
      return inner(definition(asked.named, predicate.name).predicate);
    case 'not':
      // `(…) in (…) is not true` would read all that match.
      return predicate.of.op === 'in'
        ? sql`not ${existsSql(predicate.of, place)}`
        : sql`(${inner(predicate.of)}) is not true`;
    case 'all':
      return predicate.of.length === 0 ? sql`true` : all(predicate.of.map(inner));
    case 'any':
      return predicate.of.length === 0 ? sql`false` : sql`(${sql.join(predicate.of.map(inner), sql` or `)})`;
    default:
      return unreachable(predicate, 'predicate');
  }
}

function aheadSql({ table, columns, type }: KnownByKey, { alias, asked: { ahead }, few }: Place): Sql {
  if (ahead === undefined)
    throw new Error(`bug: nobody has looked for the rows of ${table} that are known by their keys`);
  const key = type === undefined ? rowKeySql(alias, columns) : columnsSql(alias, columns);
  const as = (list: '' | '[]'): Sql => (type === undefined ? sql`` : sql.raw(`::${type}${list}`));
  if ('rows' in ahead) return sql`${key} = any(${[...(ahead.rows.get(table) ?? [])]}::text[]${as('[]')})`;
  if (few)
    return sql`exists (select from lethe.mentions m where m.run = ${ahead.remembered} and m.relation = ${table} and m.key = ${rowKeySql(alias, columns)})`;
  return sql`${key} in (select m.key${as('')} from lethe.mentions m where m.run = ${ahead.remembered} and m.relation = ${table})`;
}

/** A row's key as one text. */
export const rowKeySql = (alias: string, columns: readonly string[]): Sql =>
  columns.length === 1
    ? sql`${columnsSql(alias, columns)}::text`
    : sql`jsonb_build_array(${columnsSql(alias, columns)})::text`;

/**
 * Named conditions are written once, in a WITH: at the outermost place that looks into one, for all that these look
 * into. The server carries out what is looked into once where it stands, and what is looked into more often only once.
 */
function inSql(predicate: Predicate & { op: 'in' }, { asked, alias, depth, sets }: Place): Sql {
  const known = sets ?? namedSets(predicate, asked.named);
  const nested = `t${depth + 1}`;
  const { columns, keys } = lookedUpSql(predicate, alias, nested);
  const inside = { asked, alias: nested, depth: depth + 1, sets: known, few: false };
  const look = lookOf(predicate.where);
  const set = look === null ? undefined : known.get(look.name);
  const from = set === undefined ? tableSql(predicate.table) : sql.id(set.alias);
  const rest = set === undefined || look === null ? predicate.where : ({ op: 'all', of: look.rest } as const);
  const isList = predicate.list === true;
  const read = predicate.keysList === true ? sql`unnest(${keys})` : keys;
  const select = isList
    ? sql`select from ${from} ${sql.id(nested)} where ${equalSql(predicate, alias, nested)} and ${rendered(rest, inside)}`
    : sql.join(
        eitherKnown(rest).map((of) => sql`select ${read} from ${from} ${sql.id(nested)} where ${rendered(of, inside)}`),
        sql` union all `,
      );
  const body = sets === null && known.size > 0 ? sql`${withSql(known, inside)} ${select}` : select;
  return isList ? sql`exists (${body})` : sql`(${columns}) in (${body})`;
}

/** Rows that are known by their keys, beside others, are found by these: in an `or` the server would read all others too. */
function eitherKnown(where: Predicate): readonly Predicate[] {
  const isKnown = ({ op }: Predicate): boolean => op === 'returning' || op === 'mentions';
  return where.op === 'any' && where.of.some(isKnown) ? where.of : [where];
}

function withSql(sets: NamedSets, place: Place): Sql {
  const parts = [...sets.values()].map(({ alias, named, columns }) => {
    const where = rendered(named.predicate, { ...place, alias: 't0', depth: 0 });
    return sql`${sql.id(alias)} as (select ${columnsSql('t0', [...columns])} from ${tableSql(named.table)} t0 where ${where})`;
  });
  return sql`with ${sql.join(parts)}`;
}

/** Columns are compared as they are: an index on the keys serves. */
function isPlain({ asText, path, keysPath, uuid, list, keysList }: Predicate & { op: 'in' }): boolean {
  return !(asText || list || keysList) && path === undefined && keysPath === undefined && uuid === undefined;
}

/** No row of it is looked at but by the columns compared. */
function existsSql(predicate: Predicate & { op: 'in' }, { asked, alias, depth, sets, few }: Place): Sql {
  const nested = `t${depth + 1}`;
  const inside = { asked, alias: nested, depth: depth + 1, sets, few: few && isPlain(predicate) };
  return sql`exists (select from ${tableSql(predicate.table)} ${sql.id(nested)} where ${equalSql(predicate, alias, nested)} and ${rendered(predicate.where, inside)})`;
}

/** The outer row hangs from the inner one. */
export function equalSql(predicate: Compared, outer: string, inner: string): Sql {
  const { columns, keys } = sidesSql(predicate, outer, inner);
  if (predicate.list === true) return sql`${keys} = any(${columns})`;
  if (predicate.keysList === true) return sql`${columns} = any(${keys})`;
  return sql`(${columns}) = (${keys})`;
}

type Compared = Omit<Predicate & { op: 'in' }, 'op' | 'table' | 'where'>;

/** Not by name: one that has been dropped or detached since holds no row of the table. */
export function partitionSql(alias: string, partition: string): Sql {
  return sql`${sql.id(alias, 'tableoid')} in (select relid from pg_partition_tree(to_regclass(${quoteName(partition)})))`;
}

function all(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** The sides of an `in`. Texts of uuids are looked up in both spellings, so that an index on them is of use. */
function lookedUpSql(predicate: Predicate & { op: 'in' }, outer: string, inner: string): Sides {
  if (predicate.uuid !== 'keys') return sidesSql(predicate, outer, inner);
  const { columns, keys } = sidesSql({ ...predicate, uuid: 'columns', asText: true }, outer, inner);
  return { columns, keys: sql`unnest(array[${keys}, upper(${keys})])` };
}

interface Sides {
  readonly columns: Sql;
  readonly keys: Sql;
}

/** What an `in` compares: columns of the outer row, and keys of the row it looks into, both as text where one is none. */
export function sidesSql(predicate: Compared, outer: string, inner: string): Sides {
  const { columns, keys, path, keysPath, uuid } = predicate;
  const isList = predicate.list === true || predicate.keysList === true;
  const asText = (predicate.asText === true && !isList) || path !== undefined || keysPath !== undefined;
  return {
    columns: readSql(outer, columns, { path, asText, lower: uuid === 'keys' }),
    keys: readSql(inner, keys, { path: keysPath, asText, lower: uuid === 'columns' }),
  };
}

function readSql(alias: string, columns: readonly string[], { path, asText, lower = false }: Read): Sql {
  if (path !== undefined) return cased(sql`${columnsSql(alias, columns)} #>> ${[...path]}::text[]`, lower);
  if (!asText) return columnsSql(alias, columns);
  return sql.join(columns.map((column) => cased(sql`${sql.id(alias, column)}::text`, lower)));
}

interface Read {
  readonly path: readonly string[] | undefined;
  readonly asText: boolean;
  readonly lower?: boolean;
}

const cased = (text: Sql, lower: boolean): Sql => (lower ? sql`lower(${text})` : text);

function equalities(
  { columns, path, anyCase, asText, list }: { readonly columns: readonly string[] } & Reading,
  key: readonly string[],
  alias: string,
): Sql[] {
  if (columns.length !== key.length) throw new Error(`bug: ${columns.length} columns for a key of ${key.length} parts`);
  if (list === true)
    return asText === true
      ? [sql`${key[0]}::text = any(${columnsSql(alias, columns)}::text[])`]
      : [sql`${key[0]} = any(${columnsSql(alias, columns)})`];
  // Untyped parameters: the server reads each part as the column's own type, so indexes are used and bad keys refused.
  if (path !== undefined || anyCase) {
    const read = readSql(alias, columns, { path, asText: true });
    return [anyCase ? sql`${read} in (${key[0]}, upper(${key[0]}::text))` : sql`${read} = ${key[0]}`];
  }
  return columns.map(
    (column, part) => sql`${readSql(alias, [column], { path, asText: asText === true })} = ${key[part]}`,
  );
}
