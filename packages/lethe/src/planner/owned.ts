import { all, not } from './combine.ts';
import { type Edge, linkEdge, referredToBy } from './edges.ts';
import { ownedRows } from './named.ts';
import type { Ownerships } from './ownership.ts';
import { isOwner } from './owns-edges.ts';
import type { Predicate } from './predicate.ts';
import { type Reach, reachOf } from './reach.ts';
import { byTable, edgesTo, ruleOf, type Setting } from './setting.ts';

/**
 * The setting when the subject's reach is known: what owns rows leads to them, and the other references to them are set
 * apart, by which rows keep them and do not hang from them.
 */
export function reachedIn(setting: Setting): { readonly setting: Setting; readonly reach: Reach } {
  const reach = reachOf(setting);
  const own = [...reach.values()].flat().filter((edge) => edge.owns);
  const tables = new Set(own.map(({ table }) => table));
  const keeping = new Map(
    [...tables].map((table) => {
      const found = edgesTo(setting, table).filter((edge) => keeps(edge, setting, reach));
      return [table, [...found, ...undeclared(setting, table, found)]] as const;
    }),
  );
  const apart = new Set([...keeping.values()].flat());
  if (tables.size === 0) return { setting, reach };
  const edges = [...setting.edges.filter((edge) => !apart.has(edge)), ...own];
  return { setting: { ...setting, ...byTable(edges), keeping }, reach };
}

/** What hangs from an owned row goes before it, and what a rule detaches is cut off. Whatever else refers to it keeps it. */
function keeps(edge: Edge, setting: Setting, reach: Reach): boolean {
  return edge.table !== edge.to && !reach.get(edge.table)?.includes(edge) && !isDetached(edge, setting);
}

/** References of owners that neither the schema nor a link declares. */
function undeclared(setting: Setting, table: string, found: readonly Edge[]): readonly Edge[] {
  return setting.owns
    .filter((owns) => owns.table === table && owns.to !== table && !found.some((edge) => isOwner(edge, owns)))
    .flatMap((owns) => {
      const { columns, to, toColumns } = owns;
      return (
        linkEdge({ table: to, columns: toColumns, to: table, toColumns: columns, when: null }, setting.schema) ?? []
      );
    });
}

/** A rule cuts the link, of whosever row it is. */
export function isDetached(edge: Edge, setting: Setting): boolean {
  const rule = ruleOf(setting, edge.table);
  if (rule?.rule !== 'detach' || edge.table === setting.root.name) return false;
  return rule.columns.length === 0 ? edge.cut.length > 0 : rule.columns.some((column) => edge.columns.includes(column));
}

/**
 * Edges of a table that lead to what hangs from rows that its own rows own: the attachment of a record owns a file, the
 * file has a smaller copy, and that has an attachment too. Along them the subject's rows are found one after the other,
 * and the last of them only while the first are there.
 */
export function returningEdges(reach: Reach, table: string): readonly Edge[] {
  const owned = [...reach].flatMap(([own, edges]) => (edges.some(({ owns, to }) => owns && to === table) ? [own] : []));
  const behind = new Set(owned);
  // A Set hands out what is added while it is walked through.
  for (const at of behind) {
    for (const [child, edges] of reach) if (child !== table && edges.some(({ to }) => to === at)) behind.add(child);
  }
  return (reach.get(table) ?? []).filter(({ to, owns }) => !owns && behind.has(to));
}

/** How many rows of its own table, each referring to the next, are looked through for whether the last is somebody else's. */
const deepest = 2;

/**
 * No row of anybody else refers to it. A row of its own table may: if that is owned itself, and so on. Where it goes on
 * for longer than is looked, the row stays.
 */
export function unshared(setting: Setting, table: string, via: Predicate, placed: Ownerships): Predicate {
  const others = (setting.keeping.get(table) ?? []).map((edge) => {
    const own = placed.get(edge.table);
    return not(referredToBy(edge, own === undefined ? everyRow : not(ownedRows(own))));
  });
  const selves = edgesTo(setting, table).filter(
    (edge) => edge.table === table && !edge.owns && !isDetached(edge, setting),
  );
  const ours = all([via, ...others]);
  const keptBy = (where: Predicate): Predicate => all([ours, ...selves.map((edge) => not(referredToBy(edge, where)))]);
  let owned = keptBy(everyRow);
  for (let depth = 0; depth < (selves.length === 0 ? 0 : deepest); depth += 1) owned = keptBy(not(owned));
  return owned;
}

export const everyRow: Predicate = { op: 'all', of: [] };
