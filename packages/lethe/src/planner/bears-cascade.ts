import { edgesTo, isOwned, type Setting, tableOf } from './setting.ts';
import type { Fates } from './spine.ts';

/**
 * Its rows may go by the cascade of another table's delete. A BEFORE trigger or a rewrite rule would refuse in silence
 * there, and leave rows without their parent; an effect needs the rows' values, and a cascade returns none; and rows
 * that survive must not be taken along.
 */
export function bearsCascade(table: string, setting: Setting, fates: Fates): boolean {
  const { triggers, rules } = tableOf(setting, table);
  const refuses = triggers.some(
    ({ timing, level, events }) => timing !== 'after' && level === 'row' && events.includes('delete'),
  );
  const hasEffect = setting.policy.effects.some((effect) => effect.table === table);
  // An owner's values lead to what it owns, and an owned row waits for the last of its owners.
  const owner = isOwned(setting, table) || edgesTo(setting, table).some(({ owns }) => owns);
  const whole = fates.get(table)?.goes != null && fates.get(table)?.stays === null;
  return whole && !owner && table !== setting.root.name && !refuses && rules.length === 0 && !hasEffect;
}
