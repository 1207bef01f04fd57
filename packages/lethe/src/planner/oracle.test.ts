import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import { strongComponents } from '../schema/order.ts';
import { parentOf, type Row } from '../testing/rows-in-memory.ts';
import { anonymise, keep, spine } from './ask.fixture.ts';
import { carryOut } from './carry-out.fixture.ts';
import {
  countChecks,
  deepSchema,
  expectOnlyGone,
  ids,
  key,
  owns,
  plan,
  randomOf,
  randomRows,
  reachable,
  root,
  tiesOf,
  type World,
  worldOf,
} from './random-world.fixture.ts';

/*
 * Small random schemas with random rows. The planner's outline is carried out naively, row by row, on rows in memory
 * with the foreign keys of the schema; what is left is compared with a slow reachability over single rows.
 */

const seeds = fc.integer({ min: 1, max: 2 ** 30 });

describe.each(['tenant', 'person'] as const)('a plan for a %s', (ownership) => {
  test('deletes exactly what a search over single rows reaches, or is blocked', () => {
    let planned = 0;
    let knots = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, tidy) => {
        const world = worldOf(seed, ownership, tidy);
        const outline = plan(world, ownership);
        if (outline.findings.length > 0 || countChecks(outline, world.rows) > 0) return;
        planned += 1;
        if (outline.steps.some((step) => step.kind === 'delete' && step.knot !== undefined)) knots += 1;
        expectOnlyGone(world, outline, reachable(world, '7', ownership), tidy);
      }),
      { numRuns: 600 },
    );
    expect(planned).toBeGreaterThan(100);
    expect(knots).toBeGreaterThan(ownership === 'tenant' ? 10 : 0);
  });

  test('deletes exactly that where conditions are large, and looked into by name', () => {
    let planned = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, tidy) => {
        const random = randomOf(seed);
        const schema = deepSchema(random, ownership);
        const world = { schema, links: [], rows: randomRows(random, schema, [], tidy) };
        const rules = Object.fromEntries(
          Object.keys(schema.tables).map((table) => [table, { rule: 'delete' as const }]),
        );
        const outline = plan(world, ownership, { rules });
        expect(outline.named).toBeDefined();
        if (outline.findings.length > 0 || countChecks(outline, world.rows) > 0) return;
        planned += 1;
        expectOnlyGone(world, outline, reachable(world, '7', ownership), tidy);
      }),
      { numRuns: 150 },
    );
    expect(planned).toBeGreaterThan(50);
  });

  test('with one reference withheld from the planner is caught', () => {
    let caught = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const world = worldOf(seed, ownership, true);
      const ours = reachable(world, '7', ownership);
      const cut = tablesCut(world, ours);
      if (cut === null) continue;
      const outline = plan({ schema: cut, links: world.links }, ownership);
      // That nothing leads from a table any more is told; here it must be seen in the rows as well.
      if (outline.findings.some(({ code }) => code !== 'UNREACHED')) continue;
      try {
        expectOnlyGone(world, outline, reachable(world, '7', ownership));
      } catch {
        caught += 1;
      }
    }
    expect(caught).toBeGreaterThan(20);
  });
});

/** The schema without the first reference by which a row of ours hangs from another. */
function tablesCut({ schema, rows }: World, ours: ReadonlySet<Row>): Schema | null {
  for (const table of Object.values(schema.tables)) {
    for (const reference of table.references) {
      const used = rows.get(table.name)?.some((row) => ours.has(row) && parentOf(reference, row, rows) !== undefined);
      if (!used) continue;
      const references = table.references.filter((other) => other !== reference);
      return { ...schema, tables: { ...schema.tables, [table.name]: { ...table, references } } };
    }
  }
  return null;
}

test('tenants that do not touch each other raise no check', () => {
  let checked = 0;
  fc.assert(
    fc.property(seeds, (seed) => {
      const world = worldOf(seed, 'tenant', true);
      const ours = reachable(world, '7', 'tenant');
      // Two things are reported on purpose: a shared row that the database would change, and a circle left open.
      const changed = (table: string, row: Row): boolean =>
        !ours.has(row) && tiesOf(world, table).some((tie) => ours.has(parentOf(tie, row, world.rows) ?? {}));
      if (hasCircle(world) || [...world.rows].some(([table, all]) => all.some((row) => changed(table, row)))) return;
      checked += 1;
      expect(countChecks(plan(world, 'tenant'), world.rows)).toBe(0);
    }),
    { numRuns: 400 },
  );
  expect(checked).toBeGreaterThan(50);
});

function hasCircle(world: World): boolean {
  const tables = Object.keys(world.schema.tables);
  const owning = tables.flatMap((table) => tiesOf(world, table)).filter((tie) => owns(world.schema, tie, 'tenant'));
  return strongComponents(tables, owning).some(({ cyclic }) => cyclic);
}

test.each(['rule', 'hold'])(
  'rows kept by a %s survive with what they hang from, and nothing else of the subject does',
  (by) => {
    let kept = 0;
    fc.assert(
      fc.property(seeds, fc.constantFrom('app.a', 'app.b', 'app.c'), (seed, table) => {
        const world = worldOf(seed, 'tenant', true);
        if (!(table in world.schema.tables)) return;
        const rules: Record<string, Rule> = { [root]: anonymise, ...(by === 'rule' ? { [table]: keep } : {}) };
        const holds = by === 'hold' ? [{ hold: 'hold_1', table }] : [];
        let outline = plan(world, 'tenant', { rules, holds });
        for (let said = -1; said < Object.keys(rules).length; ) {
          said = Object.keys(rules).length;
          for (const finding of outline.findings)
            if (finding.code === 'SPINE_UNDECIDED') rules[finding.table] ??= spine;
          if (said < Object.keys(rules).length) outline = plan(world, 'tenant', { rules, holds });
        }
        if (outline.findings.length > 0 || countChecks(outline, world.rows) > 0) return;
        const ours = reachable(world, '7', 'tenant');
        const expected = (world.rows.get(table) ?? []).filter((row) => ours.has(row));
        if (expected.length === 0) return;
        kept += 1;
        const others = ids(new Map([...world.rows].map(([name, all]) => [name, all.filter((row) => !ours.has(row))])));
        carryOut({ ...world, key }, outline);
        expect(world.rows.get(table)).toEqual(expect.arrayContaining(expected));
        expect(ids(world.rows)).toEqual(expect.arrayContaining([...others]));
        for (const [name, all] of world.rows) {
          for (const row of all.filter((each) => ours.has(each) && name !== table))
            expect(holdsUp(world, name, row)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect(kept).toBeGreaterThan(60);
  },
);

/** Some row that is left hangs from this one. */
function holdsUp(world: World, table: string, row: Row): boolean {
  return [...world.rows].some(([name, all]) =>
    all.some(
      (child) =>
        child !== row &&
        tiesOf(world, name).some((tie) => tie.to === table && parentOf(tie, child, world.rows) === row),
    ),
  );
}
