import { tableName } from '../../src/schema/table-name.ts';
import { storedTables } from './read-rows.ts';
import type { Asking, ConfigSource } from './run-case.ts';
import { outside, type Reference, type Table, valueColumn, type World } from './world.ts';

/** A configuration as it stands in a file. */
export type Written = Readonly<Record<string, unknown>>;

/** What somebody who knows the product writes: what the schema does not say, and nothing else. */
export const byHand: ConfigSource = {
  configOf: (asking) => asking.place.writeConfig(asking.kind, configByHand(asking)),
  asks: false,
};

export function configByHand({ world, kind, description: { insertGuard } }: Omit<Asking, 'place'>): Written {
  const schemas = [...new Set(['app', ...storedTables(world).map(({ schema }) => schema)])].filter(
    (schema) => schema !== outside,
  );
  const triggers = Map.groupBy(world.triggers, ({ on, name }) => `${named(on)}.${name}`);
  return {
    stores: {
      db: {
        type: 'postgres',
        url: 'DATABASE_URL',
        schemas,
        links: linksOf(world),
        owned: ownedOf(world),
        ignore: ignored(world),
      },
    },
    subjects: {
      [kind]: {
        ...subjectOf(world),
        insertGuard,
        rules: rulesOf(world),
        triggers: Object.fromEntries(
          [...triggers].map(([name, all]) => [name, all.map(({ writes }) => named(writes))]),
        ),
        identifiers: world.identifiers.map(({ table, column }) => `${named(table)}.${column}`),
      },
    },
  };
}

function subjectOf({ rowless, root, references }: World): Written {
  if (!rowless) return { table: named(root) };
  const others = references.filter(({ to, columns }) => to === root && columns[0] !== valueColumn);
  return { column: valueColumn, also: others.map(({ from, columns }) => `${named(from)}.${columns[0]}`) };
}

const isUndecided = ({ undecided }: World, table: Table): boolean => undecided.some((each) => each.table === table);

export const named = ({ schema, name }: Table): string => tableName(schema, name);

function linksOf(world: World): readonly Written[] {
  return world.references
    .filter(
      ({ declared, means, to }) =>
        declared === null && means !== 'uses' && means !== 'owns' && !(world.rowless && to === world.root),
    )
    .map(({ from, columns, to, toColumns, when, path }) => ({
      ...{ table: named(from), columns, to: named(to), toColumns },
      ...(when === undefined ? {} : { when }),
      ...(path === undefined ? {} : { path }),
    }));
}

function ownedOf(world: World): readonly Written[] {
  return world.references
    .filter(({ means }) => means === 'owns')
    .map(({ from, columns, to, toColumns }) => ({ table: named(from), columns, to: named(to), toColumns }));
}

/** Tables that everybody shares, and that point at nobody. */
function ignored(world: World): Written {
  const shared = storedTables(world).filter(
    (table) =>
      table !== world.root &&
      !isUndecided(world, table) &&
      !world.references.some(
        ({ from, to, means }) => (from === table && means !== 'uses') || (to === table && means === 'owns'),
      ),
  );
  return Object.fromEntries(shared.map((table) => [named(table), 'shared by everybody']));
}

/** Where the schema leaves open whose rows they are. */
function rulesOf(world: World): Written {
  const rules = world.tables
    .filter((table) => !isUndecided(world, table) && table !== world.root)
    .flatMap((table) => {
      const from = world.references.filter((reference) => reference.from === table);
      if (from.some(({ means }) => means === 'points')) return [[named(table), { rule: 'detach', columns: [] }]];
      const ties = from.filter(({ means, to }) => means === 'belongs' && to !== table);
      // Round a circle, what would settle it may be what is asked about.
      const settled = ties.some((tie) => !leavesOpen(table, tie) && !leadsTo(world, tie.to, table));
      return ties.some((tie) => leavesOpen(table, tie)) && !settled ? [[named(table), 'delete']] : [];
    });
  return Object.fromEntries(rules);
}

function leadsTo({ references }: World, from: Table, to: Table): boolean {
  const met = new Set([from]);
  // A Set hands out what is added while it is walked through.
  for (const table of met) for (const reference of references) if (reference.from === table) met.add(reference.to);
  return met.has(to);
}

function leavesOpen(table: Table, { columns, declared }: Reference): boolean {
  const nullable = columns.some((name) => table.columns.find((column) => column.name === name)?.nullable);
  return nullable && declared !== null && declared.onDelete !== 'cascade';
}
