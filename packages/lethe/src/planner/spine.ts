import type { AnonymiseRule } from '../policy/policy.ts';
import { strongComponents } from '../schema/order.ts';
import { all, any, not } from './combine.ts';
import { type Edge, referredToBy } from './edges.ts';
import type { Finding } from './finding.ts';
import { found } from './found.ts';
import { ownedRows, stayingRows } from './named.ts';
import { withOwners } from './owned-fates.ts';
import { type Ownership, type Ownerships, ownershipOf } from './ownership.ts';
import type { Predicate } from './predicate.ts';
import { edgesFrom, edgesTo, isByValue, ruleOf, type Setting } from './setting.ts';

/** What becomes of the subject's rows of a table. */
export interface Fate {
  readonly table: string;
  /** Rows that are deleted; null: none. */
  readonly goes: Predicate | null;
  /** Rows that survive; null: none. */
  readonly stays: Predicate | null;
  /**
   * How those that survive do. `undecided`: kept rows hang from them, and no rule says how they may stay. `owner`: they
   * are owned, or hang from what is, and rows that stay refer to that.
   */
  readonly how: 'rule' | 'spine' | 'undecided' | 'owner' | null;
}

export type Fates = ReadonlyMap<string, Fate>;

/**
 * Kept rows need a spine: what they hang from stays too, up to the subject's own row, emptied instead of deleted. So a
 * kept row can still be found by its subject, and the database does not refuse or take it along.
 */
export function fatesOf(setting: Setting, ownerships: Ownerships): Fates {
  const spine = spineOf(setting, ownerships);
  // A value is no row: nothing becomes of it.
  const rows = [...ownerships.values()].filter(({ table }) => table !== setting.root.name || setting.root.hasRow);
  return withOwners(setting, ownerships, new Map(rows.map((own) => [own.table, fateOf(setting, own, spine)])));
}

function fateOf(setting: Setting, own: Ownership, spine: ReadonlyMap<string, Predicate>): Fate {
  const { table, owned } = own;
  if (staysWhole(setting, table)) return { table, goes: null, stays: owned, how: 'rule' };
  const hung = spine.get(table);
  if (hung === undefined) return { table, goes: owned, stays: null, how: null };
  const how = spineRule(setting, table) === null ? 'undecided' : 'spine';
  return { table, goes: all([owned, not(hung)]), stays: all([owned, hung]), how };
}

/** For each table that must let some rows stay: the condition that kept rows hang from them. */
function spineOf(setting: Setting, ownerships: Ownerships): ReadonlyMap<string, Predicate> {
  const surviving = survivingTables(setting, ownerships);
  const emptied = [...surviving].filter((table) => !staysWhole(setting, table));
  const holders = new Map(
    emptied.map((table) => [table, holdersOf(setting, ownerships, table).filter((edge) => surviving.has(edge.table))]),
  );
  const spine = new Map<string, Predicate>();
  const survivors = (table: string): Predicate => {
    const own = ownershipOf(ownerships, table);
    if (staysWhole(setting, table)) return ownedRows(own);
    return stayingRows(table, all([own.owned, found(spine.get(table), `${table} comes after its parent`)]));
  };
  // Leaves first: what hangs from a table is told before it.
  for (const { tables } of strongComponents(emptied, [...holders.values()].flat())) {
    // A circle of spine tables has no finite predicate; spineFindings asks for a rule that keeps one of them whole.
    const outside = (edge: Edge): boolean => staysWhole(setting, edge.table) || !tables.includes(edge.table);
    const hung = tables.map((table) => {
      const edges = found(holders.get(table), `${table} is no spine`).filter(outside);
      return [table, any(edges.map((edge) => referredToBy(edge, survivors(edge.table))))] as const;
    });
    for (const [table, predicate] of hung) spine.set(table, predicate);
  }
  return new Map(emptied.map((table) => [table, found(spine.get(table), `${table} is no spine`)]));
}

/** Tables of which some rows survive: those that rules keep, and what these hang from. */
function survivingTables(setting: Setting, ownerships: Ownerships): ReadonlySet<string> {
  const tables = new Set([...ownerships.keys()].filter((table) => staysWhole(setting, table)));
  // A Set hands out what is added while it is walked through.
  for (const table of tables) {
    for (const edge of edgesFrom(setting, table)) {
      if (ownerships.has(edge.to) && holds(setting, edge, ownershipOf(ownerships, table))) tables.add(edge.to);
    }
  }
  return tables;
}

/** Edges to a table whose rows must stay while the row that hangs from them stays. */
function holdersOf(setting: Setting, ownerships: Ownerships, table: string): readonly Edge[] {
  return edgesTo(setting, table).filter((edge) => {
    const own = ownerships.get(edge.table);
    return own !== undefined && holds(setting, edge, own);
  });
}

/**
 * A row that survives cannot lose this parent: the reference is NOT NULL, or it is the only way to tell whose the row
 * is. (Cut off from its tenant, a kept row would become a shared one, seen by everybody.)
 */
