import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { largeRoots, largeSchema } from '../testing/large-schema.ts';
import { ask, askOf, codes, keep, spine, stepFor } from './ask.fixture.ts';
import type { Outline } from './plan.ts';

/** Levels of three tables; each hangs from all three of the level above by NOT NULL cascades, the first from the root. */
function lattice(levels: number, { last = '', nullable = false } = {}): string {
  const rows = Array.from({ length: levels }, (_, level) =>
    [0, 1, 2].map((at) =>
      level === 0
        ? `t0_${at}: id, r${nullable ? '' : '!'} -> workspaces cascade`
        : `t${level}_${at}: id, ${[0, 1, 2].map((to) => `r${to}! -> t${level - 1}_${to} cascade`).join(', ')}`,
    ),
  );
  return ['workspaces: id', ...rows.flat(), last].join('\n');
}

const keptBelow = (levels: number) =>
  Object.fromEntries([
    ['workspaces', spine],
    ...Array.from({ length: levels }, (_, level) => [0, 1, 2].map((at) => [`t${level}_${at}`, spine] as const)).flat(),
    [`t${levels - 1}_0`, keep],
  ]);

/** The longest predicate there is, as JSON. */
function longest({ steps, kept, checks, named = [] }: Outline): number {
  return Math.max(...[...steps, ...kept, ...checks, ...named].map(({ predicate }) => canonicalJson(predicate).length));
}

describe('an outline grows with the number of tables, not with that of paths', () => {
  const cases: readonly (readonly [string, (levels: number) => Outline])[] = [
    ['where every row is somebody’s', (levels) => ask(lattice(levels))],
    ['where rows may be shared', (levels) => ask(lattice(levels, { nullable: true }))],
    ['where rows below are kept', (levels) => ask(lattice(levels), { rules: keptBelow(levels) })],
  ];

  test.each(cases)('%s', (_, planned) => {
    // 3⁶ paths lead from the lowest tables to the subject, and 3¹³.
    const [small, large] = [planned(6), planned(13)];
    expect(canonicalJson(large).length).toBeLessThan(3 * canonicalJson(small).length);
    expect(longest(large)).toBeLessThan(5_000);
    expect(large.named?.length).toBeGreaterThan(10);
  });

  test('and says each condition once, those alone that something looks into', () => {
    const { steps, checks, named = [] } = ask(lattice(7));
    const text = canonicalJson([steps, checks, named.map(({ predicate }) => predicate)]);
    expect(named.map(({ name }) => name)).toEqual(named.map(({ name }) => name).toSorted());
    for (const { name } of named) expect(text).toContain(`{"name":"${name}","op":"named"}`);
  });

  test('so that a small schema names none', () => {
    expect(ask(lattice(3)).named).toBeUndefined();
  });
});

describe('a thousand tables', () => {
  const schema = largeSchema({ tables: 1_000 });

  test.each(['tenant', 'person'] as const)('are planned for a %s', (ownership) => {
    const plan = askOf(schema, { policy: { ownership, table: largeRoots[ownership] } });
    expect(plan.steps.length).toBeGreaterThan(500);
    expect(longest(plan)).toBeLessThan(5_000);
    expect(plan.findings.filter(({ code }) => code === 'CYCLE_UNBROKEN')).toEqual([]);
  });
});

test('a head says what it leaves over, however many ways lead through its group', () => {
  const last = 'x: id, t11_0_id! -> t11_0 cascade, w -> workspaces set null';
  const plan = ask(lattice(12, { last }));
  expect(stepFor(plan, 'delete', 'x')).toMatchObject({ carriedBy: 'app.t0_0', leftovers: false });
});

test('spine tables that all hang from each other are a finding, however many circles they make', () => {
  const names = Array.from({ length: 14 }, (_, at) => `s${at}`);
  const tables = names.map((name) =>
    [`${name}: id, w! -> workspaces`, ...names.filter((to) => to !== name).map((to) => `${to}_id! -> ${to}`)].join(
      ', ',
    ),
  );
  const plan = ask(['workspaces: id', ...tables, 'bills: id, s0_id! -> s0'].join('\n'), {
    rules: { ...Object.fromEntries([...names, 'workspaces'].map((name) => [name, spine])), bills: keep },
  });
  for (const name of names) expect(codes(plan)).toContain(`SPINE_UNDECIDED ${name}`);
});
