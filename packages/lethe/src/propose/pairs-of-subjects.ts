import { edgesFrom, type Setting } from '../planner/setting.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Proposed } from './draft.ts';
import { joinsOnly } from './joins-only.ts';

/** Rows that only say that two of the subjects belong together, and that the schema lets go with either. */
export function pairsOfSubjects(setting: Setting): ReadonlyMap<string, Proposed<RuleWritten>> {
  const tables = Object.values(setting.schema.tables).filter((table) => {
    const toSubjects = edgesFrom(setting, table.name).filter(({ to }) => to === setting.root.name);
    return (
      toSubjects.length > 1 &&
      toSubjects.every(({ onDelete, nullable }) => onDelete === 'cascade' && nullable.length === 0) &&
      joinsOnly(setting, table)
    );
  });
  const evidence = `it joins two, and ON DELETE CASCADE lets it go with either`;
  return new Map(tables.map(({ name }) => [name, { value: 'delete', evidence }]));
}
