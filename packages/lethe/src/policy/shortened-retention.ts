import { type Duration, describeDuration, isShorter } from './duration.ts';
import { own } from './lookup.ts';
import type { Config, Retention, Rule, SubjectPolicy } from './policy.ts';
import type { Place } from './problem.ts';

type Subjects = Config['subjects'];

/**
 * F86: of two minimums the longer counts. What a narrower kind must keep for years is not lost when the wider one it
 * lies in is deleted: there the table needs a rule that keeps it as long, at least.
 */
export function checkShortened(policy: SubjectPolicy, subjects: Subjects, root: Place): void {
  for (const [table, rule] of Object.entries(policy.rules)) {
    const least = retentionOf(rule)?.for ?? null;
    if (least === null) continue;
    for (const wider of widerOf(policy, subjects)) {
      if (keepsAsLong(own(wider.rules, table), least)) continue;
      root
        .field(wider.kind)
        .field('rules')
        .field(table)
        .problem({
          expected: `a rule that keeps it for at least ${describeDuration(least)}, as the ${policy.kind} does`,
          found: foundOf(own(wider.rules, table)),
          write: `the rule of the ${policy.kind}, in both`,
        });
    }
  }
}

/** null: it says nothing of how long, or that there is no end. */
const retentionOf = (rule: Rule): Retention | null => {
  if (rule.rule === 'keep') return rule.retention;
  return rule.rule === 'anonymise' ? rule.keepFor : null;
};

function keepsAsLong(rule: Rule | null, least: Duration): boolean {
  if (rule === null || rule.rule === 'delete') return false;
  if (rule.rule === 'ignore' || rule.rule === 'detach') return true;
  // Rows of a spine go with what hangs from them, which says nothing of themselves.
  if (rule.rule === 'anonymise' && rule.spine === true) return false;
  const most = retentionOf(rule)?.for ?? null;
  return most === null || !isShorter(most, least);
}

function foundOf(rule: Rule | null): string {
  if (rule === null) return 'no rule, so its rows are deleted';
  const most = retentionOf(rule)?.for ?? null;
  return most === null ? `the rule ${rule.rule}` : `${rule.rule} for ${describeDuration(most)}`;
}

/** From the one it lies in to the widest. That no kind lies in itself is checked elsewhere. */
function widerOf({ kind, within }: SubjectPolicy, subjects: Subjects): readonly SubjectPolicy[] {
  const passed = new Map<string, SubjectPolicy>();
  for (let next = within?.kind ?? null; next !== null && next !== kind && !passed.has(next); ) {
    const wider: SubjectPolicy | null = own(subjects, next);
    if (wider === null) break;
    passed.set(next, wider);
    next = wider.within?.kind ?? null;
  }
  return [...passed.values()];
}
