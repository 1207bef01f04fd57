import type { Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import { ownsCode } from './link-code.ts';
import type { Ownership, Ownerships } from './ownership.ts';
import { edgesFrom, edgesTo, ruleOf, type Setting } from './setting.ts';
import type { Fates } from './spine.ts';

/** Rules, effects and blockers for tables that the subject does not reach: the writer believes that they matter. */
export function unreachedRules(
  setting: Setting,
  ownerships: Ownerships,
  detached: ReadonlySet<string>,
): readonly Finding[] {
  const { policy, schema } = setting;
  const uses = [...policy.effects, ...policy.blockers].map(({ table, name }) => ({ table, what: name }));
  const rules = Object.entries(policy.rules)
    .filter(([table, { rule }]) => rule !== 'ignore' && !(rule === 'detach' && detached.has(table)))
    .map(([table, { rule }]) => ({ table, what: `the rule ${rule}` }));
  return [...rules, ...uses]
    .filter(({ table }) => table in schema.tables && !ownerships.has(table))
    .map(({ table, what }) => ({
      code: 'RULE_UNREACHED',
      table,
      message: `${what} is for ${table}, and no reference or link leads from there to rows of the ${policy.kind} that go`,
      next: `Declare the missing link of ${table} in the store's links, or delete what is written for it.`,
    }));
}

/** Tables nothing was said about and nothing leads from: whether they hold the subject's data is for a person to say. */
export function unreachedTables(
  setting: Setting,
  ownerships: Ownerships,
  touched: ReadonlySet<string>,
): readonly Finding[] {
  const { schema, ignored, untouchable, policy, people } = setting;
  return Object.keys(schema.tables)
    .filter((table) => !ownerships.has(table) && !touched.has(table) && !ignored.has(table) && !untouchable.has(table))
    .filter((table) => ruleOf(setting, table) === null && table !== people)
    .map((table) => {
      const owners = edgesTo(setting, table).filter((edge) => mayOwn(edge) && ownerships.has(edge.table));
      const parent = owners.length === 0 ? openParent(setting, ownerships, table) : null;
      if (parent !== null) return withParent(table, parent);
      const pointed = owners.length === 0 ? '' : `; rows of the ${policy.kind} point to it (${namesOf(owners)})`;
      return {
        code: 'UNREACHED',
        table,
        message: `nothing leads from ${table} to the ${policy.kind}; its rows stay as they are${pointed}`,
        next: `If ${table} holds the ${policy.kind}'s data, ${howOwned(owners)}; else put it under ignore with the reason.`,
      };
    });
}

/** What its rows hang from is not decided either. */
function openParent(setting: Setting, ownerships: Ownerships, table: string): Edge | null {
  const { ignored, untouchable, people } = setting;
  const isOpen = ({ to, when, columns }: Edge): boolean =>
    to !== table && to !== people && when === null && columns.length > 0 && !ownerships.has(to);
  const isLeft = ({ to }: Edge): boolean => ignored.has(to) || untouchable.has(to) || ruleOf(setting, to) !== null;
  const parents = edgesFrom(setting, table).filter((edge) => isOpen(edge) && !isLeft(edge) && !edge.owns);
  return parents.find(({ nullable }) => nullable.length === 0) ?? parents[0] ?? null;
}

const withParent = (table: string, { columns, to }: Edge): Finding => ({
  code: 'UNREACHED',
  table,
  message: `${table} hangs from ${to} by ${columns.join(', ')}, and whose those rows are nobody has said; its rows stay as they are`,
  next: `Decide about ${to}. If its rows go, these go with them, and nothing is to be written; if it is left alone, write '${table}': ignore('…') under rules.`,
});

const mayOwn = ({ when, compare }: Edge): boolean => when === null && compare.path === undefined;

const namesOf = (owners: readonly Edge[]): string =>
  owners.map(({ table, columns }) => `${table}.${columns.join(', ')}`).join('; ');

function howOwned(owners: readonly Edge[]): string {
  if (owners.length === 0) return 'declare a link';
  return `write ${owners.map(ownsCode).join(', ')} under owned in the store (import { owns } from 'lethe'), or declare a link`;
}

/** A table that is left alone, and has rows that the database would change, take along or be stopped by. */
export function ignoredReferences(setting: Setting, fates: Fates): readonly Finding[] {
  return [...new Map([...setting.untouchable, ...setting.ignored])].flatMap(([table, because]) =>
    edgesFrom(setting, table)
      .filter((edge) => (edge.onDelete !== null || setting.searched.has(table)) && fates.get(edge.to)?.goes)
      .map((edge) => ({
        code: 'IGNORED_REFERENCES' as const,
        table,
        message: `${table} is left alone (${because}), but by ${edge.name} deleting from ${edge.to} would ${outcome(edge)}`,
        next: `Give ${table} a rule (detach, delete, anonymise or keep) instead of ignoring it, or drop ${edge.name}.`,
      })),
  );
}

function outcome({ onDelete }: Edge): string {
  if (onDelete === null) return 'leave its rows without what they hang from';
  if (onDelete === 'cascade') return 'take its rows along';
  return onDelete === 'set null' || onDelete === 'set default' ? 'change its rows' : 'be refused';
}

/** Rows without a tenant are shared, stay, and are worth knowing of. */
export function nullableTenantLinks(setting: Setting, ownerships: Ownerships): readonly Finding[] {
  return sharedOrOwned(setting, ownerships)
    .filter(({ table, anchors }) => isDecided(setting, table, anchors))
    .map(({ table, anchors }) => ({
      code: 'NULLABLE_TENANT_LINK',
      table,
      message: `rows of ${table} belong to the ${setting.policy.kind} where ${nullableOf(anchors)} leads to it; rows with NULL there are shared and stay`,
      next: 'Nothing, if shared rows are meant; else make the column NOT NULL.',
    }));
}

/**
 * A nullable foreign key may say whose a row is, or only what it was used with last. Taking the second for the first
 * deletes what others share (users, most of all), so without a rule or a declared link nobody has said it.
 */
export function undecidedTenantLinks(setting: Setting, ownerships: Ownerships): readonly Finding[] {
  return sharedOrOwned(setting, ownerships)
    .filter(({ table, anchors }) => !isDecided(setting, table, anchors))
    .map(({ table, anchors }) => ({
      code: 'UNDECIDED',
      table,
      message: `${nullableOf(anchors)} of ${table} may lead to the ${setting.policy.kind} and may be NULL: whether its rows belong to the ${setting.policy.kind} or only point to it is not to be seen`,
      next: `If they belong to it, write '${table}': 'delete' (or keep or anonymise); if others share them, write '${table}': detach(${nullableNames(anchors)}).`,
    }));
}

function sharedOrOwned({ policy }: Setting, ownerships: Ownerships): readonly Ownership[] {
  return policy.ownership === 'tenant' ? [...ownerships.values()].filter(mayBeShared) : [];
}

function isDecided(setting: Setting, table: string, anchors: readonly Edge[]): boolean {
  // A hold decides what becomes of the rows, not whose they are.
  return setting.policy.rules[table] !== undefined || anchors.some((edge) => edge.onDelete === null);
}

const nullableOf = (anchors: readonly Edge[]): string => anchors.flatMap((edge) => edge.nullable).join(', ');

function nullableNames(anchors: readonly Edge[]): string {
  return anchors.flatMap((edge) => edge.nullable.map((column) => `'${column}'`)).join(', ');
}

function mayBeShared({ anchors }: Ownership): boolean {
  return anchors.length > 0 && anchors.every(({ nullable, onDelete }) => nullable.length > 0 && onDelete !== 'cascade');
}
