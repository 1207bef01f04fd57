import { canonicalJson } from '../canonical-json.ts';
import { all, any, not } from './combine.ts';
import { referredToBy } from './edges.ts';
import { goingRows, ownedRows, stayingRows } from './named.ts';
import { type Ownership, type Ownerships, ownershipOf } from './ownership.ts';
import type { Predicate } from './predicate.ts';
import { isOwned, type Setting } from './setting.ts';
import type { Fate, Fates } from './spine.ts';

/**
 * Owned rows stay while a row refers to them that stays, whoever's it is; and what hangs from them stays with them.
 * That others refer to them is in whose they are; here it is the subject's own rows that stay.
 */
export function withOwners(setting: Setting, ownerships: Ownerships, fates: Fates): Fates {
  const refined = new Map(fates);
  const refine = (table: string, fate: Fate): Fate => {
    refined.set(table, fate);
    return fate;
  };
  // In the order they were placed: those that own others before these.
  for (const [table, own] of ownerships) {
    const fate = refined.get(table);
    if (fate === undefined || fate.goes === null) continue;
    const { goes } = isOwned(setting, table) ? refine(table, ownedFate(setting, ownerships, refined, fate)) : fate;
    if (goes === fates.get(table)?.goes) continue;
    const fewer = goes === null ? noRow : goingRows(table, goes);
    for (const below of refined.values())
      if (below.table !== table) refine(below.table, hangingFrom(below, own, fewer));
  }
  return refined;
}

const noRow: Predicate = { op: 'any', of: [] };

function ownedFate(setting: Setting, ownerships: Ownerships, fates: Fates, fate: Fate): Fate {
  const { anchors, owned } = ownershipOf(ownerships, fate.table);
  if (anchors.every(({ to }) => !fates.get(to)?.goes)) return { ...fate, goes: null, stays: owned, how: 'owner' };
  const kept = (setting.keeping.get(fate.table) ?? []).flatMap((edge) => {
    const stays = fates.get(edge.table)?.stays ?? null;
    return stays === null ? [] : [referredToBy(edge, stayingRows(edge.table, stays))];
  });
  if (kept.length === 0 || fate.goes === null) return fate;
  const stays = all([owned, any(kept)]);
  return {
    ...fate,
    goes: all([fate.goes, ...kept.map(not)]),
    stays: fate.stays === null ? stays : any([fate.stays, stays]),
    how: fate.how ?? 'owner',
  };
}

/** The same fate, where fewer of the rows it hangs from go. */
function hangingFrom(fate: Fate, parent: Ownership, goes: Predicate): Fate {
  if (fate.goes === null) return fate;
  const fewer = replaced(fate.goes, { table: parent.table, from: partsOf(ownedRows(parent)), to: goes });
  if (fewer === fate.goes) return fate;
  const stay = all([fate.goes, not(fewer)]);
  return {
    ...fate,
    goes: fewer,
    stays: fate.stays === null ? stay : any([fate.stays, stay]),
    how: fate.how ?? 'owner',
  };
}

interface Replacing {
  readonly table: string;
  /** Parts of the condition that is replaced. */
  readonly from: readonly string[];
  readonly to: Predicate;
}

/** With one condition in place of another, wherever it looks into rows of the table by it; itself where it does not. */
function replaced(predicate: Predicate, by: Replacing): Predicate {
  switch (predicate.op) {
    case 'in': {
      const parts = partsOf(predicate.where);
      const looks = predicate.table === by.table && by.from.every((part) => parts.includes(part));
      const where = looks ? without(predicate.where, by) : replaced(predicate.where, by);
      return where === predicate.where ? predicate : { ...predicate, where };
    }
    case 'not': {
      const of = replaced(predicate.of, by);
      return of === predicate.of ? predicate : { ...predicate, of };
    }
    case 'all':
    case 'any': {
      const of = predicate.of.map((part) => replaced(part, by));
      return of.every((part, at) => part === predicate.of[at]) ? predicate : { ...predicate, of };
    }
    default:
      return predicate;
  }
}

function without(where: Predicate, { from, to }: Replacing): Predicate {
  const rest = (where.op === 'all' ? where.of : [where]).filter((part) => !from.includes(canonicalJson(part)));
  return all([to, ...rest]);
}

function partsOf(predicate: Predicate): readonly string[] {
  return (predicate.op === 'all' ? predicate.of : [predicate]).map(canonicalJson);
}
