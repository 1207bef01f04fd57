import type { Edge } from '../planner/edges.ts';
import { ownsCode } from '../planner/link-code.ts';
import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { isKey } from '../schema/is-key.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKey } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedOwner, Undecided } from './draft.ts';
import type { Answer, Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { oneOf } from './kind-words.ts';
import { isLogins, isLookup, isOwnedThing, isUploads } from './table-kinds.ts';
import { wayToTenant } from './way-to-tenant.ts';

/** What the subject's rows point to: their own (settings, an address), or everybody's (a plan, a country). */
export interface PointedTo {
  readonly owned: readonly ProposedOwner[];
  /** By table: why its rows are not the subject's. */
  readonly shared: ReadonlyMap<string, string>;
  readonly undecided: readonly Undecided[];
}

/** Only of tables that nothing else reaches. */
export function pointedTo(setting: Setting, reach: ReadonlySet<string>, evidence: Evidence): PointedTo {
  // What a person's rows point to is mostly what they took part in.
  if (setting.policy.ownership === 'person') return { owned: [], shared: new Map(), undecided: [] };
  const owned: ProposedOwner[] = [];
  const shared = new Map<string, string>();
  const undecided: Undecided[] = [];
  for (const [table, links] of targets(setting, reach)) {
    const verdict = judge(setting, table, { links, reach, evidence });
    if (verdict.is === 'shared') shared.set(table, verdict.because);
    else if (verdict.is === 'owned') owned.push(...links.map((edge) => ownerOf(edge, verdict.because)));
    else undecided.push(askAbout(setting, table, links, verdict.because));
  }
  return { owned, shared, undecided };
}

function targets(setting: Setting, reach: ReadonlySet<string>): ReadonlyMap<string, readonly Edge[]> {
  const links = [...reach]
    .flatMap((table) => edgesFrom(setting, table))
    .filter(({ to, when, compare }) => !reach.has(to) && when === null && compare.path === undefined)
    .filter(({ to }) => !setting.ignored.has(to) && !setting.untouchable.has(to));
  return Map.groupBy(links, ({ to }) => to);
}

type Verdict =
  | { readonly is: 'shared'; readonly because: string }
  | { readonly is: 'owned'; readonly because: string }
  | { readonly is: 'undecided'; readonly because: string };

interface Pointers {
  readonly links: readonly Edge[];
  readonly reach: ReadonlySet<string>;
  readonly evidence: Evidence;
}

function judge(setting: Setting, table: string, { links, reach, evidence }: Pointers): Verdict {
  const kind = setting.policy.kind;
  if (isLogins(table))
    return { is: 'shared', because: `people, who are not ${oneOf(kind)}'s: those left in none stay` };
  if (isLookup(table) && personalColumns(tableOf(setting, table)).length === 0)
    return { is: 'shared', because: 'reference data by its name' };
  const facts = links.map((edge) => factsOf(setting, edge, evidence));
  const own = isOwnedThing(table) || personalColumns(tableOf(setting, table)).length > 0;
  const across = facts.filter((fact) => (fact?.across ?? 0) > 0);
  // One row in many may be a mistake, or the one that two of them share.
  const isUsual = across.some((fact) => fact !== null && isMany(fact));
  if (isUsual && (across.length === facts.length || !own))
    return { is: 'shared', because: `rows of several ${kind}s refer to the same rows of it` };
  if (across.length > 0)
    return {
      is: 'undecided',
      because: `some of them are referred to by rows of several ${kind}s, and others may not be`,
    };
  const single = links.length === 1 ? links[0] : undefined;
  const oneToOne = single !== undefined && isKey(tableOf(setting, single.table), single.columns);
  // The session of a person stays theirs, on whatever device.
  const holder = heldBy(setting, table, reach)[0]?.to ?? null;
  if (oneToOne && holder !== null)
    return { is: 'undecided', because: `each is one row's own, and hangs from ${holder} as well` };
  // Unique means one at a time: what lies about, or has others that hang from it, is handed out again.
  const isPool =
    facts.some((fact) => (fact?.idle ?? 0) > 0) ||
    isReferredToByOthers(setting, table, links) ||
    isNumbered(tableOf(setting, table));
  if (oneToOne && (isOwnedThing(table) || !isPool))
    return {
      is: 'owned',
      because: `${single.table}.${single.columns.join(', ')} is unique: each row is one row's own`,
    };
  const others = !isOwnedThing(table) && isReferredToByOthers(setting, table, links);
  const reused = facts.some((fact) => fact !== null && fact.distinct < fact.refs && fact.across === null);
  const idle = facts.some((fact) => fact !== null && fact.idle > 0) && links.length === 1;
  const joined = links.some((edge) => joins(setting, edge));
  if (isUploads(table)) return { is: 'owned', because: 'its framework deletes what nothing refers to any more' };
  // Rows that nothing refers to are a catalogue's, and what names the subject itself is of more than the one that refers.
  const isLying = facts.some((fact) => (fact?.idle ?? 0) > 0);
  const namesSubject = edgesFrom(setting, table).some(({ to }) => reach.has(to));
  const isReused = facts.some((fact) => fact !== null && fact.distinct < fact.refs);
  if (own && !isReused && !others && !joined && holder === null && !isLying && !namesSubject)
    return { is: 'owned', because: 'by its name and columns, what belongs to the one row that refers to it' };
  // What other rows hang from is a thing by itself.
  const isPlain = edgesTo(setting, table).every((edge) => links.includes(edge)) && !isCalled(tableOf(setting, table));
  const isWhole = own || (isPlain && links.length === 1 && !isLying);
  if (isWhole && !others && holder === null && !namesSubject && isWithin(facts))
    return { is: 'owned', because: `its rows are referred to again and again, and always by one ${kind}` };
  // Within one subject or across several is not to be seen; what looks like somebody's own is not called everybody's.
  if (isReused && own) return { is: 'undecided', because: `several rows refer to the same row of ${table}` };
  if (reused || (idle && !own)) return { is: 'shared', because: 'several rows refer to the same row, or none does' };
  if (isPlain && !joined && holder === null && !namesSubject && isEachOnes(facts))
    return {
      is: 'owned',
      because: 'each of its rows is referred to by one row, and bears neither a name nor a number',
    };
  return {
    is: 'undecided',
    because: `each row of ${table} is referred to by one row at most, so it may be that row's own`,
  };
}

/** Of fewer that may be so by chance. */
const enough = 6;

/** All rows have been looked at, and to each leads one of the links, once. */
function isEachOnes(facts: readonly Facts[]): boolean {
  const seen = facts.flatMap((fact) => (fact === null ? [] : [fact]));
  const referred = seen.reduce((sum, { distinct }) => sum + distinct, 0);
  return (
    seen.length === facts.length &&
    referred >= enough &&
    seen.every(({ refs, distinct, idle }) => refs === distinct && distinct + idle === referred)
  );
}

/** It is told from others by something that people read: things of a catalogue are, and things that are handed out. */
const isCalled = (table: Table): boolean =>
  table.columns.some(({ name }) => callings.has(wordsOf(name).at(-1) ?? '')) || isNumbered(table);

/** By a key of its own beside the one that rows refer to: the number of a card, an address of the network. */
const isNumbered = ({ primaryKey, uniques }: Table): boolean =>
  uniques.some((key) => key.columns.join() !== primaryKey?.columns.join());

const callings = new Set(
  'name title label slug code number no num serial sku plate imei barcode reference ref handle domain phone'.split(' '),
);

/** Rows that belong to nobody would be met by several sooner or later. */
const isWithin = (facts: readonly Facts[]): boolean =>
  facts.every((fact) => fact !== null && fact.across === 0 && fact.tenants > 1) &&
  facts.reduce((sum, fact) => sum + (fact === null ? 0 : fact.refs - fact.distinct), 0) >= enough;

/** It is counted up to ten. */
const isMany = ({ across, distinct }: NonNullable<Facts>): boolean =>
  across !== null && (across >= 10 || across * 5 >= distinct);

/** By rows that are not the subject's, and do not hang from this table alone. Owned rows stay while such refer to them. */
const isReferredToByOthers = (setting: Setting, table: string, links: readonly Edge[]): boolean =>
  edgesTo(setting, table).some(
    (edge) => !links.includes(edge) && edgesFrom(setting, edge.table).some(({ to }) => to !== table),
  );

/** A row of the table only says that two others belong together: one may stand beside many, though it does not yet. */
function joins(setting: Setting, { table, columns }: Edge): boolean {
  const edges = edgesFrom(setting, table);
  const found = tableOf(setting, table);
  const key = rowKey(found)?.columns ?? found.columns.map(({ name }) => name);
  const isPart = key.length > columns.length && columns.every((column) => key.includes(column));
  return isPart && key.every((column) => edges.some((edge) => edge.columns.includes(column)));
}

type Facts = Answer<'sharing'> | null;

function factsOf(setting: Setting, edge: Edge, evidence: Evidence): Facts {
  const [column, toColumn] = [edge.columns.at(-1), edge.toColumns.at(-1)];
  if (column === undefined || toColumn === undefined || edge.columns.length > 1) return null;
  const way = wayToTenant(setting, edge.table);
  const asked = { table: edge.table, column, ...(way === null || way.via.length === 0 ? {} : { via: way.via }) };
  return evidence.ask({ ask: 'sharing', ...asked, tenant: way?.tenant ?? null, to: edge.to, toColumn });
}

const ownerOf = ({ table, columns, to, toColumns }: Edge, evidence: string): ProposedOwner => ({
  ...{ table, columns, to, toColumns, evidence },
});

function askAbout(setting: Setting, table: string, links: readonly Edge[], why: string): Undecided {
  const item = wordsOf(splitTableName(table).name).join(' ');
  return {
    table,
    question: `are the ${item} that ${oneOf(setting.policy.kind)}'s rows point to its own? ${why}`,
    write: `If they go with it, write ${links.map(ownsCode).join(', ')} under owned in the store (import { owns } from 'lethe'); if others use them too, '${table}': ignore('…') under rules.`,
  };
}
