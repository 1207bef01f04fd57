import { canonicalJson } from '../canonical-json.ts';
import type { Carriages } from './carriage.ts';
import type { Draft } from './drafts.ts';
import type { Edge } from './edges.ts';
import { found } from './found.ts';
import { type Names, ownedRows } from './named.ts';
import type { Ownership, Ownerships } from './ownership.ts';
import type { Precedence } from './precedence.ts';
import type { Predicate } from './predicate.ts';
import { readsOf } from './reads.ts';
import type { Fates } from './spine.ts';

export interface Ordered {
  /** In the order preferred where nothing forbids it. */
  readonly drafts: readonly Draft[];
  readonly edges: readonly Edge[];
  readonly fates: Fates;
  readonly names: Names;
  readonly ownerships: Ownerships;
  /** By owner: the tables of which rows go with its rows. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** By step, others that it must come before as well. */
  readonly given: ReadonlyMap<number, readonly number[]>;
}

/** What the order of steps must keep to, given which tables go with the cascade of which. Asked for many carriages. */
export function constraintsOf(ordered: Ordered): (carriages: Carriages) => Precedence {
  const ground = groundOf(ordered);
  return (carriages) => {
    const world: World = { ...ground, carriages, takers: takersOf(ground, carriages) };
    const after: Lists[] = [
      ...ordered.drafts.map((draft, number) => [ground.always[number] ?? [], ...readsFirst(draft, world)]),
      ...[...ground.gates.keys()].map((table) => [world.takers(table)]),
    ];
    leavesFirst(world, after);
    headsFirst(world, after);
    ownersFirst(world, after);
    return { steps: ordered.drafts.length, after };
  };
}

/** `before` had better be carried out before `after`. */
export interface Wish {
  readonly before: Draft;
  readonly after: Draft;
}

/**
 * Triggers of `before` may write into the table of `after`: kept to where it can be. Else the final sweep finds what they
 * wrote, or trigger-findings.ts says that it would not.
 */
export function wishesOf(drafts: readonly Draft[]): readonly Wish[] {
  const deletes = drafts.filter(({ step }) => step.kind === 'delete');
  return drafts
    .filter(({ step }) => step.triggerWrites.length > 0)
    .flatMap((before) =>
      deletes
        .filter((after) => before !== after && before.step.triggerWrites.includes(after.step.table))
        .map((after) => ({ before, after })),
    );
}

/** What does not depend on the carriages. */
interface Ground {
  readonly drafts: readonly Draft[];
  /** By table, the step that deletes from it. */
  readonly deletes: ReadonlyMap<string, number>;
  /** By table, what stands for all steps that delete its rows: its own, and those of heads that take it along. */
  readonly gates: ReadonlyMap<string, number>;
  /** Whatever is carried, by step. */
  readonly always: readonly (readonly number[])[];
  /** References by which a child goes before its parent, unless it goes with it. */
  readonly binding: readonly Edge[];
  readonly look: (draft: Draft, head: string | null, group: readonly string[]) => Look;
  readonly owners: Ordered['owners'];
  /** Tables whose rows go with what owns them. */
  readonly owned: ReadonlySet<string>;
}

/** What a step must find unchanged, as what comes after it. */
interface Look {
  readonly tables: ReadonlySet<string>;
  /** One for each of the tables from which rows go. */
  readonly gates: readonly number[];
  /** Steps that change a column it reads. */
  readonly writers: readonly number[];
}

/** What comes after one step. */
type Lists = (readonly number[])[];

interface World extends Ground {
  readonly carriages: Carriages;
  readonly takers: Takers;
}

function groundOf(ordered: Ordered): Ground {
  const { drafts, edges, owners, given } = ordered;
  const deletes = deletesOf(drafts);
  const gates = new Map([...deletes.keys()].map((table, at) => [table, drafts.length + at]));
  const cut = new Set(drafts.map(({ breaks }) => breaks));
  const roots = drafts.flatMap(({ step }, number) => (step.root ? [number] : []));
  const owned = new Set([...owners.values()].flat());
  const later = ownedByRoot(drafts, owners);
  return {
    ...{ drafts, deletes, gates, owners, owned },
    always: drafts.map((draft, number) => [
      ...freesFirst(draft, gates),
      ...(draft.step.kind === 'delete' && later.has(draft.step.table) ? [] : rootLast(draft, roots, drafts)),
      ...(given.get(number) ?? []),
    ]),
    binding: edges.filter(
      (edge) => edge.onDelete !== null && edge.table !== edge.to && !cut.has(edge) && !owned.has(edge.table),
    ),
    look: lookOnce(ordered, gates),
  };
}

