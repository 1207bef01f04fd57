import { byCodeUnit } from '../schema/order.ts';
import type { Carriages } from './carriage.ts';
import { all, any, not } from './combine.ts';
import type { Cycles } from './cycles.ts';
import type { Decided } from './decided.ts';
import { hangsFromGoing } from './detachments.ts';
import type { Draft } from './drafts.ts';
import { type Edge, referredToBy } from './edges.ts';
import type { Finding } from './finding.ts';
import { goingRows, ownedRows } from './named.ts';
import { everyRow, isDetached } from './owned.ts';
import { ownershipOf } from './ownership.ts';
import { isOwner } from './owns-edges.ts';
import type { Holder, OwnedTable, Owns } from './plan.ts';
import { leadsTo, type Precedence } from './precedence.ts';
import type { Predicate } from './predicate.ts';
import { edgesTo, ruleOf, type Setting } from './setting.ts';

/** What owns rows of the table, of the rows that go. */
function owners({ ownerships, fates }: Decided, table: string): readonly Edge[] {
  return ownershipOf(ownerships, table).anchors.filter(({ owns, to }) => owns && fates.get(to)?.goes);
}

/** Owned tables of which rows go, or are emptied for good, when their owners go. */
function settledWithOwners({ setting, fates }: Decided): readonly string[] {
  return [...setting.keeping.keys()].filter((table) => {
    const rule = ruleOf(setting, table);
    return fates.get(table)?.goes || (rule?.rule === 'anonymise' && rule.keepFor === null);
  });
}

/** By each table whose rows go: the tables of which rows go with them. */
export function goingWithOwners(known: Decided): ReadonlyMap<string, readonly string[]> {
  const pairs = [...known.setting.keeping.keys()]
    .filter((table) => known.fates.get(table)?.goes)
    .flatMap((table) => owners(known, table).map(({ to }) => ({ owner: to, table })));
  const byOwner = Map.groupBy(pairs, ({ owner }) => owner);
  return new Map([...byOwner].map(([owner, owned]) => [owner, distinct(owned.map(({ table }) => table))]));
}

const distinct = (tables: readonly string[]): readonly string[] => [...new Set(tables)].sort(byCodeUnit);

/** What the rows of a step own. */
export function ownsOf(known: Decided, owner: string): readonly Owns[] {
  return settledWithOwners(known)
    .flatMap((table) => owners(known, table).filter(({ to }) => to === owner))
    .map(({ table, columns, toColumns, compare }) => ({ columns: toColumns, table, toColumns: columns, compare }));
}

/** Each owned table with what may refer to its rows. */
export function ownedTablesOf(known: Decided): readonly OwnedTable[] {
  return settledWithOwners(known)
    .filter((table) => owners(known, table).length > 0)
    .sort(byCodeUnit)
    .map((table) => ({ table, holders: holdersOf(known, table), shared: sharedOf(known, table) }));
}

function holdersOf(known: Decided, table: string): readonly Holder[] {
  const { setting } = known;
  const keeping = (setting.keeping.get(table) ?? []).map((edge) => ({
    table: edge.table,
    rows: referredToBy(edge, everyRow),
    keeping: staying(known, edge),
  }));
  const hanging = edgesTo(setting, table)
    .filter(({ owns }) => !owns)
    .map((edge) => ({
      table: edge.table,
      rows: referredToBy(edge, everyRow),
      keeping: edge.table === table && !isDetached(edge, setting) ? referredToBy(edge, notGoing(known, table)) : null,
    }));
  return [...keeping, ...hanging];
}

/** Rows keep what they refer to while they stay. Another owner keeps it until it goes itself. */
function staying(known: Decided, edge: Edge): Predicate {
  const owner = known.setting.owns.some((owns) => isOwner(edge, owns));
  return referredToBy(edge, owner ? everyRow : notGoing(known, edge.table));
}

function notGoing({ fates }: Decided, table: string): Predicate {
  const goes = fates.get(table)?.goes;
  return goes ? not(goingRows(table, goes)) : everyRow;
}

