import { deepFreeze } from '../schema/freeze.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { Carriages } from './carriage.ts';
import { carriagesOf, leastCarriages } from './cascades.ts';
import { checksOf } from './checks.ts';
import { constraintsOf, wishesOf } from './constraints.ts';
import { cyclesOf } from './cycles.ts';
import { databaseFindings } from './database-findings.ts';
import type { Decided } from './decided.ts';
import { cutsOf } from './detachments.ts';
import { type Draft, draftsOf } from './drafts.ts';
import type { Edge } from './edges.ts';
import { unfencedOf, unfencedWarnings, unguardedOf } from './fence.ts';
import type { Finding } from './finding.ts';
import { type TableHold, underHolds } from './holds.ts';
import { namedIn, namesOf } from './named.ts';
import { type Order, orderOf, preferred } from './order.ts';
import { reachedIn } from './owned.ts';
import {
  goingWithOwners,
  keepersFirst,
  ownedFindings,
  ownedOtherwise,
  ownedTablesOf,
  ownsOf,
  predicatesOf,
  takenWith,
} from './owners.ts';
import { ownershipsOf } from './ownership.ts';
import type { Outline, Step, Tie } from './plan.ts';
import { misfits, unknownNames } from './policy-findings.ts';
import { isPossible } from './precedence.ts';
import {
  ignoredReferences,
  nullableTenantLinks,
  undecidedTenantLinks,
  unreachedRules,
  unreachedTables,
} from './reach-findings.ts';
import { keptOf } from './residuals.ts';
import { returningOf } from './returning.ts';
import { type Named, type Root, rootOf } from './root.ts';
import { settingOf } from './setting.ts';
import { fatesOf, spineFindings } from './spine.ts';
import { tracesOf } from './traces.ts';
import { triggerFindings } from './trigger-findings.ts';
import { unindexedOf } from './unindexed.ts';
import { blockerUses, effectUses } from './uses.ts';

export interface Asked extends Named {
  /** Holds on single tables that are in force for it. One on all of it forbids the run, not rows of the plan. */
  readonly holds: readonly TableHold[];
  readonly policyHash: string;
  readonly schemaFingerprint: string;
}

/** What will be done to delete this subject, in order, and all that speaks against it. Frozen; the same for equal input. */
export function outline(asked: Asked): Outline {
  const frame = {
    v: 1 as const,
    subject: asked.subject,
    store: asked.store.name,
    policyHash: asked.policyHash,
    schemaFingerprint: asked.schemaFingerprint,
    insertGuard: asked.policy.insertGuard,
  };
  const known = [
    ...unknownNames(asked.schema, asked.store.config, asked.policy),
    ...misfits(asked.schema, asked.store.config, asked.policy),
  ];
  const rooted = rootOf(asked);
  if (rooted.root === null) return deepFreeze({ ...frame, ...blank, findings: sorted([...known, ...rooted.findings]) });
  const body = planned(asked, rooted.root, rooted.findings);
  return deepFreeze({ ...frame, ...body, findings: sorted([...known, ...rooted.findings, ...body.findings]) });
}

const blank = {
  ...{ steps: [], kept: [], ignored: [], effects: [], blockers: [], checks: [], warnings: [], unfenced: [] },
} as const;

