import { explainBlocker } from './blocker.ts';
import { explainEffect } from './effect.ts';
import { explainLife, explainOwnRow } from './explain-life.ts';
import { withArticle } from './names.ts';
import { explainOwns } from './owns.ts';
import type { Owns, Rule, SubjectPolicy, ValueSource } from './policy.ts';
import { explainRule } from './rule.ts';

/** A policy in plain words, one sentence a line: the same value gives the same lines. With what its store says is owned. */
export function explainPolicy(policy: SubjectPolicy, owned: readonly Owns[] = []): string[] {
  return [
    opening(policy),
    ...members(policy),
    ...sorted(policy.rules).map(([table, rule]) => `${table}: ${explainRuleOf(policy, table, rule)}.`),
    ...owned.map(explainOwns),
    ...policy.effects.map(explainEffect),
    ...policy.blockers.map(explainBlocker),
    ...sorted(policy.triggers).map(
      ([trigger, writes]) => `Trigger ${trigger} is known to write ${writes.join(', ') || 'no other table'}.`,
    ),
    ...identifiers(policy),
    ...insertGuard(policy),
    ...explainOwnRow(policy),
    ...explainLife(policy),
  ];
}

function opening(policy: SubjectPolicy): string {
  const what =
    policy.table === null
      ? `is a value, and has no row of its own: ${standsIn(policy.value)}`
      : `is a row of ${policy.table}`;
  const goes =
    policy.ownership === 'tenant'
      ? 'With it goes every row that belongs to it.'
      : 'With it go the rows that the schema declares ON DELETE CASCADE; other rows that point at it must be decided.';
  return `A${withArticle(policy.kind).slice(1)} ${what}. ${goes} The rules below come first.`;
}

function standsIn({ column, also, except }: ValueSource): string {
  const places = [`${column} of every table that has it`, ...also].join(', ');
  return `it stands in ${places}${except.length === 0 ? '' : `, but not in ${except.join(', ')}`}`;
}

/** On the subject's own table `anonymise` can only mean the spine, and `detach` other rows than the subject's own. */
export function explainRuleOf(policy: SubjectPolicy, table: string, rule: Rule): string {
  if (table !== policy.table) return explainRule(rule);
  if (rule.rule === 'anonymise') return explainRule({ ...rule, spine: true });
  if (rule.rule !== 'detach') return explainRule(rule);
  return `deleted; others that refer to it stay, ${rule.columns.join(', ')} becomes NULL`;
}

function members({ kind, members }: SubjectPolicy): string[] {
  if (members === null) return [];
  return [
    `Who may act for ${withArticle(kind)}: ${members.table}, where ${members.actor} has ${members.role} in ${members.subject}.`,
  ];
}

function identifiers(policy: SubjectPolicy): string[] {
  return policy.identifiers.length === 0
    ? []
    : [`Afterwards every store is searched for the values of ${policy.identifiers.join(', ')}.`];
}

function insertGuard(policy: SubjectPolicy): string[] {
  return policy.insertGuard
    ? [`Tables that no foreign key protects refuse new rows for a deleted ${policy.kind}.`]
    : [];
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
