import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link, Owns } from '../policy/policy.ts';
import type { DeleteAction, Table } from '../schema/graph.ts';
import { parentOf, type Row } from '../testing/rows-in-memory.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { found } from './found.ts';
import {
  countChecks,
  expectOnlyGone,
  type Ownership,
  owns,
  plan,
  randomOf,
  randomRows,
  randomSchema,
  root,
  type Tie,
  tiesOf,
  type World,
} from './random-world.fixture.ts';

/*
 * As in oracle.test.ts, where rows own what they refer to: a slow search over single rows says which of these go.
 */

/**
 * A random schema, and tables that nothing leads from to the subject: some of its tables refer to them, most of these own
 * them, and others hang from them.
 */
function ownedWorld(seed: number, ownership: Ownership, tidy: boolean): World & { readonly owned: readonly Owns[] } {
  const random = randomOf(seed);
  const { schema, links } = randomSchema(random, ownership);
  const actions: readonly DeleteAction[] =
    ownership === 'person' ? ['cascade', 'set null'] : ['no action', 'restrict', 'cascade'];
  const tables = new Map(Object.entries(schema.tables));
  const refer = (from: string, to: string, bound: boolean): void => {
    const table = tables.get(from);
    const column = `to_${to.replace('app.', '')}`;
    if (table === undefined || table.columns.some(({ name }) => name === column)) return;
    const onDelete = bound
      ? random.pick(actions.filter((action) => action !== 'set null'))
      : random.pick([...actions, 'set null' as const]);
    const reference = sampleReference(from, column, to, {
      name: `${from}_${column}`,
      onDelete,
      index: `${from}_${column}`,
    });
    const columns = [...table.columns, sampleColumn(column, { nullable: !bound })];
    tables.set(from, { ...table, columns, references: [...table.references, reference] });
  };
  for (const name of ['app.x', 'app.y', 'app.h', 'app.i']) tables.set(name, sampleTable(name));
  refer('app.h', 'app.x', true);
  refer('app.i', random.pick(['app.h', 'app.y']), random.chance(0.8));
  if (random.chance(0.5)) refer('app.x', 'app.y', random.chance(0.5));
  const above = Object.keys(schema.tables);
  for (const to of ['app.x', 'app.y'])
    for (let tie = 0; tie < 2; tie += 1) refer(random.pick(above), to, random.chance(0.4));
  // What hangs from an owned row is referred to by a table that may own such rows: its own rows may be behind them.
  const back = random.chance(0.5) ? [linkTo(tables, random.pick(above.filter((name) => name !== root)), 'app.h')] : [];
  const made = sampleSchema([...tables.values()]);
  const all = [...links, ...back];
  const ties = [...tables.keys()].flatMap((table) => tiesOf({ schema: made, links: all }, table));
  const owned = ties.filter(({ table, to }) => /[xy]$/.test(to) && !/[hi]$/.test(table) && random.chance(0.75));
  return {
    ...{ schema: made, links: all, rows: randomRows(random, made, all, tidy) },
    owned: owned.map(({ table, columns, to, toColumns }) => ({ table, columns, to, toColumns })),
  };
}

/** By a column of its own that no constraint is on, and that may be NULL. */
function linkTo(tables: Map<string, Table>, name: string, to: string): Link {
  const table = found(tables.get(name), `no table ${name}`);
  tables.set(name, { ...table, columns: [...table.columns, sampleColumn('back', { nullable: true })] });
  return { table: name, columns: ['back'], to, toColumns: ['id'], when: null };
}

const isOwner = (owned: readonly Owns[], { table, to, columns }: Tie): boolean =>
  owned.some((each) => each.table === table && each.to === to && each.columns[0] === columns[0]);

