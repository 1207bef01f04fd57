import { linkCode } from '../planner/link-code.ts';
import { edgesFrom, edgesTo, type Setting } from '../planner/setting.ts';
import { ignore, unlessFound } from '../policy/ignore.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import type { Table } from '../schema/graph.ts';
import type { Around } from './around.ts';
import { askAbout, askWhose, askWithParent, type Hanging } from './asked-about.ts';
import type { Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { whyIgnored } from './why-ignored.ts';
import { whySearched } from './why-searched.ts';

/** Tables that nothing leads from to the subject: left alone with a reason, or asked about. */
export interface Unreached {
  readonly ignored: ReadonlyMap<string, IgnoreRule>;
  readonly undecided: readonly Undecided[];
}

export function unreached(setting: Setting, around: Around, evidence: Evidence): Unreached {
  const ignored = new Map<string, IgnoreRule>();
  const undecided: Undecided[] = [];
  const open: Undecided[] = [];
  for (const table of Object.values(setting.schema.tables)) {
    const { name } = table;
    if (around.reach.has(name) || around.asked.has(name) || name === setting.root.name) continue;
    if (setting.ignored.has(name) || setting.untouchable.has(name) || name in setting.policy.rules) continue;
    // Cut off by the schema itself, or asked about by every plan.
    const links = edgesFrom(setting, name).filter(({ to }) => around.reach.has(to));
    if (links.length > 0) {
      if (setting.policy.ownership === 'tenant') open.push(askWhose(setting, name, links));
      continue;
    }
    const left = leftAlone(setting, table, around, evidence);
    if (left !== null) ignored.set(name, left);
    else undecided.push(askAbout(setting, table, around, evidence));
  }
  return askWithParents(setting, around, { ignored, undecided: [...open, ...undecided] });
}

function leftAlone(setting: Setting, table: Table, around: Around, evidence: Evidence): IgnoreRule | null {
  if (around.written.has(table.name) || around.untold.has(table.name)) return null;
  const shared = around.shared.get(table.name);
  if (shared !== undefined) return ignore(shared);
  const ignored = whyIgnored(setting, table, around, evidence);
  if (ignored !== null) return ignored;
  return whySearched(setting, table, around, evidence);
}

/** Whose rows hang from rows that are asked about is answered with those: nothing is left alone before. */
function askWithParents(setting: Setting, around: Around, { ignored, undecided }: Unreached): Unreached {
  // What hangs from something else than a person is of that, whatever it turns out to be.
  const isTenant = setting.policy.ownership === 'tenant';
  const parents = new Set([...around.asked, ...(isTenant ? undecided.map(({ table }) => table) : [])]);
  const left = new Map(ignored);
  const children: Undecided[] = [];
  // A Set hands out what is added while it is walked through.
  for (const parent of parents) {
    for (const { table, ...by } of hangingFrom(setting, around, parent)) {
      if (!left.has(table) || around.shared.has(table)) continue;
      left.delete(table);
      parents.add(table);
      children.push(askWithParent(table, parent, by));
    }
  }
  return { ignored: searchedWithParents(setting, around, left), undecided: [...undecided, ...children] };
}

/** Whose rows hang from rows that a plan may find the subject in is seen by the same plan. */
function searchedWithParents(
  setting: Setting,
  around: Around,
  left: ReadonlyMap<string, IgnoreRule>,
): ReadonlyMap<string, IgnoreRule> {
  const found = new Map(left);
  const parents = new Set([...left].flatMap(([table, rule]) => (rule.unlessFound === true ? [table] : [])));
  for (const parent of parents) {
    for (const { table } of hangingFrom(setting, around, parent)) {
      const rule = found.get(table);
      if (rule === undefined || around.shared.has(table) || parents.has(table)) continue;
      found.set(table, unlessFound(rule.because));
      parents.add(table);
    }
  }
  return found;
}

/** By what the schema or the configuration declares, and by names alone. */
function hangingFrom(setting: Setting, { named }: Around, parent: string): readonly (Hanging & { table: string })[] {
  const declared = edgesTo(setting, parent).map(({ table, columns }) => ({ table, columns, declare: null }));
  const byName = named
    .filter(({ to, weak }) => to === parent && !weak)
    .map(({ table, column, to, toColumn }) => {
      const declare = linkCode({ table, columns: [column], to, toColumns: [toColumn] });
      return { table, columns: [column], declare };
    });
  return [...declared, ...byName];
}