function deletesOf(drafts: readonly Draft[]): ReadonlyMap<string, number> {
  return new Map(drafts.flatMap(({ step }, number) => (step.kind === 'delete' ? [[step.table, number]] : [])));
}

function freesFirst(before: Draft, gates: ReadonlyMap<string, number>): readonly number[] {
  return before.frees.flatMap(({ to }) => gates.get(to) ?? []);
}

/** The subject's own row is locked in the last transaction, which ends all that could still refer to it. */
function rootLast({ step }: Draft, roots: readonly number[], drafts: readonly Draft[]): readonly number[] {
  const emptiedFirst = (number: number): boolean =>
    step.kind === 'anonymise' && draftOf(drafts, number).step.kind === 'delete';
  return step.root ? roots.filter(emptiedFirst) : roots;
}

/** What the subject's own row owns goes with it, and what that owns. */
function ownedByRoot(drafts: readonly Draft[], owners: Ordered['owners']): ReadonlySet<string> {
  const owning = new Set(drafts.flatMap(({ step }) => (step.root ? [step.table] : [])));
  const owned = new Set<string>();
  for (const owner of owning) {
    for (const table of owners.get(owner) ?? []) {
      owned.add(table);
      owning.add(table);
    }
  }
  return owned;
}

/** The steps that delete rows of a table. */
type Takers = (table: string) => readonly number[];

function takersOf({ deletes, owners }: Ground, { groups }: Carriages): Takers {
  const takers = new Map([...deletes].map(([table, number]) => [table, [number]]));
  for (const [head, group] of [...groups, ...owners]) {
    const number = deletes.get(head);
    if (number !== undefined) for (const table of group) takers.get(table)?.push(number);
  }
  return (table) => takers.get(table) ?? [];
}

/** A row goes before the row it refers to, unless it goes with it or was cut off. */
function leavesFirst({ binding, drafts, deletes, gates, carriages, takers }: World, after: readonly Lists[]): void {
  const groups = new Map([...carriages.groups].map(([head, group]) => [head, new Set(group)]));
  const together = [...carriages.rings, ...carriages.knots.map(({ tables }) => tables)];
  const circles = new Map(together.flatMap((circle, at) => circle.map((table) => [table, at])));
  for (const { table: child, to } of binding) {
    const before = deletes.get(child);
    const gate = gates.get(to);
    const circle = circles.get(child);
    if (before === undefined || gate === undefined || (circle !== undefined && circle === circles.get(to))) continue;
    const takesChild = (number: number): boolean => {
      const { table } = draftOf(drafts, number).step;
      return table === child || groups.get(table)?.has(child) === true;
    };
    const all = takers(to);
    after[before]?.push(all.some(takesChild) ? all.filter((number) => !takesChild(number)) : [gate]);
  }
}

/** A carried table's own step is the pass for what its head left over. */
function headsFirst({ deletes, carriages }: World, after: readonly Lists[]): void {
  for (const [table, { head }] of carriages.carriers) {
    const [before, carried] = [deletes.get(head), deletes.get(table)];
    if (before !== undefined && carried !== undefined) after[before]?.push([carried]);
  }
}

/** The step of an owned table is there to be counted: its rows go with the steps of its owners, and it comes after all. */
function ownersFirst({ deletes, owners }: World, after: readonly Lists[]): void {
  for (const [owner, tables] of owners) {
    const before = deletes.get(owner);
    const behind = tables.flatMap((table) => deletes.get(table) ?? []).filter((number) => number !== before);
    if (before !== undefined) after[before]?.push(behind);
  }
}

