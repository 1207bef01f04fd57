import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link } from '../policy/policy.ts';
import type { Row, Rows } from '../testing/rows-in-memory.ts';
import { schemaText } from '../testing/schema-text.ts';
import { ask, detach, stepFor } from './ask.fixture.ts';
import { carryOut } from './carry-out.fixture.ts';
import { countChecks, ids, key, randomOf } from './random-world.fixture.ts';

const text = `
  workspaces: id, billing_no
  invoices: id, billing_no!
`;
const byNo: Link = {
  ...{ table: 'app.invoices', columns: ['billing_no'], to: 'app.workspaces', toColumns: ['billing_no'] },
  when: null,
};
const holding = (where: object) => ({
  ...{ op: 'in', columns: ['billing_no'], table: 'app.workspaces', keys: ['billing_no'], where },
});
const ours = { op: 'subject', columns: ['id'] };
const fromBoth = { op: 'all', of: [holding(ours), holding({ op: 'not', of: ours })] };
const fromOursAlone = { op: 'all', of: [holding(ours), { op: 'not', of: holding({ op: 'not', of: ours }) }] };

describe('a link to what is no key', () => {
  test('takes rows that hang from the subject alone, and counts those that hang from another as well', () => {
    const plan = ask(text, { links: [byNo] });
    expect(stepFor(plan, 'delete', 'invoices').predicate).toEqual(fromOursAlone);
    expect(plan.checks).toEqual([
      {
        ...{ code: 'CROSS_TENANT', table: 'app.invoices', reference: 'link billing_no', predicate: fromBoth },
        message:
          "rows of app.invoices hang from the subject's rows of app.workspaces and from others there, which hold the same",
      },
    ]);
  });

  test('is one like any other where the schema says that no two rows hold the same', () => {
    const unique = { name: 'workspaces_billing_no', columns: ['billing_no'], partial: false };
    const change = ({ name }: { name: string }) => (name === 'app.workspaces' ? { uniques: [unique] } : {});
    const plan = ask(text, { links: [byNo], change });
    expect(stepFor(plan, 'delete', 'invoices').predicate).toEqual(holding(ours));
    expect(plan.checks).toEqual([]);
  });

  test('cuts off only rows that point to nobody else, and counts the others', () => {
    const plan = ask(text.replace('billing_no!', 'billing_no'), { links: [byNo], rules: { invoices: detach() } });
    expect(stepFor(plan, 'detach', 'invoices').predicate).toEqual(fromOursAlone);
    expect(plan.checks).toMatchObject([{ table: 'app.invoices', predicate: fromBoth }]);
  });

  test('counts nothing in a table that names its tenant, or that is ignored', () => {
    const named = text.replace('billing_no!', 'workspace_id! -> workspaces, billing_no!');
    expect(ask(named, { links: [byNo] }).checks.map(({ predicate }) => predicate)).not.toContainEqual(fromBoth);
    expect(ask(text, { links: [byNo], ignore: { 'app.invoices': 'a test' } }).checks).toEqual([]);
  });
});

const deep = `
  workspaces: id, no
  teams: id, workspace_id -> workspaces cascade, code
  bills: id, no
  seats: id, code
  lines: id, bill_id! -> bills cascade, code
`;
const link = (table: string, column: string, to: string): Link => ({
  ...{ table: `app.${table}`, columns: [column], to: `app.${to}`, toColumns: [column], when: null },
});
const links = [
  link('bills', 'no', 'workspaces'),
  link('seats', 'code', 'teams'),
  // A row has two ways: by its bill, and by its code.
  link('lines', 'code', 'teams'),
];

function randomRows(seed: number): Rows {
  const { below, chance, pick } = randomOf(seed);
  const value = (): string | null => (chance(0.2) ? null : String(below(6)));
  const rows = (make: (id: string) => Row): Row[] =>
    Array.from({ length: 1 + below(4) }, (_, at) => make(String(100 + at)));
  const bills = rows((id) => ({ id, no: value() }));
  return new Map([
    ['app.workspaces', ['7', '8', '9'].map((id) => ({ id, no: value() }))],
    ['app.teams', rows((id) => ({ id, workspace_id: chance(0.2) ? null : pick(['7', '8']), code: value() }))],
    ['app.bills', bills],
    ['app.seats', rows((id) => ({ id, code: value() }))],
    ['app.lines', rows((id) => ({ id, bill_id: pick(bills)['id'] ?? null, code: value() }))],
  ]);
}

/** Row by row: all that it hangs from. */
function parentsOf(table: string, row: Row, rows: Rows): readonly Row[] {
  const holding = (to: string, column: string, value: string | null | undefined): readonly Row[] =>
    (rows.get(to) ?? []).filter((parent) => value != null && parent[column] === value);
  const linked = links
    .filter((each) => each.table === table)
    .flatMap(({ to, columns: [column = ''] }) => holding(to, column, row[column]));
  if (table === 'app.teams') return holding('app.workspaces', 'id', row['workspace_id']);
  return table === 'app.lines' ? [...linked, ...holding('app.bills', 'id', row['bill_id'])] : linked;
}

test('whatever rows hold the same, a plan that nothing is in the way of takes what hangs from the subject alone', () => {
  let carried = 0;
  let stopped = 0;
  const schema = schemaText(deep);
  const plan = ask(deep, { links });
  expect(plan.findings).toEqual([]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      const rows = randomRows(seed);
      const gone = new Set((rows.get('app.workspaces') ?? []).filter(({ id }) => id === '7'));
      let mixed = 0;
      for (const table of ['app.teams', 'app.bills', 'app.seats', 'app.lines']) {
        for (const row of rows.get(table) ?? []) {
          const parents = parentsOf(table, row, rows);
          if (!parents.some((parent) => gone.has(parent))) continue;
          gone.add(row);
          if (!parents.every((parent) => gone.has(parent))) mixed += 1;
        }
      }
      if (countChecks(plan, rows) > 0) {
        stopped += 1;
        return;
      }
      // What hangs from a row that is nobody's hangs from no other subject: of two ways, one is enough.
      const left = new Map([...rows].map(([table, all]) => [table, all.filter((row) => !gone.has(row))]));
      if (mixed === 0) carried += 1;
      carryOut({ schema, rows, key }, plan);
      expect(ids(rows)).toEqual(ids(left));
    }),
    { numRuns: 1500 },
  );
  expect(carried).toBeGreaterThan(200);
  expect(stopped).toBeGreaterThan(200);
});
