import { sql } from 'kysely';
import type { Outline } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { lookOf, namedSets } from './named-sets.ts';
import { predicateSql, sidesSql } from './predicate-sql.ts';
import { columnsSql, type Sql, tableSql } from './sql.ts';

/**
 * A condition that is true of rows that belong to another subject of the kind, whatever way of the plan leads from a row
 * to its subject. Null: the plan does not tell whose the table's rows are, so all of them count.
 */
export function foreignSql(outline: Outline, table: string, alias: string): Sql | null {
  const owning = [...outline.steps.filter((step) => step.kind !== 'detach'), ...outline.kept];
  const predicates = owning.filter((entry) => entry.table === table).map((entry) => entry.predicate);
  return allOf(predicates.map((predicate) => foreignTo(predicate, { outline, alias, depth: 0, proofs: null })));
}

interface Place {
  readonly outline: Outline;
  readonly alias: string;
  readonly depth: number;
  /** By name, the rows of others among those a named condition is about, in the WITH around; null: there is none yet. */
  readonly proofs: ReadonlyMap<string, Sql> | null;
}

function foreignTo(predicate: Predicate, place: Place): Sql | null {
  const { outline, alias } = place;
  switch (predicate.op) {
    case 'subject':
      return predicateSql({ ...predicate, op: 'not subject' }, outline, alias);
    case 'in':
      return lookOf(predicate.where) === null ? hangsFrom(predicate, place) : hangsFromNamed(predicate, place);
    case 'all': {
      const proof = predicate.of.map((of) => foreignTo(of, place)).find((part) => part !== null);
      return proof === undefined ? null : sql`(${sql.join([proof, ...narrowingSql(predicate, place)], sql` and `)})`;
    }
    case 'any':
      return allOf(predicate.of.map((of) => foreignTo(of, place)));
    default:
      return null;
  }
}

/** One arm of a polymorphic pair says nothing of rows of the other arms, nor does one partition of the others. */
function narrowingSql(predicate: Predicate & { op: 'all' }, { outline, alias }: Place): readonly Sql[] {
  return predicate.of
    .filter(({ op }) => op === 'one of' || op === 'partition')
    .map((of) => predicateSql(of, outline, alias));
}

function hangsFrom(predicate: Predicate & { op: 'in' }, { depth, ...place }: Place): Sql | null {
  const parent = `f${depth + 1}`;
  const where = foreignTo(predicate.where, { ...place, alias: parent, depth: depth + 1 });
  return (
    where &&
    sql`exists (select from ${tableSql(predicate.table)} ${sql.id(parent)} where ${joined(predicate, place.alias, parent)} and ${where})`
  );
}

/** The parents are in a WITH: as many ways as lead up from a row, as often would their condition be written. */
function hangsFromNamed(predicate: Predicate & { op: 'in' }, place: Place): Sql | null {
  const look = lookOf(predicate.where);
  const made = place.proofs === null ? proofsOf(predicate, place.outline) : null;
  const set = look && (place.proofs ?? made?.proofs)?.get(look.name);
  if (!look || !set) return null;
  const parent = `f${place.depth + 1}`;
  const { columns, keys } = sidesSql(predicate, place.alias, parent);
  const rest = narrowingSql({ op: 'all', of: look.rest }, { ...place, alias: parent });
  const select = sql`select ${keys} from ${set} ${sql.id(parent)} where ${sql.join([sql`true`, ...rest], sql` and `)}`;
  return sql`(${columns}) in (${made === null ? select : sql`with ${sql.join(made.parts)} ${select}`})`;
}

function proofsOf(predicate: Predicate & { op: 'in' }, outline: Outline): { proofs: Map<string, Sql>; parts: Sql[] } {
  const proofs = new Map<string, Sql>();
  const parts = [...namedSets(predicate, outline.named).values()].flatMap(({ alias, named, columns }) => {
    const where = foreignTo(named.predicate, { outline, alias: 'f0', depth: 0, proofs });
    if (where === null) return [];
    proofs.set(named.name, sql.id(alias));
    return [
      sql`${sql.id(alias)} as (select ${columnsSql('f0', [...columns])} from ${tableSql(named.table)} f0 where ${where})`,
    ];
  });
  return { proofs, parts };
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
