import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { RowAsked } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { declaredAlone, type LinkCandidate, uniqueColumns } from './link-candidates.ts';
import { emailOf } from './open-columns.ts';
import { isChallenges, isLogins, isPeople } from './table-kinds.ts';

/**
 * Columns that hold what stands in the subject's own row beside its key: the number that a payment service gave an
 * account, or the address that a token was sent to. Of tables that nothing else leads from.
 */
export function ownValueLinks(
  schema: Schema,
  tables: readonly Table[],
  { subjects, named }: { readonly subjects: readonly RowAsked[]; readonly named: readonly LinkCandidate[] },
  evidence: Evidence,
): readonly ProposedLink[] {
  const told = new Set(named.flatMap(({ table, column, weak }) => (weak ? [] : [`${table}\0${column}`])));
  const isTold = ({ name }: Table, column: string): boolean => told.has(`${name}\0${column}`);
  return subjects.flatMap(({ table: name, ownership }) => {
    const root = schema.tables[name];
    if (root === undefined) return [];
    return tables.flatMap((table) => {
      const pairs = ownership === 'person' ? addresses(table, root) : accounts(table, root, isTold);
      return pairs.flatMap((pair) => {
        const link = linkOf({ table, root, ...pair }, evidence);
        const isShared = ownership === 'tenant' && standsElsewhere(schema, table, { root, ...pair }, evidence);
        return link === null || isShared ? [] : [link];
      });
    });
  });
}

interface Pair {
  readonly column: Column;
  readonly own: Column;
}

/** A token in a mail, by the address that it was sent to. */
function addresses(table: Table, root: Table): readonly Pair[] {
  const [from, to] = [emailOf(table), emailOf(root)];
  return isChallenges(table)
    ? pairsOf(table, root, { from: ({ name }) => name === from, to: ({ name }) => name === to })
    : [];
}

/** One is named after payments: a region, a cluster or a price is a text in the subject's row as well, and others' too. */
function accounts(table: Table, root: Table, isTold: (table: Table, column: string) => boolean): readonly Pair[] {
  const free = (of: Table) => {
    const declared = declaredAlone(of);
    return (column: Column): boolean => isId(column) && !declared.has(column.name) && !isTold(of, column.name);
  };
  const key = (column: Column): boolean => root.primaryKey?.columns.includes(column.name) ?? false;
  return pairsOf(table, root, { from: free(table), to: (column) => !key(column) && free(root)(column) }).filter(
    ({ column, own }) => isOfPayments(column) || isOfPayments(own),
  );
}

/** Whoever signs in may pay for an account, and hold it as well: whose the row is nobody can tell. */
function standsElsewhere(
  { tables }: Schema,
  table: Table,
  { root, column, own }: Pair & { readonly root: Table },
  evidence: Evidence,
): boolean {
  const isPaid = (each: Column): boolean => isId(each) && isOfPayments(each) && comparison(column, each) === 'value';
  const places = Object.values(tables)
    .filter((each) => each === root || (each !== table && (isLogins(each.name) || isPeople(each.name))))
    .flatMap((to) => to.columns.filter(isPaid).map((each) => ({ to: to.name, toColumn: each.name })))
    .filter(({ to, toColumn }) => to !== root.name || toColumn !== own.name);
  const asked = { ask: 'overlap', table: table.name, column: column.name, path: null, when: null } as const;
  // What could not be looked at may hold it.
  return places.map((place) => evidence.ask({ ...asked, ...place })).some((answer) => answer?.found !== 0);
}

const isOfPayments = ({ name }: Column): boolean => wordsOf(name).some((word) => payments.has(word));

const payments = new Set(
  'billing customer payer stripe paddle chargebee recurly braintree lemonsqueezy polar'.split(' '),
);

const isId = (column: Column): boolean =>
  referringOf(column.name) !== null && (valueType(column) === 'uuid' || column.category === 'S');

interface Sides {
  readonly from: (column: Column) => boolean;
  readonly to: (column: Column) => boolean;
}

const pairsOf = (table: Table, root: Table, { from, to }: Sides): readonly Pair[] =>
  table.columns
    .filter((column) => column.generated !== 'stored' && from(column))
    .flatMap((column) =>
      root.columns.filter((own) => comparison(column, own) === 'value' && to(own)).map((own) => ({ column, own })),
    );

/** All that was looked at stands there, is too long to do so by chance, and is one row's each. */
function linkOf({ table, root, column, own }: Pair & { table: Table; root: Table }, evidence: Evidence) {
  const asked = { table: table.name, column: column.name, path: null, when: null, to: root.name, toColumn: own.name };
  const any = evidence.ask({ ask: 'overlap', ...asked });
  const long = evidence.ask({ ask: 'overlap', ...asked, long: true });
  if (any === null || any.looked < 2 || any.found < any.looked || long?.found !== any.looked) return null;
  const ends = { table: root.name, column: own.name, to: root.name, toColumn: own.name };
  const held = evidence.ask({ ask: 'sharing', ...ends, tenant: null });
  const isUnique = uniqueColumns(root).some(({ name }) => name === own.name);
  if (!isUnique && (held === null || held.distinct < Math.max(held.refs, 2))) return null;
  const different = isUnique ? 'which is unique' : `where ${held?.distinct} of ${held?.refs} are different`;
  const link = { table: table.name, columns: [column.name], to: root.name, toColumns: [own.name], when: null };
  const shown = `${any.found} of ${any.looked} sampled values are in ${own.name} of ${root.name}, ${different}`;
  return { link, role: '', evidence: `no name leads there, and ${shown}` };
}
