import { all, any, not } from './combine.ts';
import { type Edge, hangs } from './edges.ts';
import type { Ownership, Ownerships } from './ownership.ts';
import type { Check } from './plan.ts';
import { edgesFrom, type Setting } from './setting.ts';

/**
 * A pair of a type and an id leads to one of several tables. A type that no link names may be one that was added since:
 * its rows would be found by no path, and left in silence. Tables whose rows say otherwise whose they are need no types.
 */
export function unknownTypes(setting: Setting, ownerships: Ownerships): readonly Check[] {
  return Object.keys(setting.schema.tables).flatMap((table) => {
    if (setting.ignored.has(table) || isToldOtherwise(setting, ownerships.get(table))) return [];
    const kept = [...setting.keeping.values()].flat().filter((edge) => edge.table === table);
    const arms = [...edgesFrom(setting, table), ...kept].filter(({ when }) => when !== null);
    const pairs = Map.groupBy(arms, (edge) => JSON.stringify([edge.when?.column, edge.columns]));
    const typed = [...pairs.values()].filter((pair) => pair.some(({ to }) => ownerships.has(to)));
    return [
      ...typed.flatMap((pair) => [...check(table, pair), ...changed(table, pair)]),
      ...mixed(setting, table, ownerships),
    ];
  });
}

/** Every row says whose it is, whatever its type: in columns of its own, or by a key that is never NULL. */
const isToldOtherwise = ({ policy }: Setting, own: Ownership | undefined): boolean =>
  own?.byColumn === true || (own?.declared === true && policy.ownership === 'tenant');

function check(table: string, pair: readonly Edge[]): readonly Check[] {
  const [first] = pair;
  if (first?.when == null) return [];
  const { column } = first.when;
  const known = pair.flatMap(({ when }) => when?.equals ?? []);
  const id = first.columns.map((name) => ({ op: 'set' as const, column: name }));
  // Some products write '' where there is nothing to refer to.
  const unnamed = not({ op: 'one of', column, values: [...known, ''] });
  return [
    {
      ...{ code: 'UNKNOWN_TYPE', table, reference: column },
      predicate: all([...id, { op: 'set', column }, unnamed]),
      message: `rows of ${table} say in ${column} what no link of it names: whose they are is not known`,
    },
  ];
}

/**
 * Numbers stand for types by rows of another table, and are others in another database, or after these were loaded anew:
 * every arm would lead to the wrong table, by ids that are keys there too.
 */
function changed(table: string, pair: readonly Edge[]): readonly Check[] {
  const told = pair.flatMap(({ when, says }) => (when === null || says === undefined ? [] : [{ when, says }]));
  return [...Map.groupBy(told, ({ says }) => says.table)].map(([lookup, arms]) => ({
    ...{ code: 'TYPE_CHANGED', table: lookup, reference: arms[0]?.when.column ?? '' },
    predicate: any(
      arms.map(({ when, says: { key, row } }) => {
        const words = Object.entries(row).map(([column, word]) => ({ op: 'one of' as const, column, values: [word] }));
        return all([{ op: 'one of', column: key, values: [when.equals] }, not(all(words))]);
      }),
    ),
    message: `rows of ${lookup} say something else than the links of ${table} were written for`,
  }));
}

/** Keys of several tables in one column, with nothing that says of which: each must be found in one of those named. */
function mixed(setting: Setting, table: string, ownerships: Ownerships): readonly Check[] {
  // What leads nowhere is looked through.
  const some = edgesFrom(setting, table).filter((edge) => edge.some === true && !setting.searched.has(table));
  const byColumns = Map.groupBy(some, ({ columns }) => columns.join(', '));
  return [...byColumns]
    .filter(([, edges]) => edges.some(({ to }) => ownerships.has(to)))
    .map(([reference, edges]) => ({
      ...{ code: 'UNKNOWN_TYPE' as const, table, reference },
      predicate: all([
        ...(edges[0]?.columns ?? []).map((column) => ({ op: 'set' as const, column })),
        ...edges.map((edge) => not(hangs(edge, all([])))),
      ]),
      message: `rows of ${table} hold in ${reference} what is no key of any table that its links name: whose they are is not known`,
    }));
}
