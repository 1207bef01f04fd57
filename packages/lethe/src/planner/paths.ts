import { pathOf } from './explain.ts';
import type { Asked } from './outline.ts';
import { reachedIn } from './owned.ts';
import { ownershipsOf } from './ownership.ts';
import { rootOf } from './root.ts';
import { settingOf } from './setting.ts';

export interface Path {
  /** In words and by the names of the constraints. */
  readonly words: string;
  /** Its first step is a link of the configuration, which the schema does not declare. */
  readonly byLink: boolean;
}

/** How the rows of each table that the subject reaches hang from it, whatever becomes of them. */
export function pathsOf(asked: Asked): ReadonlyMap<string, Path> {
  const { schema, store, policy } = asked;
  const { root } = rootOf(asked);
  if (root === null) return new Map();
  const { setting, reach } = reachedIn(settingOf(schema, store.config, policy, root));
  const ownerships = ownershipsOf(setting, reach);
  return new Map(
    [...ownerships.values()]
      .filter(({ table }) => table in schema.tables)
      .map(({ table, anchors }) => [
        table,
        { words: pathOf(setting, ownerships, table), byLink: anchors.some(({ onDelete }) => onDelete === null) },
      ]),
  );
}
