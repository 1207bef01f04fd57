import { sql } from 'kysely';
import type { Outline } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { predicateSql, sidesSql } from './predicate-sql.ts';
import { type Sql, tableSql } from './sql.ts';

/**
 * A condition that is true of rows that belong to another subject of the kind, whatever way of the plan leads from a row
 * to its subject. Null: the plan does not tell whose the table's rows are, so all of them count.
 */
export function foreignSql(outline: Outline, table: string, alias: string): Sql | null {
  const owning = [...outline.steps.filter((step) => step.kind !== 'detach'), ...outline.kept];
  const predicates = owning.filter((entry) => entry.table === table).map((entry) => entry.predicate);
  const foreign = predicates.map((predicate) => foreignTo(predicate, outline.subject.key, alias, 0));
  return allOf(foreign);
}

function foreignTo(predicate: Predicate, key: readonly string[], alias: string, depth: number): Sql | null {
  const same = (of: Predicate): Sql | null => foreignTo(of, key, alias, depth);
  switch (predicate.op) {
    case 'subject':
      return predicateSql({ ...predicate, op: 'not subject' }, key, alias);
    case 'in': {
      const parent = `f${depth + 1}`;
      const where = foreignTo(predicate.where, key, parent, depth + 1);
      return (
        where &&
        sql`exists (select from ${tableSql(predicate.table)} ${sql.id(parent)} where ${joined(predicate, alias, parent)} and ${where})`
      );
    }
    case 'all': {
      const proof = predicate.of.map(same).find((part) => part !== null);
      if (proof === undefined) return null;
      // One arm of a polymorphic pair says nothing of rows of the other arms, nor does one partition of the others.
      const narrowing = predicate.of
        .filter(({ op }) => op === 'one of' || op === 'partition')
        .map((of) => predicateSql(of, key, alias));
      return sql`(${sql.join([proof, ...narrowing], sql` and `)})`;
    }
    case 'any':
      return allOf(predicate.of.map(same));
    default:
      return null;
  }
}

/** Only what every way calls another's is another's. */
function allOf(parts: readonly (Sql | null)[]): Sql | null {
  const proofs = parts.filter((part) => part !== null);
  return parts.length === 0 || proofs.length < parts.length ? null : sql`(${sql.join(proofs, sql` and `)})`;
}

function joined(predicate: Predicate & { op: 'in' }, alias: string, parent: string): Sql {
  const { columns, keys } = sidesSql(predicate, alias, parent);
  return sql`(${columns}) = (${keys})`;
}
