import { valueType } from '../schema/comparison.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { all, any, not } from './combine.ts';
import { bindsAll, columnsFor, type Edge, hangs, hangsWhole, isWhole, narrowed } from './edges.ts';
import { found } from './found.ts';
import { foreignRows, isWrittenOut, ownedRows } from './named.ts';
import { returningEdges, unshared } from './owned.ts';
import { depthOf, depthsOf, placesOf } from './placing.ts';
import type { KnownByKey, Predicate, Reading } from './predicate.ts';
import type { Reach } from './reach.ts';
import { isByValue, isOwned, type Setting, tableOf } from './setting.ts';

/** Which rows of a table are the subject's, and how that is known. */
export interface Ownership {
  readonly table: string;
  /** The edges the predicate is made of; none for the subject's own table. */
  readonly anchors: readonly Edge[];
  /** Owning edges it is not made of: rows that only hang by these are not the subject's, and checks look for them. */
  readonly others: readonly Edge[];
  readonly owned: Predicate;
  /** Rows that mention rows of the subject are among them. */
  readonly mentions: boolean;
  /** Owning edges back to what its own rows own: rows that hang by these are looked for before anything goes. */
  readonly returning: readonly Edge[];
  /** Rows that hang from another subject of the kind. Rows that hang from none are shared: neither owned nor foreign. */
  readonly foreign: Predicate;
  /** Every row hangs from some subject: none is shared. */
  readonly always: boolean;
  /** The same, and foreign keys that the database has validated say so. */
  readonly declared: boolean;
  /** Every row names its tenant in columns of its own, which settle the question. */
  readonly byColumn: boolean;
  /** Steps from the subject, by the shortest way. */
  readonly depth: number;
}

export type Ownerships = ReadonlyMap<string, Ownership>;

/**
 * A predicate for each table, made of predicates of tables placed before it; so it is finite although references may
 * form circles. Tables that name their tenant come first and need no other; where only a circle is left, its table
 * nearest to the subject is placed with the edges that are settled, and the others become checks.
 */
export function ownershipsOf(setting: Setting, reach: Reach): Ownerships {
  const root = setting.root.name;
  const placed = new Map([[root, rootOwnership(setting, reach)]]);
  const depths = depthsOf([root, ...setting.mentioning.keys()], reach);
  const free = (table: string): boolean => {
    const owning = edges(reach, table).filter(({ to }) => to !== table);
    return tenantColumns(setting, owning).length > 0 || (owning.length === 0 && setting.mentioning.has(table));
  };
  const keepers = [...setting.keeping].map(
    ([table, edges]) =>
      [table, edges.map((edge) => edge.table).filter((each) => reach.has(each) && each !== root)] as const,
  );
  for (const table of placesOf({ root, reach, depths, free, behind: new Map(keepers) })) {
    const own = edges(reach, table);
    const place = { table, edges: own, back: returningEdges(reach, table), placed, depth: depthOf(depths, table) };
    placed.set(table, ownership(setting, place));
  }
  return placed;
}

interface Place {
  readonly table: string;
  readonly edges: readonly Edge[];
  readonly back: readonly Edge[];
  readonly placed: Ownerships;
  readonly depth: number;
}

function ownership(setting: Setting, { table, edges, back, placed, depth }: Place): Ownership {
  const named = tenantColumns(setting, edges);
  const anchors = named.length > 0 ? named : edges.filter(({ to }) => to !== table && placed.has(to));
  const parent = (edge: Edge): Ownership => ownershipOf(placed, edge.to);
  // Where each row says whose it is, nothing that it mentions makes it another's.
  const mentions = named.length === 0 && setting.mentioning.has(table);
  const known = knownByKey(setting, table);
  const others = edges.filter((edge) => !anchors.includes(edge));
  const returning = named.length > 0 || known.columns.length === 0 ? [] : others.filter((edge) => back.includes(edge));
  const said: readonly Predicate[] = [
    ...(mentions ? [{ op: 'mentions' as const, ...known }] : []),
    ...(returning.length > 0 ? [{ op: 'returning' as const, ...known }] : []),
  ];
  const by = any([...anchors.map((edge) => hangsFromOwned(setting, edge, parent(edge))), ...said]);
  return {
    table,
    anchors,
    ...{ others, mentions, returning },
    owned: isOwned(setting, table) ? unshared(setting, table, by, placed) : by,
    foreign: any(anchors.map((edge) => hangsFromForeign(setting, edge, parent(edge)))),
    always: anchors.some((edge) => bindsAll(edge) && !mayNameNobody(edge, setting) && parent(edge).always),
    declared: anchors.some(
      (edge) => bindsAll(edge) && edge.onDelete !== null && edge.validated && parent(edge).declared,
    ),
    byColumn: named.length > 0,
    depth,
  };
}

