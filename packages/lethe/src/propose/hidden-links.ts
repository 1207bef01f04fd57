import type { Link } from '../policy/policy.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import type { ProposedLink } from './accepted-links.ts';
import { copiedAddresses } from './copied-addresses.ts';
import type { Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { jsonLinks } from './json-links.ts';
import { keysOfPerson } from './keys-of-person.ts';
import type { SettledKind } from './kind.ts';
import type { LinkCandidate } from './link-candidates.ts';
import { listLinks } from './list-links.ts';
import { ownValueLinks } from './own-values.ts';
import { isPointing } from './role.ts';
import { tableIndex } from './table-index.ts';
import { isChallenges, isLogins, isLookup, isTraffic } from './table-kinds.ts';
import { valueLinks } from './value-links.ts';

interface Known {
  readonly schema: Schema;
  readonly links: readonly ProposedLink[];
  readonly named: readonly LinkCandidate[];
  readonly evidence: Evidence;
}

/**
 * Of tables that no key and no name leads from: ids inside json, and columns whose values are keys, or stand in the
 * subject's own row.
 */
export function hiddenLinks(
  { schema, links, named, evidence }: Known,
  settled: readonly SettledKind[],
): readonly ProposedLink[] {
  const tables = outOfReach(schema, settled);
  const tenants = settled.filter(({ subject }) => subject.ownership === 'tenant');
  const reached = new Set(tenants.flatMap((kind) => [...kind.reached]));
  const rootsOfAll = (of: readonly SettledKind[]): ReadonlySet<string> =>
    new Set(of.flatMap(({ setting }) => (setting.root.hasRow ? [setting.root.name] : [])));
  const byValue = valueLinks(schema, tables, reached, evidence);
  const subjects = settled.flatMap(({ subject }) => (subject.table === null ? [] : [subject]));
  const ownValues = ownValueLinks(schema, tables, { subjects, named }, evidence);
  const bound = new Set([...byValue, ...ownValues].map(({ link }) => link.table));
  const isHeld = ({ name }: Table): boolean => hasHolder(schema, name, { tenants, named });
  const free = tables.filter((table) => (isTraffic(table.name) || isChallenges(table)) && !isHeld(table));
  const index = tableIndex(schema);
  const held = tables.filter((table) => !free.includes(table));
  const roots = rootsOfAll(settled);
  const inJson = [
    ...jsonLinks(schema, index, { tables: free, roots, tenants: rootsOfAll(tenants) }, evidence),
    ...jsonLinks(schema, index, { tables: held, roots, tenants: new Set() }, evidence),
  ];
  const others = free.filter(({ name }) => !bound.has(name));
  const copied = copiedAddresses(schema, others, reached, evidence);
  const told = new Set(free.map(({ name }) => name));
  const ofPersons = keysOfPerson(schema, { subjects, links }, evidence);
  const lists = listLinks(schema, tenants, evidence);
  return [...lists, ...inJson, ...[...byValue, ...ownValues, ...copied, ...ofPersons].filter(isNews(links))].map(
    (each) => (told.has(each.link.table) && !isPointingAt(each.link) ? { ...each, told: true } : each),
  );
}

/** Each of its rows hangs from a person, or from something else that is not the tenant's: a session is whose it is. */
function hasHolder(
  { tables }: Schema,
  table: string,
  { tenants, named }: { readonly tenants: readonly SettledKind[]; readonly named: readonly LinkCandidate[] },
): boolean {
  const isBound = ({ column }: LinkCandidate): boolean =>
    tables[table]?.columns.some(({ name, nullable }) => name === column && !nullable) ?? false;
  return tenants.some(
    ({ setting, reached }) =>
      heldBy(setting, table, reached).length > 0 ||
      named.some(
        (each) => each.table === table && !each.weak && isBound(each) && !reached.has(each.to) && !isLookup(each.to),
      ),
  );
}

/** `active_account_id` says what somebody does there, and not of whom the row is. */
const isPointingAt = ({ columns, path }: Link): boolean =>
  isPointing(referringOf(path?.at(-1) ?? columns[0] ?? '')?.item ?? []);

/**
 * What a column is called says more than its values: `last_account_id` only points there. So does a type beside it, of
 * each row.
 */
function isNews(links: readonly ProposedLink[]): (found: ProposedLink) => boolean {
  const named = new Set(links.map(({ link }) => `${link.table}\0${link.columns[0]}`));
  return ({ link: { table, columns, path } }) => path !== undefined || !named.has(`${table}\0${columns[0]}`);
}

export function outOfReach(schema: Schema, settled: readonly SettledKind[]): readonly Table[] {
  return Object.values(schema.tables).filter(
    ({ name, extension }) =>
      extension === null && !isLogins(name) && settled.every(({ reached }) => !reached.has(name)),
  );
}
