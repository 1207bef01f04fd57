import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { pairsOf } from './polymorphic-pairs.ts';

const incidental =
  /^(?:id|uuid|role|roles|position|order|(?:is|has)_?\w+|status|state|(?:created|updated|joined|deleted|inserted)_?\w*)$/i;

/** A row of it is a pair of references and hardly more. What one refers to may be of whatever type a column says. */
export function joinsOnly(setting: Setting, found: Table): boolean {
  const { name: table, columns } = found;
  const links = edgesFrom(setting, table).filter(({ when }) => when === null);
  const pairs = pairsOf(found);
  const referring = new Set([...links.flatMap((edge) => edge.columns), ...pairs.map(({ id }) => id)]);
  const said = new Set([...referring, ...pairs.map(({ type }) => type)]);
  return referring.size >= 2 && columns.every(({ name }) => said.has(name) || incidental.test(name));
}