export function holds(setting: Setting, edge: Edge, own: Ownership): boolean {
  if (edge.owns) return isFoundLater(setting, edge.table);
  if (emptiedBy(setting, edge) || isByValue(edge, setting)) return false;
  const bound = edge.nullable.length === 0;
  if (bound && edge.onDelete !== null) return true;
  // Another path is enough where it leads every row to a subject; one by a shared parent does not.
  const findable = own.always && setting.policy.ownership === 'tenant';
  return own.anchors.includes(edge) && (bound || !findable);
}

/** Its rows stay and must still be found by the subject: those that are emptied for good need not be. */
function isFoundLater(setting: Setting, table: string): boolean {
  const rule = ruleOf(setting, table);
  return staysWhole(setting, table) && !(rule?.rule === 'anonymise' && rule.keepFor === null);
}

/** The rule of its table sets the edge to NULL anyway. */
export function emptiedBy(setting: Setting, edge: Edge): boolean {
  const rule = ruleOf(setting, edge.table);
  if (rule?.rule !== 'anonymise') return false;
  const emptied = edge.columns.filter((column) => rule.columns[column]?.with === 'null');
  return edge.full ? emptied.length === edge.columns.length : emptied.length > 0;
}

/** All of the subject's rows of the table survive, because a rule or a hold says so. */
function staysWhole(setting: Setting, table: string): boolean {
  const rule = ruleOf(setting, table);
  return (
    rule?.rule === 'keep' || rule?.rule === 'held' || (rule?.rule === 'anonymise' && spineRule(setting, table) === null)
  );
}

/**
 * The rule by which only rows that kept rows hang from stay, and the others go. That is what `anonymise` means on the
 * subject's own table: with nothing kept, the row is deleted. On another table it means all rows, unless it says
 * `spine`; and `keepFor` asks for the rows themselves.
 */
function spineRule(setting: Setting, table: string): AnonymiseRule | null {
  const rule = ruleOf(setting, table);
  if (rule?.rule !== 'anonymise') return null;
  return rule.spine === true || (table === setting.root.name && rule.keepFor === null) ? rule : null;
}

export function spineFindings(setting: Setting, ownerships: Ownerships, fates: Fates): readonly Finding[] {
  const circles = inCircles(setting, ownerships, fates);
  return [...fates.values()].flatMap((fate) => [
    ...(fate.how === 'undecided' ? undecided(setting, ownerships, fates, fate) : []),
    ...(circles.has(fate.table) ? [circle(fate.table)] : []),
  ]);
}

function undecided(setting: Setting, ownerships: Ownerships, fates: Fates, { table }: Fate): readonly Finding[] {
  const holders = holdersOf(setting, ownerships, table).filter((edge) => fates.get(edge.table)?.stays);
  const children = [...new Set(holders.map((edge) => `${edge.table} (${edge.name})`))].join(', ');
  const example = exampleColumn(setting, table);
  const own = table === setting.root.name;
  const asked: Finding = {
    code: 'SPINE_UNDECIDED',
    table,
    message: `rows that are kept hang from ${table}: ${children}; its rows would be deleted under them`,
    next: `Write '${table}': anonymise({ columns: { ${example} } }) under rules: ${own ? 'the row stays, emptied' : 'its rows stay, emptied'}. Or do not keep ${[...new Set(holders.map((edge) => edge.table))].join(', ')}.`,
  };
  const taken =
    ruleOf(setting, table)?.rule === 'delete' ? holders.filter(({ onDelete }) => onDelete === 'cascade') : [];
  return [asked, ...taken.map(wouldCascade)];
}

export function wouldCascade(edge: Edge): Finding {
  return {
    code: 'KEPT_WOULD_CASCADE',
    table: edge.table,
    message: `rows of ${edge.table} that stay hang from ${edge.to} by ${edge.name}, which is ON DELETE CASCADE: deleting there would take them along`,
    next: `Give ${edge.to} a rule under which its rows stay (anonymise, keep), make ${edge.columns.join(', ')} nullable and detach it, or change the reference to ON DELETE RESTRICT.`,
  };
}

/** Tables of the spine that hang from each other in a circle. */
function inCircles(setting: Setting, ownerships: Ownerships, fates: Fates): ReadonlySet<string> {
  const spine = [...fates.values()].filter(({ how }) => how === 'spine').map(({ table }) => table);
  const edges = spine.flatMap((table) => holdersOf(setting, ownerships, table));
  return new Set(strongComponents(spine, edges).flatMap(({ tables, cyclic }) => (cyclic ? tables : [])));
}

function circle(table: string): Finding {
  return {
    code: 'SPINE_UNDECIDED',
    table,
    message: `rows of ${table} that must stay hang from each other in a circle of NOT NULL references`,
    next: `Let all rows of ${table} stay: write its anonymise rule without spine, or a keep rule.`,
  };
}

/** A column worth emptying, so that what is proposed can be pasted. */
function exampleColumn(setting: Setting, table: string): string {
  const bound = new Set(
    [...edgesFrom(setting, table), ...edgesTo(setting, table)].flatMap((edge) =>
      edge.table === table ? edge.columns : edge.toColumns,
    ),
  );
  const text = setting.schema.tables[table]?.columns.find(
    ({ name, category, generated }) => category === 'S' && generated === 'no' && !bound.has(name),
  );
  if (text === undefined) return '…';
  return `${JSON.stringify(text.name)}: ${text.nullable ? "'null'" : "fromKey({ prefix: 'deleted-' })"}`;
}
