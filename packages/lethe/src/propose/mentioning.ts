import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import { searchedColumns } from '../planner/traces.ts';
import type { IgnoreRule, MentionsLink } from '../policy/policy.ts';
import { rowKey } from '../schema/row-key.ts';
import type { Mentioning, SettledKind } from './kind.ts';
import { isPartOfTrail, isTakenIn, isTokens, isTrail } from './table-kinds.ts';

/**
 * Tables whose rows go where they mention a row that goes: jobs, notifications, lines of a log, which are about what they
 * mention and nothing else. What hangs from them goes too, so nothing may hang from them that is not left alone as well.
 * `isFree`: the store may say it, whatever other kinds there are.
 */
export function mentioningOf(
  { setting, ignored, rest }: SettledKind,
  isFree: (entry: readonly [string, unknown]) => boolean,
): Mentioning {
  if (setting.policy.ownership === 'person' || !setting.root.hasRow) return { left: [], partly: [] };
  const linking = (entry: readonly [string, IgnoreRule]): Mentioning['left'] => {
    const link = entry[1].unlessFound === true && isFree(entry) ? mentionsLink(setting, entry[0]) : null;
    return link === null ? [] : [[entry[0], link]];
  };
  const isAlone = ([name]: readonly [string, unknown]): boolean => onlyPartsHangFrom(setting, name, ignored);
  // NULL in its own column of the tenant is everybody's.
  const isShared = ([name]: readonly [string, unknown]): boolean =>
    edgesFrom(setting, name).some(
      ({ to, when, compare }) => to === setting.root.name && when === null && !compare.path,
    );
  return {
    left: [...ignored].filter(isAlone).flatMap(linking),
    partly: [...rest].filter((entry) => !isShared(entry)).flatMap(linking),
  };
}

/** Numbers from elsewhere are not ours, though they are the same. Null: its rows are not about what they mention. */
function mentionsLink(setting: Setting, name: string): MentionsLink | null {
  const table = tableOf(setting, name);
  if (searchedColumns(setting, name).every(({ is }) => is === 'number' || is === 'numbers')) return null;
  const isOfNobody = isTokens(table) && edgesFrom(setting, name).every(({ to }) => isTokensOwner(setting, to));
  if (!(isTrail(table) || isOfNobody) || rowKey(table) === null) return null;
  return isTakenIn(table) ? 'long keys' : true;
}

/** What tokens are for, and what they were made from; people have theirs. */
const isTokensOwner = (setting: Setting, table: string): boolean =>
  isTokens(tableOf(setting, table)) || /(?:application|client)s?$/i.test(table);

/** Whatever hangs from its rows, and from that, is a part of them, and left alone as well. */
function onlyPartsHangFrom(setting: Setting, table: string, left: ReadonlyMap<string, unknown>): boolean {
  const parts = new Set([table]);
  for (const at of parts) {
    for (const { table: child, nullable } of edgesTo(setting, at)) {
      if (child === at) continue;
      const isPart = nullable.length === 0 && isPartOfTrail(tableOf(setting, child), tableOf(setting, at));
      if (!isPart || !left.has(child)) return false;
      parts.add(child);
    }
  }
  return true;
}
