import { splitInTable } from '../policy/names.ts';
import type { StoreConfig, SubjectPolicy } from '../policy/policy.ts';
import { whyIllegal } from '../policy/replacement-fit.ts';
import { knownOf } from '../policy/value-columns.ts';
import type { Schema, Table } from '../schema/graph.ts';
import type { Finding } from './finding.ts';

/**
 * What the policy names and the schema no longer has. Validation says so when the configuration is loaded; the schema
 * may have changed since, and a plan on a rule that hits nothing would keep less than was promised.
 */
export function unknownNames(schema: Schema, store: StoreConfig, policy: SubjectPolicy): readonly Finding[] {
  return namesOf(store, policy).flatMap(({ table: name, columns, by }) => {
    const table = Object.hasOwn(schema.tables, name) ? schema.tables[name] : undefined;
    if (table === undefined) return [unknownTable(name, by)];
    const known = new Set(table.columns.map((column) => column.name));
    return columns.filter((column) => !known.has(column)).map((column) => unknownColumn(table, column, by));
  });
}

interface Named {
  readonly table: string;
  readonly columns: readonly string[];
  /** Where it is named. */
  readonly by: string;
}

function namesOf(store: StoreConfig, policy: SubjectPolicy): readonly Named[] {
  const { members } = policy;
  return [
    ...ownNames(policy),
    ...Object.entries(policy.rules).map(([table, rule]) => ({
      table,
      columns: columnsOf(rule),
      by: `the rule ${rule.rule}`,
    })),
    ...policy.effects.map(({ name, table, values, where }) => ({
      table,
      columns: [...values, ...(where === null ? [] : [where.column])],
      by: `the effect ${name}`,
    })),
    ...policy.blockers.map(({ name, table, where }) => ({
      table,
      columns: where === null ? [] : [where.column],
      by: `the blocker ${name}`,
    })),
    ...(members === null
      ? []
      : [{ table: members.table, columns: [members.actor, members.subject, members.role], by: 'members' }]),
    ...policy.identifiers.map((identifier) => ({ ...columnName(identifier), by: 'identifiers' })),
    ...store.links.flatMap(({ table, columns, to, toColumns, when, says }) => [
      { table, columns: [...columns, ...(when === null ? [] : [when.column])], by: 'a link' },
      { table: to, columns: toColumns, by: 'a link' },
      ...(says === undefined
        ? []
        : [{ table: says.table, columns: [says.key, ...Object.keys(says.row)], by: 'a link' }]),
    ]),
    ...store.owned.flatMap(({ table, columns, to, toColumns }) => [
      { table, columns, by: 'an owns' },
      { table: to, columns: toColumns, by: 'an owns' },
    ]),
    ...Object.keys(store.ignore).map((table) => ({ table, columns: [], by: 'ignore' })),
  ];
}

/** That the column of a value is nowhere is a finding of its own. */
function ownNames(policy: SubjectPolicy): readonly Named[] {
  if (policy.table !== null) return [{ table: policy.table, columns: [], by: `the table of ${policy.kind}` }];
  const { also, except } = policy.value;
  return [...also, ...except].map((path) => ({ ...columnName(path), by: policy.kind }));
}

function columnsOf(rule: SubjectPolicy['rules'][string]): readonly string[] {
  switch (rule.rule) {
    case 'keep':
      return rule.retention.from === null ? [] : [rule.retention.from];
    case 'anonymise':
      return [...Object.keys(rule.columns), ...(rule.keepFor?.from == null ? [] : [rule.keepFor.from])];
    case 'detach':
      return rule.columns;
    case 'delete':
    case 'ignore':
      return [];
  }
}

function columnName(identifier: string): { readonly table: string; readonly columns: readonly string[] } {
  const { table, name } = splitInTable(identifier);
  return { table, columns: [name] };
}

function unknownTable(table: string, by: string): Finding {
  return {
    code: 'RULE_UNKNOWN_TABLE',
    table,
    message: `${by} names ${table}, which is not in the schema`,
    next: `Correct or delete the name in the configuration, or add the schema of ${table} to the store.`,
  };
}

function unknownColumn(table: Table, column: string, by: string): Finding {
  return {
    code: 'RULE_UNKNOWN_COLUMN',
    table: table.name,
    message: `${by} names ${table.name}.${column}, which is not in the schema`,
    next: `Correct or delete the name; the columns are ${table.columns.map(({ name }) => name).join(', ')}.`,
  };
}

/** Values that a column cannot take. */
export function misfits(schema: Schema, store: StoreConfig, policy: SubjectPolicy): readonly Finding[] {
  return Object.entries(policy.rules).flatMap(([name, rule]) => {
    const table = schema.tables[name];
    if (rule.rule !== 'anonymise' || table === undefined) return [];
    return table.columns.flatMap((column) => {
      const replacement = rule.columns[column.name];
      if (replacement === undefined) return [];
      const why = whyIllegal({ column, table, replacement, rule, known: knownOf(policy, { schema, store }) });
      if (why === null) return [];
      return [
        {
          code: 'ANONYMISE_INVALID' as const,
          table: name,
          message: `${name}.${column.name} cannot be anonymised like this: expected ${why.expected}, found ${why.found}`,
          next: `Write ${why.write}.`,
        },
      ];
    });
  });
}
