import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { searchedColumns } from '../planner/traces.ts';
import { unlessFound } from '../policy/ignore.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import { isNumeric } from '../schema/numeric.ts';
import type { Around } from './around.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { mayBeKeys } from './is-told.ts';
import { hasAnything } from './payloads.ts';
import { placeOf } from './role.ts';
import { unsetIn } from './unset-in.ts';
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
  const evidence = 'its values say whose a row is';
  return new Map(open.map((table) => [table, { value: 'delete', evidence, rest: 'searched' }]));
}

/**
 * Rows that go by ON DELETE CASCADE of a link that can be NULL. Where it is, a json or a text may say whose they are all the
 * same.
 */
export function sharedRules(
  setting: Setting,
  reached: ReadonlySet<string>,
  evidence: Evidence,
): ReadonlyMap<string, Proposed<RuleWritten>> {
  const open = openBelow(setting, reached).filter(
    ({ table, edges }) =>
      edges.every(({ nullable, when }) => nullable.length > 0 && when === null) &&
      (hasAnything(tableOf(setting, table)) || (unsetIn({ table, evidence }, edges) ?? 0) > 0),
  );
  return deletedWhere(open, 'rows with NULL in its links are shared and stay');
}

/** Rows whose links only names declare, and some values of these lead nowhere: what they say is looked through as well. */
export function partialRules(
  setting: Setting,
  reached: ReadonlySet<string>,
  partial: ReadonlySet<string>,
): ReadonlyMap<string, Proposed<RuleWritten>> {
  const open = openBelow(setting, reached).filter(({ edges }) => edges.every((edge) => partial.has(placeOf(edge))));
  return deletedWhere(open, 'some of its links lead nowhere');
}

interface Below {
  readonly table: string;
  readonly edges: readonly Edge[];
}

/** Tables that are the subject's by these links alone, with no rule, and could say more than the links do. */
function openBelow(setting: Setting, reached: ReadonlySet<string>): readonly Below[] {
  return [...reached]
    .filter((table) => table !== setting.root.name && !(table in setting.policy.rules) && mayTell(setting, table))
    .map((table) => ({
      table,
      edges: edgesFrom(setting, table).filter(({ to }) => reached.has(to) && to !== table),
    }))
    .filter(({ edges }) => edges.length > 0);
}

const deletedWhere = (open: readonly Below[], evidence: string): ReadonlyMap<string, Proposed<RuleWritten>> =>
  new Map(open.map(({ table }) => [table, { value: 'delete', evidence, rest: 'searched' }]));

/** A rule that deletes what such a link leads from takes only some. */
export function withPartial(
  setting: Setting,
  table: string,
  rule: Proposed<RuleWritten>,
  partial: ReadonlySet<string>,
): Proposed<RuleWritten> {
  const isSome = edgesFrom(setting, table).some((edge) => partial.has(placeOf(edge)));
  return rule.value === 'delete' && isSome && mayTell(setting, table) ? { ...rule, rest: 'searched' } : rule;
}

/** What a link follows by its name alone may be a key of something else in other rows. */
function undeclaredNumbers(setting: Setting, table: string): readonly string[] {
  const linked = edgesFrom(setting, table).flatMap(({ columns, onDelete, when }) =>
    onDelete === null && when === null ? columns : [],
  );
  return tableOf(setting, table).columns.flatMap((column) =>
    linked.includes(column.name) && isNumeric(column) ? [column.name] : [],
  );
}

/** It has a column that could tell of somebody: a text, a number that may be a key, or what a link follows by its name alone. */
export const mayTell = (setting: Setting, table: string): boolean =>
  searchedColumns(setting, table).length > 0 ||
  mayBeKeys(setting, tableOf(setting, table), { named: [], reach: new Set() }).length > 0 ||
  edgesFrom(setting, table).some(({ onDelete, when }) => onDelete === null && when === null);

interface Told {
  readonly rules: ReadonlyMap<string, Proposed<RuleWritten>>;
  readonly around: Around;
  readonly evidence: Evidence;
}

/** `state_id` of a job: which of the states that hang from it is the last one. */
const ownParts = (setting: Setting, table: string, { named }: Around): readonly string[] =>
  named
    .filter((each) => each.table === table && !each.weak && edgesFrom(setting, each.to).some(({ to }) => to === table))
    .map(({ column }) => column);

/** Why the other rows of tables are left alone of which a rule takes some. */
export function restOf(setting: Setting, { rules, around, evidence }: Told): ReadonlyMap<string, IgnoreRule> {
  const some = [...rules].flatMap(([table, { rest }]) => (rest === 'searched' ? [table] : []));
  return new Map(
    some.map((table) => {
      const lists = edgesFrom(setting, table).flatMap(({ compare, columns }) => (compare.list ? columns : []));
      const numbers = new Set([
        ...numbersToLookIn(setting, tableOf(setting, table), around, evidence),
        ...undeclaredNumbers(setting, table),
      ]);
      for (const list of [...lists, ...ownParts(setting, table, around)]) numbers.delete(list);
      const mentionsLink = setting.mentioning.get(table) ?? false;
      return [
        table,
        unlessFound('rows that nothing leads from may be anybody’s', { numbers: [...numbers], mentionsLink }),
      ];
    }),
  );
}