/** As the column is, so that its index serves, and the server knows how many rows to expect. */
function knownByKey(setting: Setting, table: string): KnownByKey {
  const found = tableOf(setting, table);
  const columns = rowKeyColumns(found);
  const key = found.columns.find(({ name }) => columns.join() === name);
  const type = keyTypes.find((each) => key !== undefined && valueType(key) === each);
  return { table, columns, ...(type === undefined ? {} : { type }) };
}

const keyTypes = ['smallint', 'integer', 'bigint', 'uuid'] as const;

function rootOwnership({ root }: Setting, reach: Reach): Ownership {
  return {
    table: root.name,
    anchors: [],
    others: edges(reach, root.name),
    ...{ mentions: false, returning: [] },
    owned: { op: 'subject', columns: root.key },
    foreign: { op: 'not subject', columns: root.key },
    always: true,
    declared: root.hasRow,
    byColumn: true,
    depth: 0,
  };
}

/** The row hangs from a row of the subject: by its own columns where they hold the subject's key. */
export function hangsFromOwned(setting: Setting, edge: Edge, parent: Ownership): Predicate {
  const columns = edge.to === setting.root.name ? columnsFor(edge, setting.root.key) : null;
  return columns === null
    ? hangsWhole(edge, ownedRows(parent))
    : narrowed(edge, { op: 'subject', columns, ...read(edge, setting) });
}

/** By a link, only where that subject is there: '' and 0 stand for nobody, and a number may be left from one long gone. */
function hangsFromForeign(setting: Setting, edge: Edge, parent: Ownership): Predicate {
  const { root } = setting;
  const names = edge.to === root.name && (edge.onDelete !== null || !root.hasRow);
  const columns = names ? columnsFor(edge, root.key) : null;
  if (columns === null) return hangs(edge, foreignRows(parent));
  const another = narrowed(edge, { op: 'not subject', columns, ...read(edge, setting) });
  return mayNameNobody(edge, setting)
    ? all([another, ...columns.map((column) => not({ op: 'one of', column, values: nobody }))])
    : another;
}

/** What a column holds that may not be NULL, of rows that are nobody's. */
const nobody: readonly string[] = ['', '0'];

/**
 * There is no row that would have to be there, so '' or 0 in a column can be a subject or nobody. Of a column that is
 * filled in where nobody is named, it is nobody.
 */
export function mayNameNobody(edge: Edge, setting: Setting): boolean {
  if (!isByValue(edge, setting)) return false;
  const named = tableOf(setting, edge.table).columns.filter(({ name }) => edge.columns.includes(name));
  return named.every(({ nullable, hasDefault, generated }) => !nullable && hasDefault && generated === 'no');
}

/**
 * The row hangs from another subject's. Where the parent's condition is large, and each of its rows is somebody's, that
 * it is not the subject's says as much: if it is both, the parent's own check counts it.
 */
export function hangsFromAnother(setting: Setting, edge: Edge, parent: Ownership): Predicate {
  if (edge.onDelete === null || !parent.declared || isWrittenOut(parent.foreign))
    return hangsFromForeign(setting, edge, parent);
  return all([hangs(edge, all([])), not(hangsFromOwned(setting, edge, parent))]);
}

function read({ table, columns, compare: { path, uuid, asText, list } }: Edge, setting: Setting): Reading {
  if (list === true) return { list, ...(asText === true ? { asText } : {}) };
  if (path !== undefined || uuid === 'keys')
    return { ...(path === undefined ? {} : { path }), ...(uuid === 'keys' ? { anyCase: true } : {}) };
  const named = tableOf(setting, table).columns.filter(({ name }) => columns.includes(name));
  return asText === true && named.some(({ category }) => category !== 'S') ? { asText: true } : {};
}

/** Edges by which every row names its tenant. A person's rows have none: there each path counts for itself. */
function tenantColumns({ policy, root }: Setting, edges: readonly Edge[]): readonly Edge[] {
  if (policy.ownership === 'person') return [];
  return edges.filter(
    (edge) =>
      edge.to === root.name &&
      edge.table !== root.name &&
      !edge.owns &&
      edge.nullable.length === 0 &&
      isWhole(edge) &&
      columnsFor(edge, root.key) !== null,
  );
}

export function ownershipOf(ownerships: Ownerships, table: string): Ownership {
  return found(ownerships.get(table), `${table} has no ownership yet`);
}

function edges(reach: Reach, table: string): readonly Edge[] {
  return found(reach.get(table), `${table} is not reached`);
}