/** Rows that are owned by rows that go, and stay because rows that stay refer to them too. */
function sharedOf(known: Decided, table: string): Predicate {
  const own = ownershipOf(known.ownerships, table);
  const owned = any(owners(known, table).map((edge) => hangsFromGoing(edge, known)));
  return all([owned, known.fates.get(table)?.goes ? notGoing(known, table) : not(ownedRows(own))]);
}

/** What counting and deleting look into. */
export function predicatesOf({ holders, shared }: OwnedTable): readonly Predicate[] {
  return [shared, ...holders.flatMap(({ rows, keeping }) => (keeping === null ? [rows] : [rows, keeping]))];
}

/**
 * Rows that refer to an owned row, and go, go before its owners: else it would stay for them, and be nobody's when they
 * have gone. Where the owners must go before, or in batches of the same step, those rows have to be owners too.
 */
export function keepersFirst(
  known: Decided,
  drafts: readonly Draft[],
  carriagesNow: () => Carriages,
  constraintsNow: (carriages: Carriages) => Precedence,
): { readonly given: ReadonlyMap<number, readonly number[]>; readonly findings: readonly Finding[] } {
  const given = new Map<number, readonly number[]>();
  if (known.setting.keeping.size === 0) return { given, findings: [] };
  const carriages = carriagesNow();
  const constraints = constraintsNow(carriages);
  const after = constraints.after.map((lists) => [...lists]);
  const findings: Finding[] = [];
  const deleting = (tables: readonly string[]): readonly number[] =>
    drafts.flatMap(({ step }, number) => (step.kind === 'delete' && tables.includes(step.table) ? [number] : []));
  const together = (tables: readonly string[]): readonly number[] =>
    deleting(takenTogether(tables, carriages, known.setting));
  for (const [table, keeping] of known.setting.keeping) {
    const taking = stepsTaking(known, table);
    for (const edge of keeping.filter((each) => !known.setting.owns.some((owns) => isOwner(each, owns)))) {
      const before = together(stepsTaking(known, edge.table));
      // What goes in one statement with the subject's own row is gone when it is looked at what that owned.
      const last = known.setting.keeping.has(edge.table) ? [] : deleting([known.setting.root.name]);
      const behind = together(taking).filter((number) => !last.includes(number));
      const late = behind.some((from) => before.some((to) => leadsTo({ ...constraints, after }, from, to)));
      if (late) findings.push(ownerMissing(edge, owners(known, table)));
      for (const number of late ? [] : before) {
        after[number]?.push(behind);
        given.set(number, [...(given.get(number) ?? []), ...behind]);
      }
    }
  }
  return { given, findings };
}

/** These, and all that goes with them because they own it. */
export function takenWith(
  tables: readonly string[],
  owners: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const taken = new Set(tables);
  for (const owner of taken) for (const table of owners.get(owner) ?? []) taken.add(table);
  return [...taken];
}

/** The tables whose steps take the rows of this one: itself, or those that own its rows, or own these. */
function stepsTaking(known: Decided, table: string): readonly string[] {
  const taken = new Set(known.fates.get(table)?.goes ? [table] : []);
  for (const each of taken)
    if (known.setting.keeping.has(each)) for (const { to } of owners(known, each)) taken.add(to);
  return [...taken].filter((each) => !known.setting.keeping.has(each));
}

/** With the others of their circles: rows of each may go in the step of any. The subject's own row goes in its own. */
function takenTogether(tables: readonly string[], { rings, knots }: Carriages, { root }: Setting): readonly string[] {
  const circles = [...rings, ...knots.map((knot) => knot.tables)];
  const touched = circles.filter((circle) => circle.some((table) => table !== root.name && tables.includes(table)));
  return distinct([...tables, ...touched.flat()]);
}

