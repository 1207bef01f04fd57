import type { Retention } from '../policy/policy.ts';
import type { Kept } from './plan.ts';
import { isOwned, ruleOf, type Setting } from './setting.ts';
import type { Fates } from './spine.ts';

/** Of rows that stay because of others. In plans, for whoever operates this; people are told in words of their own. */
export const spineReason = 'kept rows hang from it';

/** Of owned rows, and of what hangs from them. */
const ownerReason = 'rows that stay refer to it';

/** Every row that survives, with the reason. */
export function keptOf(setting: Setting, fates: Fates): readonly Kept[] {
  return [...fates.values()].flatMap(({ table, stays, how }) => {
    if (stays === null) return [];
    const rule = ruleOf(setting, table);
    // A hold has no end of its own, and outlasts whatever time the policy gives.
    if (rule?.rule === 'held')
      return [{ table, predicate: stays, reason: rule.because, for: null, from: null, endOf: null }];
    if (rule?.rule === 'keep') return [{ table, predicate: stays, ...lasting(rule.retention) }];
    if (rule?.rule === 'anonymise' && rule.keepFor !== null)
      return [{ table, predicate: stays, ...lasting(rule.keepFor) }];
    // When its owners have gone, nothing leads to a row that was emptied for good: the step that empties it says so.
    if (how === 'rule' && isOwned(setting, table)) return [];
    const reason = how === 'rule' ? 'anonymised' : how === 'owner' ? ownerReason : spineReason;
    return [{ table, predicate: stays, reason, for: null, from: null, endOf: null }];
  });
}

function lasting(retention: Retention): Omit<Kept, 'table' | 'predicate'> {
  return { reason: retention.because, for: retention.for, from: retention.from, endOf: retention.endOf };
}
