import type { DetachRule } from '../policy/policy.ts';
import { literal } from '../schema/literal.ts';
import { all, not } from './combine.ts';
import type { Decided } from './decided.ts';
import { actionOf, type Edge, hangsWhole } from './edges.ts';
import type { Finding } from './finding.ts';
import { found } from './found.ts';
import { goingRows, ownedRows } from './named.ts';
import { isDetached } from './owned.ts';
import { hangsFromOwned, type Ownerships, ownershipOf } from './ownership.ts';
import type { Predicate } from './predicate.ts';
import { gradeOf } from './reach.ts';
import { edgesFrom, isBeside, isByValue, isOwned, ruleOf, type Setting } from './setting.ts';
import { emptiedBy, type Fates, holds, wouldCascade } from './spine.ts';
import { undecided } from './undecided.ts';

/** Rows that stay, or go later, are cut off from rows that go. */
export interface Detachment {
  readonly edge: Edge;
  readonly predicate: Predicate;
  readonly columns: readonly string[];
  readonly why: string;
  /** It cuts rows that go, so these may go after the rows they refer to. */
  readonly breaks: boolean;
}

export interface Cuts {
  readonly detachments: readonly Detachment[];
  readonly findings: readonly Finding[];
}

/** For every reference into rows that go, by rows that the plan does not delete: cut it, or ask. */
export function cutsOf(setting: Setting, ownerships: Ownerships, fates: Fates): Cuts {
  const cuts = Object.keys(setting.schema.tables)
    .sort()
    .filter((table) => !setting.ignored.has(table) && !setting.untouchable.has(table))
    .flatMap((table) => edgesFrom(setting, table))
    .filter((edge) => !edge.owns && (fates.get(edge.to)?.goes || isByValue(edge, setting)))
    .map((edge) => cutOf(edge, { setting, ownerships, fates }));
  return { detachments: cuts.flatMap((cut) => cut.detachments), findings: cuts.flatMap((cut) => cut.findings) };
}

const nothing: Cuts = { detachments: [], findings: [] };

/**
 * Why rows that are others' are cut off from the subject: a branch of what goes, a job of another for which it was hired. Null:
 * they are not, and one that hangs from the subject is in the way.
 */
export function whyOthersAreCut(edge: Edge, setting: Setting): string | null {
  const { root } = setting;
  if (edge.compare.list === true) return 'what goes is taken out of the list';
  if (actionOf(edge) === 'set null' && isBeside(edge, setting)) return whoSaysSetNull(edge);
  if (edge.table !== root.name || edge.to !== root.name || edge.cut.length === 0) return null;
  const rule = ruleOf(setting, root.name);
  if (
    rule?.rule === 'detach' &&
    (rule.columns.length === 0 || edge.cut.some((column) => rule.columns.includes(column)))
  )
    return 'the policy detaches it';
  return actionOf(edge) === 'set null' ? whoSaysSetNull(edge) : null;
}

const whoSaysSetNull = ({ said }: Edge): string =>
  said === undefined ? 'the schema declares ON DELETE SET NULL' : 'the configuration says ON DELETE SET NULL';

function cutOf(edge: Edge, known: Decided): Cuts {
  const { setting, ownerships } = known;
  const others = whyOthersAreCut(edge, setting);
  if (others !== null) return cut(edge, known, others, edge.cut);
  const rule = ruleOf(setting, edge.table);
  const owned = isOwned(setting, edge.table);
  // Owned rows that refer to each other are cut where both go, and keep each other where not.
  if (owned && edge.table === edge.to && !isDetached(edge, setting)) return nothing;
  if (rule?.rule === 'detach' && edge.table !== setting.root.name) return byRule(edge, rule, known);
  const own = ownerships.get(edge.table);
  // Of owned rows, only those are the subject's that its own rows own: others may have the same link.
  if (own === undefined || owned) return ofOthers(edge, known);
  const person = setting.policy.ownership === 'person';
  if (person && ![...own.anchors, ...own.others].includes(edge)) return ofOthers(edge, known);
  return ofSurvivors(edge, known);
}

/** A rule `detach`: the links it names, or every link; what it leaves is treated as if it were not there. */
function byRule(edge: Edge, rule: DetachRule, known: Decided): Cuts {
  const named = rule.columns.length === 0 ? edge.cut : rule.columns.filter((column) => edge.columns.includes(column));
  if (rule.columns.length > 0 && named.length === 0)
    return isByValue(edge, known.setting) ? asked(edge, known) : left(edge, known);
  const possible = named.length > 0 && named.every((column) => edge.nullable.includes(column)) && edge.cut.length > 0;
  if (!possible)
    return edge.onDelete === 'cascade' ? { ...nothing, findings: [wouldCascade(edge)] } : asked(edge, known);
  // From rows that stay only as a spine too: the policy wants this link gone, whatever keeps its other end.
  const predicate = isOwned(known.setting, edge.to)
    ? hangsFromGoing(edge, known)
    : hangsFromOwned(known.setting, edge, ownershipOf(known.ownerships, edge.to));
  return {
    ...nothing,
    detachments: [
      { edge, predicate, columns: edge.full ? edge.cut : named, why: 'the policy detaches it', breaks: false },
    ],
  };
}