function ownerMissing(edge: Edge, owners: readonly Edge[]): Finding {
  const names = distinct(owners.map(({ to }) => to)).join(', ');
  return {
    code: 'UNDECIDED',
    table: edge.to,
    message: `rows of ${edge.to} go with rows of ${names} that own them, and rows of ${edge.table} that refer to them (${edge.name}) go later: then nothing would say that they were owned`,
    next: `Write ${ownsWord(edge)} under owned in the store too, if they go with the last of both.`,
  };
}

/** What nobody can carry out as it is written, and what is written and matters to nothing. */
export function ownedFindings(known: Decided, { knots }: Cycles): readonly Finding[] {
  const tied = knots.flatMap(({ tables, edges }) => {
    const table = tables.find((each) => known.setting.keeping.has(each));
    return table === undefined ? [] : [inCircle(table, edges)];
  });
  return [...tied, ...roundAbout(known), ...letGo(known)];
}

/** Owners that are found only through what they own: where that ends, no predicate says. */
function roundAbout({ setting, ownerships, fates }: Decided): readonly Finding[] {
  return [...setting.keeping.keys()]
    .filter((table) => fates.get(table)?.goes)
    .flatMap((table) => ownershipOf(ownerships, table).others.filter(({ owns }) => owns))
    .map(({ table, columns, to, toColumns }) => ({
      code: 'UNDECIDED',
      table,
      message: `rows of ${to} own rows of ${table} (${toColumns.join(', ')}), and are found only through these or through what these own`,
      next: `Leave ${ownsWord({ table: to, columns: toColumns, to: table, toColumns: columns })} out of owned: those rows then stay while rows of ${to} refer to them.`,
    }));
}

function ownsWord({ table, columns, to, toColumns }: Pick<Edge, 'table' | 'columns' | 'to' | 'toColumns'>): string {
  const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
  return `owns('${table}', { columns: [${list(columns)}], to: '${to}', toColumns: [${list(toColumns)}] })`;
}

function inCircle(table: string, edges: readonly Edge[]): Finding {
  const names = edges.map((edge) => `${edge.table}.${edge.name}`).join(', ');
  return {
    code: 'CYCLE_UNBROKEN',
    table,
    message: `rows of ${table} go with the rows that own them, and are in a circle of references in which no link can be cut (${names})`,
    next: `Make the columns of one of these references nullable, such as ${edges[0]?.table}.${edges[0]?.columns.join(', ')}.`,
  };
}

/** Rows that stay, and by their rule lose the link to what they own. */
function letGo({ setting, fates }: Decided): readonly Finding[] {
  return setting.edges
    .filter(({ owns, to }) => owns && fates.get(to)?.stays)
    .flatMap((edge) => {
      const rule = ruleOf(setting, edge.to);
      const emptied =
        rule?.rule === 'anonymise' && edge.toColumns.some((column) => rule.columns[column]?.with === 'null');
      if (!emptied) return [];
      const columns = edge.toColumns.join(', ');
      return [
        {
          code: 'UNDECIDED' as const,
          table: edge.table,
          message: `rows of ${edge.to} stay and lose ${columns}, by which they own rows of ${edge.table}: those would be nobody's, and stay`,
          next: `Let '${edge.to}' be anonymised without ${columns}: what they own then stays with them.`,
        },
      ];
    });
}

/** Declared owners whose rows are found by themselves: for those that are not, it changes nothing. */
export function ownedOtherwise({ setting, ownerships }: Pick<Decided, 'setting' | 'ownerships'>): readonly Finding[] {
  const { root, keeping, owns, policy } = setting;
  const tables = owns
    .filter(({ table, to }) => table !== root.name && ownerships.has(to) && !keeping.has(table))
    .flatMap(({ table }) => (ownerships.get(table)?.byColumn === false ? [table] : []));
  return distinct(tables).map((table) => ({
    code: 'OWNED_OTHERWISE',
    table,
    message: `rows of ${table} are the ${policy.kind}'s by references of their own; that rows of it own some is not looked at for the others`,
    next: `Nothing, if the others are meant to stay; else let those references be detached, or make them NOT NULL.`,
  }));
}
