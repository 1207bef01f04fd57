import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import type { LinkCandidate } from './link-candidates.ts';
import { pairsOf } from './polymorphic-pairs.ts';
import { isMarks } from './table-kinds.ts';

const incidental =
  /^(?:id|uuid|role|roles|position|order|(?:is|has)_?\w+|status|state|(?:created|updated|joined|deleted|inserted)_?\w*)$/i;

/** A row of it is a pair of references and hardly more. `named`: also by names, to what is not the subject's. */
export function joinsOnly(setting: Setting, table: Table, named: readonly LinkCandidate[] = []): boolean {
  const byName = named.flatMap((each) => (each.table === table.name && !each.weak ? [each.column] : []));
  const referring = new Set([...referringColumns(setting, table), ...byName]);
  return referring.size >= 2 && table.columns.every(({ name }) => referring.has(name) || incidental.test(name));
}

/** A row of it says that somebody likes something, of whatever type, and hardly more. */
export function marksOnly(setting: Setting, table: Table): boolean {
  if (!isMarks(table.name)) return false;
  const typed = pairsOf(table).flatMap(({ type, id }) => [type, id]);
  const said = new Set([...referringColumns(setting, table), ...typed]);
  return table.columns.every(({ name }) => said.has(name) || incidental.test(name));
}

const referringColumns = (setting: Setting, { name }: Table): ReadonlySet<string> =>
  new Set(edgesFrom(setting, name).flatMap(({ when, columns }) => (when === null ? columns : [])));
