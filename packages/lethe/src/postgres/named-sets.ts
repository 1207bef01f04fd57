import { innerOf, type Named } from '../planner/named.ts';
import type { Predicate } from '../planner/predicate.ts';

/** Rows that a named condition holds for, as a part of a WITH. */
interface NamedSet {
  readonly alias: string;
  readonly named: Named;
  /** Those of its columns that somebody looks at. */
  readonly columns: Set<string>;
}

/** By name; what one looks into is before it. */
export type NamedSets = ReadonlyMap<string, NamedSet>;

type In = Extract<Predicate, { op: 'in' }>;

/** All that is looked into by name from here, and from there on. */
export function namedSets(from: In, names: readonly Named[] = []): NamedSets {
  const sets = new Map<string, NamedSet>();
  const met = new Map<string, NamedSet>();
  const meet = (predicate: Predicate): void => {
    const look = predicate.op === 'in' ? lookOf(predicate.where) : null;
    if (predicate.op === 'in' && look !== null) {
      const set = met.get(look.name) ?? first(look.name);
      for (const column of [...predicate.keys, ...look.rest.flatMap(columnsOf)]) set.columns.add(column);
      for (const inner of look.rest) meet(inner);
    } else for (const inner of innerOf(predicate)) meet(inner);
  };
  const first = (name: string): NamedSet => {
    const named = definition(names, name);
    const set = { alias: '', named, columns: new Set<string>() };
    met.set(name, set);
    meet(named.predicate);
    sets.set(name, { ...set, alias: `w${sets.size + 1}` });
    return set;
  };
  meet(from);
  return sets;
}

/** The name by which rows are looked into, and what else holds for them; null: it is all written out. */
export function lookOf(where: Predicate): { readonly name: string; readonly rest: readonly Predicate[] } | null {
  const parts = where.op === 'all' ? where.of : [where];
  const look = parts.find((part) => part.op === 'named');
  return look === undefined ? null : { name: look.name, rest: parts.filter((part) => part !== look) };
}

const definitions = new WeakMap<readonly Named[], ReadonlyMap<string, Named>>();

export function definition(names: readonly Named[] = [], name: string): Named {
  const known = definitions.get(names) ?? new Map(names.map((named) => [named.name, named]));
  definitions.set(names, known);
  const named = known.get(name);
  if (named === undefined) throw new Error(`bug: nothing in the plan is named ${name}`);
  return named;
}

/** Of the row itself, not of rows it is looked up in; what is only named is not looked into. */
export function columnsOf(predicate: Predicate): readonly string[] {
  switch (predicate.op) {
    case 'subject':
    case 'not subject':
    case 'in':
    case 'mentions':
    case 'returning':
      return predicate.columns;
    case 'one of':
    case 'set':
      return [predicate.column];
    case 'partition':
      return ['tableoid'];
    default:
      return innerOf(predicate).flatMap(columnsOf);
  }
}
