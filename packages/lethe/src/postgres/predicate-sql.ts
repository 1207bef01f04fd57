import { sql } from 'kysely';
import { unreachable } from '../errors.ts';
import type { Predicate } from '../planner/predicate.ts';
import { columnsSql, type Sql, tableSql } from './sql.ts';

/**
 * A predicate as a condition on the row called `alias`. `key` is the subject's key, in parts.
 * `not` means "is not true": NULL never makes a row fall between a predicate and its negation.
 */
export function predicateSql(predicate: Predicate, key: readonly string[], alias: string, depth = 0): Sql {
  const inner = (of: Predicate): Sql => predicateSql(of, key, alias, depth);
  switch (predicate.op) {
    case 'subject':
      return all(equalities(predicate.columns, key, alias));
    case 'not subject':
      return sql`not (${all(equalities(predicate.columns, key, alias))})`;
    case 'in': {
      const nested = `t${depth + 1}`;
      const where = predicateSql(predicate.where, key, nested, depth + 1);
      return sql`(${columnsSql(alias, predicate.columns)}) in (select ${columnsSql(nested, predicate.keys)} from ${tableSql(predicate.table)} ${sql.id(nested)} where ${where})`;
    }
    case 'one of':
      return sql`${sql.id(alias, predicate.column)}::text = any(${[...predicate.values]}::text[])`;
    case 'set':
      return sql`${sql.id(alias, predicate.column)} is not null`;
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

function all(conditions: readonly Sql[]): Sql {
  return sql`(${sql.join(conditions, sql` and `)})`;
}

function equalities(columns: readonly string[], key: readonly string[], alias: string): Sql[] {
  if (columns.length !== key.length) throw new Error(`bug: ${columns.length} columns for a key of ${key.length} parts`);
  // Untyped parameters: the server reads each part as the column's own type, so indexes are used and bad keys refused.
  return columns.map((column, part) => sql`${sql.id(alias, column)} = ${key[part]}`);
}
