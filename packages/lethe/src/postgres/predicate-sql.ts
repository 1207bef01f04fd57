import { sql } from 'kysely';
import { unreachable } from '../errors.ts';
import type { Predicate, Reading } from '../planner/predicate.ts';
import { quoteName } from './quote.ts';
import { columnsSql, type Sql, tableSql } from './sql.ts';

/**
 * A predicate as a condition on the row called `alias`. `key` is the subject's key, in parts.
 * `not` means "is not true": NULL never makes a row fall between a predicate and its negation.
 */
export function predicateSql(predicate: Predicate, key: readonly string[], alias: string, depth = 0): Sql {
  const inner = (of: Predicate): Sql => predicateSql(of, key, alias, depth);
  switch (predicate.op) {
    case 'subject':
      return all(equalities(predicate, key, alias));
    case 'not subject':
      return sql`not (${all(equalities(predicate, key, alias))})`;
    case 'in': {
      const nested = `t${depth + 1}`;
      const where = predicateSql(predicate.where, key, nested, depth + 1);
      const { columns, keys } = lookedUpSql(predicate, alias, nested);
      return sql`(${columns}) in (select ${keys} from ${tableSql(predicate.table)} ${sql.id(nested)} where ${where})`;
    }
    case 'one of':
      return sql`${sql.id(alias, predicate.column)}::text = any(${[...predicate.values]}::text[])`;
    case 'set':
      return sql`${sql.id(alias, predicate.column)} is not null`;
    case 'partition':
      return partitionSql(alias, predicate.partition);
    case 'not':
      return sql`(${inner(predicate.of)}) is not true`;
    case 'all':
      return predicate.of.length === 0 ? sql`true` : all(predicate.of.map(inner));
    case 'any':
      return predicate.of.length === 0 ? sql`false` : sql`(${sql.join(predicate.of.map(inner), sql` or `)})`;
    default:
      return unreachable(predicate, 'predicate');
  }
}

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
export function sidesSql(
  predicate: Omit<Predicate & { op: 'in' }, 'op' | 'table' | 'where'>,
  outer: string,
  inner: string,
): Sides {
  const { columns, keys, path, keysPath, uuid } = predicate;
  const asText = predicate.asText === true || path !== undefined || keysPath !== undefined;
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
  { columns, path, anyCase }: { readonly columns: readonly string[] } & Reading,
  key: readonly string[],
  alias: string,
): Sql[] {
  if (columns.length !== key.length) throw new Error(`bug: ${columns.length} columns for a key of ${key.length} parts`);
  // Untyped parameters: the server reads each part as the column's own type, so indexes are used and bad keys refused.
  if (path !== undefined || anyCase) {
    const read = readSql(alias, columns, { path, asText: true });
    return [anyCase ? sql`${read} in (${key[0]}, upper(${key[0]}::text))` : sql`${read} = ${key[0]}`];
  }
  return columns.map((column, part) => sql`${sql.id(alias, column)} = ${key[part]}`);
}
