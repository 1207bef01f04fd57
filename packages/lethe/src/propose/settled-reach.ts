import type { Edge } from '../planner/edges.ts';
import { gradeOf } from '../planner/reach.ts';
import { edgesFrom, edgesTo, type Setting } from '../planner/setting.ts';

/**
 * Tables whose rows are the subject's beyond doubt, or because a rule has said so by now. Narrower than what the planner
 * reaches: a table that is still asked about leads nowhere yet.
 */
export function settledReach(setting: Setting, owned: readonly string[]): ReadonlySet<string> {
  const reached = new Set([setting.root.name, ...setting.mentioning.keys(), ...owned]);
  // A Set hands out what is added while it is walked through.
  for (const at of reached) {
    for (const edge of edgesTo(setting, at)) {
      if (isFree(setting, edge.table) && (isBound(edge, setting) || isClaimed(setting, edge.table)))
        reached.add(edge.table);
    }
  }
  return reached;
}

/** It leads every row to a parent, or the schema says that the row goes with it. */
function isBound(edge: Edge, setting: Setting): boolean {
  if (gradeOf(edge, setting) !== 'owning') return false;
  return (edge.nullable.length === 0 && edge.when === null) || edge.onDelete === 'cascade';
}

const isClaimed = (setting: Setting, table: string): boolean => setting.policy.rules[table]?.rule === 'delete';

function isFree(setting: Setting, table: string): boolean {
  const rule = setting.policy.rules[table]?.rule;
  return rule !== 'detach' && rule !== 'ignore' && !setting.ignored.has(table) && !setting.untouchable.has(table);
}

/**
 * Tables that something leads from to these, and of which nothing is said yet. Only those whose parents are all settled,
 * as long as there are such: what a parent turns out to be decides about its children.
 */
export function openTables(setting: Setting, reached: ReadonlySet<string>): readonly string[] {
  const open = Object.keys(setting.schema.tables).filter(
    (table) =>
      !(table in setting.policy.rules) &&
      !setting.ignored.has(table) &&
      !setting.untouchable.has(table) &&
      edgesFrom(setting, table).some(({ to }) => reached.has(to) && to !== table),
  );
  const waiting = below(
    setting,
    reached,
    open.filter((table) => !reached.has(table)),
  );
  const ready = open.filter((table) => edgesFrom(setting, table).every(({ to }) => to === table || !waiting.has(to)));
  return ready.some((table) => !reached.has(table)) ? ready : open;
}

/** These, and all that could hang from them. */
function below(setting: Setting, reached: ReadonlySet<string>, tables: readonly string[]): ReadonlySet<string> {
  const all = new Set(tables);
  for (const table of all) {
    for (const edge of edgesTo(setting, table)) {
      if (!reached.has(edge.table) && isFree(setting, edge.table)) all.add(edge.table);
    }
  }
  return all;
}
