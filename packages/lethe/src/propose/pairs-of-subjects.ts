import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Table } from '../schema/graph.ts';
import type { Proposed } from './draft.ts';

/** Rows of which there is one for each two of the subjects, and that the schema lets go with either. */
export function pairsOfSubjects(setting: Setting): ReadonlyMap<string, Proposed<RuleWritten>> {
  const tables = Object.values(setting.schema.tables).filter((table) => {
    const toSubjects = edgesFrom(setting, table.name).filter(({ to }) => to === setting.root.name);
    return (
      toSubjects.length > 1 &&
      toSubjects.every(({ onDelete, nullable }) => onDelete === 'cascade' && nullable.length === 0) &&
      isKeyOf(table, toSubjects)
    );
  });
  const evidence = `it joins two, and ON DELETE CASCADE lets it go with either`;
  return new Map(tables.map(({ name }) => [name, { value: 'delete', evidence }]));
}

const isKeyOf = ({ primaryKey, uniques }: Table, edges: readonly Edge[]): boolean => {
  const columns = edges.flatMap((edge) => edge.columns);
  return [...(primaryKey === null ? [] : [primaryKey]), ...uniques].some(
    (key) => key.columns.length === columns.length && columns.every((column) => key.columns.includes(column)),
  );
};
