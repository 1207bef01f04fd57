import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';

const incidental =
  /^(?:id|uuid|role|roles|position|order|(?:is|has)_?\w+|status|state|(?:created|updated|joined|deleted|inserted)_?\w*)$/i;

/** A row of it is a pair of references and hardly more. */
export function joinsOnly(setting: Setting, { name: table, columns }: Table): boolean {
  const links = edgesFrom(setting, table).filter(({ when }) => when === null);
  const referring = new Set(links.flatMap((edge) => edge.columns));
  return referring.size >= 2 && columns.every(({ name }) => referring.has(name) || incidental.test(name));
}
