import type { StoreConfig } from '../policy/policy.ts';
import type { Reference, Table } from '../schema/graph.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { Draft } from './drafts.ts';
import type { Finding } from './finding.ts';
import type { Kept } from './plan.ts';
import { quoted, quotedName } from './quoted.ts';
import { type Setting, tableOf } from './setting.ts';
import { viewFindings } from './view-findings.ts';

interface Planned {
  readonly drafts: readonly Draft[];
  readonly kept: readonly Kept[];
  readonly store: Pick<StoreConfig, 'schemas' | 'refresh'>;
}

export interface Findings {
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** What in the database itself would stop, slow down or falsify the steps. */
export function databaseFindings(setting: Setting, { drafts, kept, store }: Planned): Findings {
  const written = [...new Set(drafts.map(({ step }) => step.table))].map((table) => tableOf(setting, table));
  const deleted = new Set(drafts.flatMap(({ step }) => (step.kind === 'delete' ? [step.table] : [])));
  const read = [...new Set([...written.map(({ name }) => name), ...kept.map(({ table }) => table)])];
  const views = viewFindings(setting.schema.views, written, store.refresh);
  return {
    findings: [
      ...written.flatMap((table) => [...rewriteRules(table), ...inheritance(table)]),
      ...read.flatMap((table) => hiddenRows(tableOf(setting, table))),
      ...privileges(setting, drafts, read),
      ...views.findings,
      ...scanned(setting, store.schemas, read).flatMap((table) => [...hiddenRows(table), ...unreadable(table)]),
    ],
    warnings: [
      ...notValidated(setting, deleted),
      ...drafts.flatMap((draft) => triggers(setting, draft)),
      ...views.warnings,
    ],
  };
}

function rewriteRules({ name, rules }: Table): readonly Finding[] {
  return rules.map((rule) => ({
    code: 'REWRITE_RULE',
    table: name,
    message: `the rewrite rule ${rule} on ${name} can turn a statement into another or into nothing`,
    next: `Drop the rule ${rule}, or do its work with a trigger.`,
  }));
}

function inheritance({ name, inheritedBy }: Table): readonly Finding[] {
  return inheritedBy.map((child) => ({
    code: 'INHERITANCE',
    table: name,
    message: `${child} inherits from ${name}: statements on ${name} hit its rows, and no foreign key guards them`,
    next: `Turn the inheritance into partitions, or end it with ALTER TABLE ${quoted(child)} NO INHERIT ${quoted(name)}.`,
  }));
}

function hiddenRows({ name, privileges, rowSecurity }: Table): readonly Finding[] {
  if (privileges.seesAllRows) return [];
  return [
    {
      code: 'ROWS_HIDDEN',
      table: name,
      message: `row security hides rows of ${name} from this role: what it cannot see it cannot delete`,
      // A policy that shows every row is no help: the server refuses to read whenever one applies to the role.
      next: `Connect as a role that row security does not apply to on ${name}: ALTER ROLE <role> BYPASSRLS;${owners[rowSecurity]}`,
    },
  ];
}

const owners: Readonly<Record<Table['rowSecurity'], string>> = {
  off: ' or the owner of it and its partitions.',
  on: ' or its owner.',
  forced: ' its owner is no exception while it is forced.',
};

/** Tables that the residual scan reads when all is done, besides those that the plan reads anyway. */
function scanned({ schema, policy }: Setting, schemas: readonly string[], read: readonly string[]): readonly Table[] {
  if (policy.identifiers.length === 0) return [];
  return Object.values(schema.tables).filter(
    ({ name, kind }) => kind !== 'foreign' && !read.includes(name) && schemas.includes(splitTableName(name).schema),
  );
}

function unreadable({ name, privileges }: Table): readonly Finding[] {
  if (privileges.select) return [];
  return [
    {
      code: 'PRIVILEGE_MISSING',
      table: name,
      message: `the role may not SELECT on ${name}, where the residual scan looks for the identifiers of the policy`,
      next: `GRANT SELECT ON ${quoted(name)} TO <role>;`,
    },
  ];
}

function privileges(setting: Setting, drafts: readonly Draft[], read: readonly string[]): readonly Finding[] {
  const needed = new Map(read.map((table) => [table, new Set<'select' | 'update' | 'delete'>(['select'])]));
  for (const { step } of drafts) needed.get(step.table)?.add(step.kind === 'delete' ? 'delete' : 'update');
  // The last transaction locks the subject's row, and a lock needs UPDATE.
  needed.get(setting.root.name)?.add('update');
  // So are owned rows, when one of their owners has gone.
  for (const table of setting.keeping.keys()) needed.get(table)?.add('update');
  return [...needed].flatMap(([table, privileges]) =>
    [...privileges]
      .filter((privilege) => !tableOf(setting, table).privileges[privilege])
      .map((privilege) => ({
        code: 'PRIVILEGE_MISSING' as const,
        table,
        message: `the role may not ${privilege.toUpperCase()} on ${table}${partitioned(setting, table)}`,
        next: `GRANT ${privilege.toUpperCase()} ON ${[table, ...tableOf(setting, table).partitions].map(quoted).join(', ')} TO <role>;`,
      })),
  );
}

/** Rows are written where they lie, and there the root's privileges do not count. */
function partitioned(setting: Setting, table: string): string {
  return tableOf(setting, table).partitions.length > 0 ? ' or one of its partitions' : '';
}

function notValidated(setting: Setting, deleted: ReadonlySet<string>): readonly Finding[] {
  return references(setting)
    .filter(({ validated, table, to }) => !validated && (deleted.has(to) || deleted.has(table)))
    .map(({ name, table, to }) => ({
      code: 'NOT_VALIDATED',
      table,
      message: `${name} (${table} → ${to}) is not validated: some rows may hang from nothing, and no path finds these`,
      next: `ALTER TABLE ${quoted(table)} VALIDATE CONSTRAINT ${quotedName(name)};`,
    }));
}

function triggers(setting: Setting, { step }: Draft): readonly Finding[] {
  const event = step.kind === 'delete' ? 'delete' : 'update';
  return tableOf(setting, step.table)
    .triggers.filter(({ events }) => events.includes(event))
    .filter(({ table, name }) => !Object.hasOwn(setting.policy.triggers, `${table}.${name}`))
    .map(({ table, name, function: called }) => ({
      code: 'TRIGGER_ON_DELETE',
      table: step.table,
      message: `the trigger ${name} (${called}) runs when ${step.table} is ${event === 'delete' ? 'deleted from' : 'updated'}; if it writes other tables, the batch is rolled back`,
      next: `Write '${table}.${name}': [<tables it writes>] under triggers in the policy, [] if it writes no other.`,
    }));
}

function references({ schema }: Setting): readonly Reference[] {
  return Object.values(schema.tables).flatMap((table) => table.references);
}