/** By table that is reached through its owners alone: those that were reached before it. */
function ownedTables(world: World, owned: readonly Owns[], ownership: Ownership): Map<string, ReadonlySet<string>> {
  const tables = Object.keys(world.schema.tables);
  const reached = new Set([root]);
  const byOwner = new Map<string, ReadonlySet<string>>();
  const belongs = (tie: Tie): boolean =>
    reached.has(tie.to) && owns(world.schema, tie, ownership) && hangs(tie, byOwner, owned);
  for (;;) {
    for (let before = -1; before < reached.size; ) {
      before = reached.size;
      for (const table of tables) if (tiesOf(world, table).some(belongs)) reached.add(table);
    }
    const now = new Set(reached);
    const next = owned.filter(({ table, to }) => now.has(table) && !now.has(to));
    if (next.length === 0) return byOwner;
    for (const { to } of next) {
      byOwner.set(to, now);
      reached.add(to);
    }
  }
}

/** Rows hang by it, instead of being what refers to an owned row. */
function hangs(tie: Tie, byOwner: ReadonlyMap<string, ReadonlySet<string>>, owned: readonly Owns[]): boolean {
  if (byOwner.has(tie.table)) return false;
  return !byOwner.has(tie.to) || !(byOwner.get(tie.to)?.has(tie.table) || isOwner(owned, tie));
}

/** Every row that is the subject's: it hangs from one, or one owns it and nobody else's refers to it. */
function ours(world: World, owned: readonly Owns[], ownership: Ownership): Set<Row> {
  const { schema, rows } = world;
  const byOwner = ownedTables(world, owned, ownership);
  const found = new Set((rows.get(root) ?? []).filter((row) => row['id'] === '7'));
  const referring = (to: Row): readonly { tie: Tie; row: Row }[] =>
    [...rows].flatMap(([table, all]) =>
      tiesOf(world, table).flatMap((tie) =>
        all.filter((row) => parentOf(tie, row, rows) === to).map((row) => ({ tie, row })),
      ),
    );
  const isFree = (row: Row): boolean => {
    const by = referring(row);
    const part = ({ tie }: { tie: Tie }): boolean => owns(schema, tie, ownership) && hangs(tie, byOwner, owned);
    const owners = by.filter(({ tie, row: owner }) => isOwner(owned, tie) && found.has(owner));
    return owners.length > 0 && by.every((each) => found.has(each.row) || part(each));
  };
  const isOurs = (table: string, row: Row): boolean =>
    byOwner.has(table)
      ? isFree(row)
      : tiesOf(world, table).some(
          (tie) =>
            owns(schema, tie, ownership) && hangs(tie, byOwner, owned) && found.has(parentOf(tie, row, rows) ?? {}),
        );
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [table, all] of rows) if (table !== root) for (const row of all) if (isOurs(table, row)) found.add(row);
  }
  return found;
}

const seeds = fc.integer({ min: 1, max: 2 ** 30 });

describe.each(['tenant', 'person'] as const)('a plan for a %s whose rows own others', (ownership) => {
  test('deletes exactly what a search over single rows finds, or is blocked', () => {
    const tally = { planned: 0, owning: 0, returning: 0, going: 0, staying: 0 };
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, tidy) => {
        const { owned, ...world } = ownedWorld(seed, ownership, tidy);
        const byOwner = ownedTables(world, owned, ownership);
        const outline = plan(world, ownership, { owned });
        const findings = outline.findings.filter(({ code }) => code !== 'UNREACHED');
        if (findings.length > 0 || countChecks(outline, world.rows) > 0) return;
        tally.planned += 1;
        if (outline.owned === undefined) return;
        tally.owning += 1;
        if (outline.returning !== undefined) tally.returning += 1;
        const gone = ours(world, owned, ownership);
        for (const table of byOwner.keys()) {
          for (const row of world.rows.get(table) ?? []) tally[gone.has(row) ? 'going' : 'staying'] += 1;
        }
        expectOnlyGone(world, outline, gone, tidy);
      }),
      { numRuns: 1200 },
    );
    expect(tally.owning).toBeGreaterThan(30);
    // What hangs from a person by such a link is asked about.
    if (ownership === 'tenant') expect(tally.returning).toBeGreaterThan(0);
  });
});
