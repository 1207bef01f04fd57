import { canonicalJson } from '../canonical-json.ts';
import type { Carriages } from './carriage.ts';
import type { Draft } from './drafts.ts';
import type { Edge } from './edges.ts';
import { found } from './found.ts';
import type { Predicate } from './predicate.ts';
import { readsOf } from './reads.ts';
import type { Fates } from './spine.ts';

/** `before` is carried out before `after`. */
export interface Constraint {
  readonly before: Draft;
  readonly after: Draft;
}

export interface Ordered {
  readonly drafts: readonly Draft[];
  readonly edges: readonly Edge[];
  readonly fates: Fates;
}

/** What the order of steps must keep to, given which tables go with the cascade of which. */
export function constraintsOf(ordered: Ordered, carriages: Carriages): readonly Constraint[] {
  const world: World = { ...ordered, carriages };
  return [
    ...leavesFirst(world),
    ...headsFirst(world),
    ...ordered.drafts.flatMap((draft) => [...freesFirst(draft, world), ...readsFirst(draft, world)]),
    ...rootLast(ordered.drafts),
  ];
}

/**
 * Triggers of `before` may write into the table of `after`: kept to where it can be. Else the final sweep finds what they
 * wrote, or trigger-findings.ts says that it would not.
 */
export function wishesOf(drafts: readonly Draft[]): readonly Constraint[] {
  return drafts.flatMap((before) =>
    deletes(drafts)
      .filter((after) => before !== after && before.step.triggerWrites.includes(after.step.table))
      .map((after) => ({ before, after })),
  );
}

interface World extends Ordered {
  readonly carriages: Carriages;
}

/** A row goes before the row it refers to, unless it goes with it or was cut off. */
function leavesFirst({ drafts, edges, carriages }: World): readonly Constraint[] {
  const cut = new Set(drafts.map(({ breaks }) => breaks));
  const together = [...carriages.rings, ...carriages.knots.map(({ tables }) => tables)];
  return edges
    .filter((edge) => edge.onDelete !== null && edge.table !== edge.to && !cut.has(edge))
    .filter((edge) => !together.some((circle) => circle.includes(edge.table) && circle.includes(edge.to)))
    .flatMap((edge) =>
      deletes(drafts)
        .filter((draft) => draft.step.table === edge.table)
        .flatMap((before) => takers(drafts, carriages, edge.to, edge.table).map((after) => ({ before, after }))),
    );
}

/** The steps that delete rows of `table`, those of heads included, without heads that take `child` along too. */
function takers(drafts: readonly Draft[], carriages: Carriages, table: string, child: string | null): readonly Draft[] {
  const heads = [...carriages.groups].filter(([head, group]) => {
    const takesTable = head === table || group.includes(table);
    return takesTable && (child === null || (head !== child && !group.includes(child)));
  });
  const own = child !== null && (carriages.groups.get(table) ?? []).includes(child) ? [] : [table];
  const names = new Set([...own, ...heads.map(([head]) => head)]);
  return deletes(drafts).filter((draft) => names.has(draft.step.table));
}

/** A carried table's own step is the pass for what its head left over. */
function headsFirst({ drafts, carriages }: World): readonly Constraint[] {
  return deletes(drafts).flatMap((after) => {
    const head = carriages.carriers.get(after.step.table)?.head;
    return deletes(drafts)
      .filter((before) => before.step.table === head)
      .map((before) => ({ before, after }));
  });
}

function freesFirst(before: Draft, { drafts, carriages }: World): readonly Constraint[] {
  return before.frees.flatMap(({ to }) => takers(drafts, carriages, to, null).map((after) => ({ before, after })));
}

/** A predicate must still find what it looks for. */
function readsFirst(before: Draft, { drafts, carriages, fates }: World): readonly Constraint[] {
  const { step } = before;
  const head = step.kind === 'delete' ? carriages.carriers.get(step.table)?.head : undefined;
  const carriers = head === undefined ? [] : [head, ...found(carriages.groups.get(head), `${head} carries nothing`)];
  const survives = (table: string, where: Predicate): boolean => within(where, fates.get(table)?.stays ?? null);
  const reads = readsOf(step.predicate, step.table, { carriers: new Set([...carriers, ...before.held]), survives });
  const takes = [...reads.tables].flatMap((table) => takers(drafts, carriages, table, null));
  const writes = drafts.filter((draft) =>
    written(draft).some((column) => reads.columns.get(draft.step.table)?.has(column)),
  );
  return [...takes, ...writes].filter((after) => after !== before).map((after) => ({ before, after }));
}

/** Every row that matches is one of those that stay. */
function within(where: Predicate, stays: Predicate | null): boolean {
  if (stays === null) return false;
  const parts = new Set(partsOf(where));
  return partsOf(stays).every((part) => parts.has(part));
}

function partsOf(predicate: Predicate): readonly string[] {
  return (predicate.op === 'all' ? predicate.of : [predicate]).map(canonicalJson);
}

function written({ step }: Draft): readonly string[] {
  if (step.kind === 'delete') return [];
  return step.kind === 'detach' ? step.columns : Object.keys(step.columns);
}

/** The subject's own row is locked in the last transaction, which ends all that could still refer to it. */
function rootLast(drafts: readonly Draft[]): readonly Constraint[] {
  return drafts
    .filter(({ step }) => step.root)
    .flatMap((after) =>
      drafts
        .filter(({ step }) => !step.root || (step.kind === 'anonymise' && after.step.kind === 'delete'))
        .map((before) => ({ before, after })),
    );
}

function deletes(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.filter(({ step }) => step.kind === 'delete');
}
