import { byCodeUnit } from '../schema/order.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import type { Decided } from './decided.ts';
import type { Detachment } from './detachments.ts';
import { columnsFor, type Edge } from './edges.ts';
import { pathOf } from './explain.ts';
import { found } from './found.ts';
import { ownershipOf } from './ownership.ts';
import type { AnonymiseStep, DeleteStep, DetachStep, Members } from './plan.ts';
import { edgesFrom, ruleOf, type Setting, tableOf } from './setting.ts';
import { emptiedBy, holds } from './spine.ts';

/** A step that has no place yet, with what ordering asks about it. */
export interface Draft {
  readonly step: Omit<DeleteStep, 'no'> | Omit<AnonymiseStep, 'no'> | Omit<DetachStep, 'no'>;
  /** References it sets to NULL: it comes before the deletes these would stop. */
  readonly frees: readonly Edge[];
  /** The reference by which no row that goes refers any more: children need not go before their parents there. */
  readonly breaks: Edge | null;
  /** Tables its rows hang from, and whose rows stay as long as these do: they are found whatever is deleted there. */
  readonly held: ReadonlySet<string>;
  /** Steps from the subject, by the shortest way. */
  readonly depth: number;
}

export function draftsOf(known: Decided, detachments: readonly Detachment[]): readonly Draft[] {
  const fates = [...known.fates.keys()].sort(byCodeUnit);
  return [
    ...detachments.map((detachment) => detachDraft(detachment, known)),
    ...fates.flatMap((table) => anonymiseDraft(table, known)),
    ...fates.flatMap((table) => deleteDraft(table, known)),
  ];
}

function deleteDraft(table: string, { setting, ownerships, fates }: Decided): readonly Draft[] {
  const fate = fates.get(table);
  if (!fate?.goes) return [];
  const root = table === setting.root.name;
  const why = pathOf(setting, ownerships, table);
  const step: Draft['step'] = {
    ...{ kind: 'delete', table, predicate: fate.goes, key: keyOf(setting, table), root },
    why: fate.stays === null ? why : `${why}; only where no kept row hangs from it`,
    ...{ cascades: [], carriedBy: null, leftovers: false },
    triggerWrites: [...new Set([...triggerWrites(setting, table, 'delete'), ...selfWrites(setting, table)])].sort(
      byCodeUnit,
    ),
  };
  return [{ step, frees: [], breaks: null, held: new Set(), depth: ownershipOf(ownerships, table).depth }];
}

function anonymiseDraft(table: string, { setting, ownerships, fates }: Decided): readonly Draft[] {
  const fate = fates.get(table);
  const rule = ruleOf(setting, table);
  if (!fate?.stays || rule?.rule !== 'anonymise') return [];
  const spine = fate.how === 'spine';
  const step: Draft['step'] = {
    ...{
      kind: 'anonymise',
      table,
      predicate: fate.stays,
      key: keyOf(setting, table),
      root: table === setting.root.name,
    },
    why: `${pathOf(setting, ownerships, table)}; ${spine ? 'kept rows hang from it' : 'the policy anonymises it'}`,
    columns: rule.columns,
    because: spine ? 'spine' : 'rule',
    triggerWrites: triggerWrites(setting, table, 'update'),
  };
  const frees = edgesFrom(setting, table).filter((edge) => emptiedBy(setting, edge));
  return [
    {
      step,
      frees,
      breaks: null,
      held: heldBy(table, { setting, ownerships, fates }),
      depth: ownershipOf(ownerships, table).depth,
    },
  ];
}

function detachDraft({ edge, predicate, columns, why, breaks }: Detachment, known: Decided): Draft {
  const { setting, ownerships, fates } = known;
  const whole = fates.get(edge.table)?.goes === null;
  const held = whole ? heldBy(edge.table, known) : new Set<string>();
  const members = edge.compare.list === true ? { members: membersThatGo(edge, known) } : {};
  const step: Draft['step'] = {
    ...members,
    ...{ kind: 'detach', table: edge.table, predicate, key: keyOf(setting, edge.table), root: false, columns },
    why: `${pathOf(setting, ownerships, edge.to, edge)}; ${why}`,
    triggerWrites: triggerWrites(setting, edge.table, 'update'),
  };
  return { step, frees: [edge], breaks: breaks ? edge : null, held, depth: ownershipOf(ownerships, edge.to).depth + 1 };
}

function membersThatGo(edge: Edge, { setting, fates }: Decided): Members {
  const { to, toColumns } = edge;
  if (to === setting.root.name && columnsFor(edge, setting.root.key) !== null)
    return { of: 'subject', ...(edge.compare.asText === true ? { asText: true } : {}) };
  const goes = found(fates.get(to)?.goes, `nothing goes in ${to}`);
  return { of: 'table', table: to, key: toColumns[0] ?? '', where: goes };
}

function heldBy(table: string, { setting, ownerships }: Decided): ReadonlySet<string> {
  const held = edgesFrom(setting, table).filter((edge) => holds(setting, edge, ownershipOf(ownerships, table)));
  return new Set(held.map(({ to }) => to));
}

/** Tables that triggers of this table are known to write, as the policy says. */
function triggerWrites(setting: Setting, table: string, event: 'delete' | 'update'): readonly string[] {
  const triggers = tableOf(setting, table).triggers.filter(({ events }) => events.includes(event));
  const written = triggers.flatMap(({ table: carrier, name }) => setting.policy.triggers[`${carrier}.${name}`] ?? []);
  return [...new Set(written)].sort(byCodeUnit);
}

/** A row that refers to one of an earlier batch is updated by the database (SET NULL) before it goes itself. */
function selfWrites(setting: Setting, table: string): readonly string[] {
  const sets = ({ to, onDelete }: Edge): boolean =>
    to === table && (onDelete === 'set null' || onDelete === 'set default');
  return edgesFrom(setting, table).some(sets) ? [table] : [];
}

function keyOf(setting: Setting, table: string): readonly string[] {
  return rowKeyColumns(tableOf(setting, table));
}
