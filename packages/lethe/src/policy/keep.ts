import type { Table } from '../schema/graph.ts';
import type { KeepRule } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, type Read, required } from './read.ts';
import { checkRetention, describeRetention, type RetentionWritten, retentionFields } from './retention.ts';

export interface KeepWritten<Columns extends string = string> extends RetentionWritten<Columns> {
  readonly rule: 'keep';
}

/** The rows stay as they are, for a time and for a reason. */
export function keep<const Columns extends string = never>(retention: RetentionWritten<Columns>): KeepWritten<Columns> {
  return { ...retention, rule: 'keep' };
}

const readWritten = object<KeepRule['retention'] & { rule: 'keep' }>(
  { expected: 'a keep rule', write: "keep({ for: years(7), from: 'issued_at', endOf: 'year', because: 'tax law' })" },
  { rule: required(oneOf('keep')), ...retentionFields },
);

export const readKeep: Read<KeepRule> = (value, at) => {
  const { rule, ...retention } = readWritten(value, at);
  return Object.freeze({ rule, retention: Object.freeze(retention) });
};

export function checkKeep(rule: KeepRule, table: Table, at: Place): void {
  checkRetention(rule.retention, table, at);
}

export const explainKeep = (rule: KeepRule): string => `kept ${describeRetention(rule.retention)}`;
