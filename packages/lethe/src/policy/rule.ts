import { unreachable } from '../errors.ts';
import type { Table } from '../schema/graph.ts';
import { type AnonymiseWritten, checkAnonymise, explainAnonymise, readAnonymise } from './anonymise.ts';
import { checkDetach, type DetachWritten, explainDetach, readDetach } from './detach.ts';
import { checkIgnore, explainIgnore, readIgnore } from './ignore.ts';
import { checkKeep, explainKeep, type KeepWritten, readKeep } from './keep.ts';
import { type KnownSubject, own } from './lookup.ts';
import { nearest } from './nearest.ts';
import type { IgnoreRule, Rule, RuleKind } from './policy.ts';
import type { Place } from './problem.ts';
import { type Read, refuse } from './read.ts';
import { isPlainObject } from './snapshot.ts';

export type RuleWritten<Columns extends string = string> =
  | 'delete'
  | AnonymiseWritten<Columns>
  | DetachWritten<Columns>
  | KeepWritten<Columns>
  | IgnoreRule;

const deletes: Rule = Object.freeze({ rule: 'delete' });

const readers: Readonly<Record<Exclude<RuleKind, 'delete'>, Read<Rule>>> = {
  anonymise: readAnonymise,
  detach: readDetach,
  keep: readKeep,
  ignore: readIgnoreRule,
};

/** How each is written, for those who wrote only its name. */
const examples: Readonly<Record<RuleKind, string>> = {
  delete: "'delete'",
  anonymise: "anonymise({ columns: { email: 'null' } })",
  detach: "detach('assignee_id')",
  keep: "keep({ for: years(7), because: 'tax law' })",
  ignore: "ignore('reference data, the same for everyone')",
};

export const readRule: Read<Rule> = (value, at) => {
  if (value === 'delete') return deletes;
  const kind = isPlainObject(value) ? value['rule'] : null;
  const read = typeof kind === 'string' ? own(readers, kind) : null;
  if (read !== null) return read(value, at);
  const meant = typeof value === 'string' ? nearest(value, Object.keys(examples)) : null;
  refuse(value, at, {
    expected: "'delete', anonymise(…), detach(…), keep(…) or ignore(…)",
    write: (meant === null ? null : own(examples, meant)) ?? "'delete', or one of the others with what it needs",
  });
  return deletes;
};

function readIgnoreRule(value: unknown, at: Place): Rule {
  const rule = readIgnore(value, at);
  if (rule.mentionsLink !== undefined)
    refuse(rule.mentionsLink, at.field('mentionsLink'), {
      expected: 'nothing in a rule that leaves rows alone',
      write: "unlessFound('…', { mentionsLink: true }) under ignore in the store, and 'delete' here",
    });
  return rule;
}

export function checkRule(rule: Rule, table: Table, at: Place, known: KnownSubject): void {
  switch (rule.rule) {
    case 'anonymise':
      checkAnonymise(rule, table, at, known);
      break;
    case 'detach':
      checkDetach(rule, table, at, known);
      break;
    case 'keep':
      checkKeep(rule, table, at);
      break;
    case 'ignore':
      checkIgnore(rule, table, at);
      break;
    case 'delete':
      break;
    default:
      unreachable(rule, 'a rule');
  }
}

export function explainRule(rule: Rule): string {
  switch (rule.rule) {
    case 'delete':
      return 'deleted';
    case 'anonymise':
      return explainAnonymise(rule);
    case 'detach':
      return explainDetach(rule);
    case 'keep':
      return explainKeep(rule);
    case 'ignore':
      return explainIgnore(rule);
  }
}
