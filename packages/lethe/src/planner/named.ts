import { byCodeUnit } from '../schema/order.ts';
import { found } from './found.ts';
import type { Ownership, Ownerships } from './ownership.ts';
import type { Predicate } from './predicate.ts';
import type { Fates } from './spine.ts';

/**
 * A condition on rows of a table that others look into by its name. Where rows hang from each other by several paths,
 * each table's condition would hold those of all tables above it, once for each path: that doubles with every level.
 */
export interface Named {
  readonly name: string;
  readonly table: string;
  readonly predicate: Predicate;
}

/** Parts of a predicate up to which it is written out wherever it is looked into: that reads best, and is quick. */
const largest = 16;

export function ownedRows({ table, owned }: Ownership): Predicate {
  return byName(`owned ${table}`, owned);
}

export function foreignRows({ table, foreign }: Ownership): Predicate {
  return byName(`foreign ${table}`, foreign);
}

export function goingRows(table: string, goes: Predicate): Predicate {
  return byName(`goes ${table}`, goes);
}

export function stayingRows(table: string, stays: Predicate): Predicate {
  return byName(`stays ${table}`, stays);
}

/** It needs no name, and none is needed for what it looks into. */
export function isWrittenOut(predicate: Predicate): boolean {
  return !isLarge(predicate) && !looksByName(predicate);
}

const isLarge = (predicate: Predicate): boolean => partsOf(predicate, largest) > largest;

const looksByName = (predicate: Predicate): boolean => predicate.op === 'named' || innerOf(predicate).some(looksByName);

function byName(name: string, predicate: Predicate): Predicate {
  return isLarge(predicate) ? { op: 'named', name } : predicate;
}

/** How many there are, each with what is `inside` it. Once they are more than `enough`, it does not matter by how much. */
export function partsOf(predicate: Predicate, enough: number, inside = innerOf): number {
  let parts = 1;
  for (const inner of inside(predicate)) if (parts <= enough) parts += partsOf(inner, enough - parts, inside);
  return parts;
}

/** What a predicate is made of. */
export function innerOf(predicate: Predicate): readonly Predicate[] {
  switch (predicate.op) {
    case 'in':
      return [predicate.where];
    case 'not':
      return [predicate.of];
    case 'all':
    case 'any':
      return predicate.of;
    default:
      return [];
  }
}

/** What the names of a plan stand for. */
export type Names = (name: string) => Named;

export function namesOf(ownerships: Ownerships, fates: Fates): Names {
  const named = new Map<string, Named>();
  const add = (name: string, table: string, predicate: Predicate): unknown =>
    named.set(`${name} ${table}`, { name: `${name} ${table}`, table, predicate });
  for (const { table, owned, foreign } of ownerships.values()) {
    add('owned', table, owned);
    add('foreign', table, foreign);
  }
  for (const { table, goes, stays } of fates.values()) {
    if (goes !== null) add('goes', table, goes);
    if (stays !== null) add('stays', table, stays);
  }
  return (name) => found(named.get(name), `nothing is named ${name}`);
}

/** What is looked into by name from these predicates, and from what they look into; by name. */
export function namedIn(predicates: readonly Predicate[], names: Names): readonly Named[] {
  const met = new Map<string, Named>();
  const meet = (predicate: Predicate): void => {
    for (const inner of innerOf(predicate)) meet(inner);
    if (predicate.op !== 'named' || met.has(predicate.name)) return;
    const named = names(predicate.name);
    met.set(predicate.name, named);
    meet(named.predicate);
  };
  for (const predicate of predicates) meet(predicate);
  return [...met.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}