/** A predicate must still find what it looks for. */
function readsFirst(before: Draft, { look, drafts, gates, carriages, takers, owned: carried }: World): Lists {
  const { step } = before;
  if (step.kind === 'delete' && carried.has(step.table)) return [];
  if (step.kind !== 'delete') return listsOf(look(before, null, []));
  const head = carriages.carriers.get(step.table)?.head ?? null;
  const group = head === null ? [] : found(carriages.groups.get(head), `${head} carries nothing`);
  const looked = look(before, head, group);
  const own = [step.table, ...(carriages.groups.get(step.table) ?? [])].filter((table) => looked.tables.has(table));
  if (own.length === 0) return listsOf(looked);
  // What it takes itself it has found before: only the other takers wait.
  const owned = new Set(own.map((table) => gates.get(table)));
  const others = own.flatMap((table) => takers(table)).filter((number) => draftOf(drafts, number) !== before);
  return [looked.gates.filter((gate) => !owned.has(gate)), others, looked.writers];
}

function listsOf({ gates, writers }: Look): Lists {
  return [gates, writers];
}

/** What a step reads depends on which head carries it, and on nothing else: looked up once for each. */
function lookOnce({ drafts, fates, ownerships, names }: Ordered, gates: ReadonlyMap<string, number>): Ground['look'] {
  const survives = (table: string, where: Predicate): boolean =>
    within(where, fates.get(table)?.stays ?? null, names) || isOthers(where, ownerships.get(table), names);
  const changing = drafts.flatMap((draft, number) => (draft.step.kind === 'delete' ? [] : [{ draft, number }]));
  const writers = Map.groupBy(changing, ({ draft }) => draft.step.table);
  const lookFrom = (draft: Draft, carriers: ReadonlySet<string>): Look => {
    const { tables, columns } = readsOf(draft.step.predicate, draft.step.table, names, {
      carriers,
      survives,
    });
    const changed = [...columns].flatMap(([table, read]) =>
      (writers.get(table) ?? []).filter((writer) => written(writer.draft).some((column) => read.has(column))),
    );
    return {
      tables,
      gates: [...tables].flatMap((table) => gates.get(table) ?? []),
      writers: changed.flatMap((writer) => (cutsTheSame(writer.draft, draft) ? [] : [writer.number])),
    };
  };
  const known = new Map<Draft, Map<string | null, Look>>();
  return (draft, head, group) => {
    const byHead = known.get(draft) ?? new Map<string | null, Look>();
    const look =
      byHead.get(head) ?? lookFrom(draft, new Set([...(head === null ? [] : [head]), ...group, ...draft.held]));
    known.set(draft, byHead.set(head, look));
    return look;
  };
}

/**
 * Two cuts of one reference are of different rows, those that stay and those that go, and no row is found by it. A cut
 * that empties all that another would empty leaves nothing for that to do in its rows.
 */
function cutsTheSame(writer: Draft, reader: Draft): boolean {
  if (writer === reader) return true;
  const [a, b] = [writer.step, reader.step];
  if (a.kind !== 'detach' || b.kind !== 'detach') return false;
  const isWhole = a.table === b.table && b.columns.every((column) => a.columns.includes(column));
  return writer.frees[0] === reader.frees[0] || isWhole;
}

function written({ step }: Draft): readonly string[] {
  if (step.kind === 'delete') return [];
  return step.kind === 'detach' ? step.columns : Object.keys(step.columns);
}

/** Every row that matches is one of those that stay. */
function within(where: Predicate, stays: Predicate | null, names: Names): boolean {
  if (stays === null) return false;
  const parts = new Set(partsOf(where, names).map(canonicalJson));
  return partsOf(stays, names).every((part) => parts.has(canonicalJson(part)));
}

/** Of a table of the subject's, the rows that are not its own: they are others' whatever has gone by then. */
function isOthers(where: Predicate, own: Ownership | undefined, names: Names): boolean {
  const nots = own === undefined ? [] : partsOf(where, names).filter((part) => part.op === 'not');
  return own !== undefined && nots.some(({ of }) => canonicalJson(of) === canonicalJson(ownedRows(own)));
}

function partsOf(predicate: Predicate, names: Names): readonly Predicate[] {
  if (predicate.op === 'named') return partsOf(names(predicate.name).predicate, names);
  return predicate.op === 'all' ? predicate.of.flatMap((part) => partsOf(part, names)) : [predicate];
}

function draftOf(drafts: readonly Draft[], number: number): Draft {
  return found(drafts[number], 'a number of no step');
}
