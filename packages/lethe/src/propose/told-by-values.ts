import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { unlessFound } from '../policy/ignore.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Around } from './around.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { hasAnything } from './payloads.ts';
import { numbersToLookIn } from './why-searched.ts';

/**
 * Rows of what passes by whose values stand in rows of the subject are the subject's. What their values do not tell is
 * looked through, as in a table that nothing leads from.
 */
export function toldRules(
  setting: Setting,
  reached: ReadonlySet<string>,
  tables: ReadonlySet<string>,
): ReadonlyMap<string, Proposed<RuleWritten>> {
  const open = [...tables].filter(
    (table) => !(table in setting.policy.rules) && edgesFrom(setting, table).some(({ to }) => reached.has(to)),
  );
  const evidence = 'its values say whose a row is; what they do not tell is looked through';
  return new Map(open.map((table) => [table, { value: 'delete', evidence, rest: 'searched' }]));
}

/**
 * Rows that go by ON DELETE CASCADE of a link that can be NULL. Where it is, a json or a text may say whose they are all the
 * same.
 */
export function sharedRules(
  setting: Setting,
  reached: ReadonlySet<string>,
): ReadonlyMap<string, Proposed<RuleWritten>> {
  const open = [...reached].filter((table) => {
    const edges = edgesFrom(setting, table).filter(({ to }) => reached.has(to) && to !== table);
    return (
      table !== setting.root.name &&
      !(table in setting.policy.rules) &&
      edges.length > 0 &&
      edges.every(({ nullable, when }) => nullable.length > 0 && when === null) &&
      hasAnything(tableOf(setting, table))
    );
  });
  const evidence = 'rows with NULL in its links are shared and stay; what they say is looked through';
  return new Map(open.map((table) => [table, { value: 'delete', evidence, rest: 'searched' }]));
}

interface Told {
  readonly rules: ReadonlyMap<string, Proposed<RuleWritten>>;
  readonly around: Around;
  readonly evidence: Evidence;
}

/** Why the other rows of tables are left alone of which a rule takes some. */
export function restOf(setting: Setting, { rules, around, evidence }: Told): ReadonlyMap<string, IgnoreRule> {
  const some = [...rules].flatMap(([table, { rest }]) => (rest === 'searched' ? [table] : []));
  return new Map(
    some.map((table) => {
      const numbers = numbersToLookIn(setting, tableOf(setting, table), around, evidence);
      return [table, unlessFound('rows that nothing leads from may be anybody’s', { numbers })];
    }),
  );
}