/** Rows of a table with a rule `detach` that does not name this link. */
function left(edge: Edge, known: Decided): Cuts {
  if (edge.onDelete === null) return nothing;
  if (edge.onDelete === 'cascade') return { ...nothing, findings: [wouldCascade(edge)] };
  return ofOthers(edge, known);
}

/** Rows that are not the subject's, or not by this edge. */
function ofOthers(edge: Edge, known: Decided): Cuts {
  const { setting } = known;
  if (isOwned(setting, edge.table) && ruleOf(setting, edge.table)?.rule === 'delete' && edge.cut.length > 0)
    return { ...nothing, findings: [ownedAndNamed(edge)] };
  // Owned rows may be anybody's, and name no tenant: the schema says that they outlive what they point to.
  if (actionOf(edge) === 'set null' && edge.cut.length > 0 && isOwned(setting, edge.table))
    return cut(edge, known, whoSaysSetNull(edge), edge.cut);
  if (setting.policy.ownership === 'person' && gradeOf(edge, setting) === 'loose') {
    if (actionOf(edge) === 'set null') return cut(edge, known, whoSaysSetNull(edge), edge.cut);
    // The policy decided the table; a link that can be cut beside a stronger one is cut, which deletes least.
    if (known.ownerships.has(edge.table) && setting.policy.rules[edge.table] !== undefined) {
      return cut(edge, known, `the policy decides ${edge.table}, and this link can be cut`, edge.cut);
    }
  }
  return asked(edge, known);
}

/** The policy says that rows of the table go; cut off, those that no owner refers to would stay, and be nobody's. */
const ownedAndNamed = ({ table, to, columns, name }: Edge): Finding => ({
  code: 'UNDECIDED',
  table,
  message: `${table} is owned by rows that refer to it, and its rows hang from ${to} by ${name} too: those that nothing refers to would stay`,
  next: `Write '${table}': detach(${columns.map(literal).join(', ')}) if they may stay, or take the owns(…) of ${table} out of the store, so that 'delete' takes the rows that name ${to}. To have both, delete in the product what only one of them finds.`,
});

const asked = (edge: Edge, { setting }: Decided): Cuts => ({ ...nothing, findings: [undecided(edge, setting)] });

/** The subject's own rows that survive, and hang from rows that go by a link they can lose. */
function ofSurvivors(edge: Edge, known: Decided): Cuts {
  const { setting, ownerships, fates } = known;
  const stays = fates.get(edge.table)?.stays ?? null;
  const free = stays === null || edge.onDelete === null || emptiedBy(setting, edge);
  if (free || holds(setting, edge, ownershipOf(ownerships, edge.table))) return nothing;
  return {
    ...nothing,
    detachments: [
      {
        edge,
        predicate: all([stays, hangsFromGoing(edge, known)]),
        columns: edge.cut,
        why: 'these rows stay',
        breaks: false,
      },
    ],
  };
}

function cut(edge: Edge, known: Decided, why: string, columns: readonly string[]): Cuts {
  const goes = known.fates.get(edge.table)?.goes;
  const hanging = hangsFromGoing(edge, known);
  // Of a list, the subject's own rows go, or stay as they are. Owned rows go with their owners, which may be after what this
  // leads to.
  const own = known.ownerships.get(edge.table);
  const spared = edge.compare.list === true && own !== undefined ? ownedRows(own) : goes;
  const predicate = spared && !isOwned(known.setting, edge.table) ? all([hanging, not(spared)]) : hanging;
  return { ...nothing, detachments: [{ edge, predicate, columns, why, breaks: false }] };
}

/** Like hangsFromOwned, for those of the owned rows that go. */
export function hangsFromGoing(edge: Edge, { setting, ownerships, fates }: Decided): Predicate {
  const fate = found(fates.get(edge.to), `${edge.to} has no fate`);
  const own = ownershipOf(ownerships, edge.to);
  if (fate.stays === null) return hangsFromOwned(setting, edge, own);
  return hangsWhole(edge, goingRows(edge.to, found(fate.goes, `nothing goes in ${edge.to}`)), ownedRows(own));
}