function planned(
  { schema, store, policy, holds }: Asked,
  root: Root,
  doubtful: readonly Finding[],
): Omit<Outline, 'v' | 'subject' | 'store' | 'policyHash' | 'schemaFingerprint' | 'insertGuard'> {
  const free = settingOf(schema, store.config, policy, root);
  const { setting: whole, reach } = reachedIn(free);
  const ownerships = ownershipsOf(whole, reach);
  const setting = underHolds(whole, ownerships, holds);
  const fates = fatesOf(setting, ownerships);
  const known = { setting, ownerships, fates };
  const cuts = cutsOf(setting, ownerships, fates);
  const cycles = cyclesOf(known);
  const made = draftsOf(known, [...cuts.detachments, ...cycles.detachments]);
  const drafts = made.toSorted(preferred);
  const names = namesOf(ownerships, fates);
  const owners = goingWithOwners(known);
  const ordered = { drafts, edges: setting.edges, fates, names, ownerships, owners, given: new Map() };
  const keepers = keepersFirst(known, drafts, () => leastCarriages(known, cycles), constraintsOf(ordered));
  const constraints = constraintsOf({ ...ordered, given: keepers.given });
  const carriages = carriagesOf(known, cycles, (tried) => isPossible(constraints(tried)));
  const order = orderOf(drafts, constraints(carriages), wishesOf(made));
  const owned = ownedTablesOf(known);
  const kept = keptOf(setting, fates);
  const database = databaseFindings(setting, { drafts, kept, store: store.config });
  const unindexed = unindexedOf(setting, deletedIn(drafts));
  const unfenced = unfencedOf(setting, ownerships, fates);
  const unguarded = unguardedOf(setting, ownerships, unfenced);
  const detached = new Set(cuts.detachments.map(({ edge }) => edge.table));
  const asked = new Set([...detached, ...[...cuts.findings, ...doubtful].map(({ table }) => table)]);
  const all = [...order.drafts, ...order.stuck];
  const byTriggers = triggerFindings(setting, { ownerships, fates, drafts: all, carriages });
  const uses = {
    steps: stepsOf(order, carriages, known),
    kept: byTable(kept),
    effects: effectUses(policy, ownerships),
    blockers: blockerUses(policy, ownerships),
    checks: byTable(checksOf(setting, ownerships, fates)),
  };
  const returning = returningOf(setting, ownerships);
  const traces = tracesOf({ setting, ownerships }, uses.steps, store.config);
  const named = namedIn(
    [
      ...Object.values(uses).flatMap((of) => of.map(({ predicate }) => predicate)),
      ...owned.flatMap(predicatesOf),
      ...uses.steps.flatMap((step) =>
        step.kind === 'detach' && step.members?.of === 'table' ? [step.members.where] : [],
      ),
      ...(traces?.places.flatMap(({ rows }) => rows ?? []) ?? []),
      ...returning.map(({ rows }) => rows),
    ],
    names,
  );
  return {
    ...uses,
    ignored: byTable(
      [...setting.ignored].map(([table, because]) => ({
        ...{ table, because },
        ...(setting.searched.has(table) ? { unlessFound: true as const } : {}),
      })),
    ),
    findings: [
      ...cuts.findings,
      ...keepers.findings,
      ...ownedFindings(known, cycles),
      ...stuckFindings(order),
      ...spineFindings(setting, ownerships, fates),
      ...undecidedTenantLinks(setting, ownerships),
      ...ignoredReferences(setting, fates),
      ...unreachedRules(setting, ownerships, asked),
      ...byTriggers,
      ...unreachedTables(setting, ownerships, new Set([...asked, ...byTriggers.map(({ table }) => table)])),
      ...database.findings,
    ],
    warnings: sorted([
      ...nullableTenantLinks(setting, ownerships),
      ...ownedOtherwise(known),
      ...unfencedWarnings(setting, unfenced, unguarded),
      ...database.warnings,
    ]),
    unfenced,
    ...(unguarded.length === 0 ? {} : { unguarded }),
    ...(named.length === 0 ? {} : { named }),
    ...(owned.length === 0 ? {} : { owned }),
    ...(unindexed.length === 0 ? {} : { unindexed }),
    ...(traces === null ? {} : { traces }),
    ...(returning.length === 0 ? {} : { returning }),
  };
}

function stepsOf({ drafts, stuck }: Order, carriages: Carriages, known: Decided): readonly Step[] {
  const { root } = known.setting;
  const owners = goingWithOwners(known);
  return [...drafts, ...stuck].map(({ step }, index) => {
    const no = index + 1;
    if (step.kind !== 'delete') return { ...step, no };
    const knot = carriages.knots.find(({ tables }) => tables.includes(step.table));
    const circle = knot?.tables ?? carriages.rings.find((tables) => tables.includes(step.table)) ?? [];
    const mates = circle.filter((table) => table !== step.table && (step.root || table !== root.name));
    const group = knot === undefined ? (carriages.groups.get(step.table) ?? mates) : mates;
    const carrier = carriages.carriers.get(step.table);
    const owner = [...owners.keys()].sort(byCodeUnit).find((each) => owners.get(each)?.includes(step.table));
    const writes = takenWith([step.table, ...group], owners).flatMap((table) => writesOf(drafts, table));
    const owns = ownsOf(known, step.table);
    return {
      ...step,
      no,
      cascades: [...group].sort(byCodeUnit),
      carriedBy: owner ?? carrier?.head ?? null,
      leftovers: carrier?.leftovers ?? false,
      triggerWrites: [...new Set(writes)].sort(byCodeUnit),
      ...(knot === undefined ? {} : { knot: knot.edges.map(tieOf) }),
      ...(owns.length === 0 ? {} : { owns }),
    };
  });
}

function tieOf({ table, columns, to, toColumns, when, compare }: Edge): Tie {
  return { table, columns, to, toColumns, when, compare };
}

function deletedIn(drafts: readonly Draft[]): ReadonlySet<string> {
  return new Set(drafts.flatMap(({ step }) => (step.kind === 'delete' ? [step.table] : [])));
}

/** A head's batches fire the triggers of all that goes with it. */
function writesOf(drafts: readonly Draft[], table: string): readonly string[] {
  return drafts.flatMap(({ step }) => (step.kind === 'delete' && step.table === table ? step.triggerWrites : []));
}

/** No circle of references, and still no order: steps that each need what another changes. */
function stuckFindings({ stuck }: Order): readonly Finding[] {
  const tables = [...new Set(stuck.filter(({ step }) => !step.root).map(({ step }) => step.table))].sort(byCodeUnit);
  const [table] = tables;
  if (table === undefined) return [];
  return [
    {
      code: 'CYCLE_UNBROKEN',
      table,
      message: `no order of steps is possible: ${tables.join(', ')} each need rows or columns that another of them changes`,
      next: 'Give one of these tables another rule, or do not anonymise or detach a column by which rows are found.',
    },
  ];
}

function byTable<T extends { readonly table: string }>(items: readonly T[]): readonly T[] {
  // Sorting is stable: within a table the order is that of the edges, which are sorted.
  return [...items].sort((a, b) => byCodeUnit(a.table, b.table));
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ code, table, message }: Finding): string => JSON.stringify([code, table, message]);
  const distinct = new Map(findings.map((finding) => [key(finding), finding]));
  return [...distinct].sort(([a], [b]) => byCodeUnit(a, b)).map(([, finding]) => finding);
}
