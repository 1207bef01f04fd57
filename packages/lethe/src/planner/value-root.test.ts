import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../policy/policy.ts';
import type { DeleteAction, Schema, Table } from '../schema/graph.ts';
import { holdsFor, type Rows } from '../testing/rows-in-memory.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { schemaText } from '../testing/schema-text.ts';
import { anonymise, askOf, codes, detach, keep, order, type Question, spine, stepFor } from './ask.fixture.ts';
import { carryOut } from './carry-out.fixture.ts';
import type { Outline } from './plan.ts';

const store = `
  docs: id, namespace! text, title text
  pages: id, doc_id! -> docs
  presets: id, namespace text
  audit: id, tenant_ns! text`;

const value = { column: 'namespace', also: ['app.audit.tenant_ns'] };
const of = (column: string) => ({ op: 'subject', columns: [column] });

function askValue(text: string, question: Question = {}): Outline {
  return askOf(schemaText(text, question.change), { value, key: ['acme'], ...question });
}

const withType = (name: string, column: string, rest: object) => (table: Table) =>
  table.name === `app.${name}`
    ? { columns: table.columns.map((each) => (each.name === column ? { ...each, ...rest } : each)) }
    : {};

describe('a subject that is a value', () => {
  test('owns the rows that hold it, and what hangs from them, and has no step of its own', () => {
    const plan = askValue(store);
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete pages', 'delete audit', 'delete docs', 'delete presets']);
    expect(stepFor(plan, 'delete', 'docs').predicate).toEqual(of('namespace'));
    expect(stepFor(plan, 'delete', 'audit').predicate).toEqual(of('tenant_ns'));
    expect(stepFor(plan, 'delete', 'pages').predicate).toMatchObject({
      op: 'in',
      table: 'app.docs',
      where: of('namespace'),
    });
    expect(plan.steps.some(({ root }) => root)).toBe(false);
    expect(plan.unfenced).toEqual(['app.audit', 'app.docs', 'app.pages', 'app.presets']);
    expect(codes(plan, 'warnings')).toContain('NULLABLE_TENANT_LINK presets');
  });

  test('is told in words by its column', () => {
    expect(stepFor(askValue(store), 'delete', 'pages').why).toBe(
      "app.pages.doc_id → app.docs.namespace → the subject's value (pages_doc_id_fkey, column namespace)",
    );
  });

  test('keeps what is kept, and nothing has to stay for it', () => {
    const plan = askValue(store, { rules: { docs: keep, pages: keep } });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete audit', 'delete presets']);
    expect(plan.kept.map(({ table }) => table)).toEqual(['app.docs', 'app.pages']);
  });

  test('needs a spine below it as any other', () => {
    expect(codes(askValue(store, { rules: { pages: keep } }))).toEqual(['SPINE_UNDECIDED docs']);
    expect(codes(askValue(store, { rules: { pages: keep, docs: spine } }))).toEqual([]);
  });

  test('is detached where its column may be NULL and the rule names it, and asked about where not', () => {
    const plan = askValue(store, { rules: { presets: detach('namespace') } });
    expect(codes(plan)).toEqual([]);
    expect(stepFor(plan, 'detach', 'presets')).toMatchObject({ columns: ['namespace'], predicate: of('namespace') });
    expect(codes(askValue(store, { rules: { docs: detach() } }))).toContain('UNDECIDED docs');
    const other = `${store}\n notes: id, namespace text, doc_id -> docs`;
    expect(codes(askValue(other, { rules: { notes: detach('doc_id') } }))).toContain('UNDECIDED notes');
    expect(codes(askValue(other, { rules: { notes: detach('doc_id', 'namespace') } }))).toEqual([]);
  });

  test('needs a key of one part', () => {
    const plan = askValue(store, { key: ['acme', 'eu'] });
    expect(plan.findings).toMatchObject([{ code: 'UNDECIDED', message: expect.stringContaining('has 2 parts') }]);
    expect(plan.steps).toEqual([]);
  });

  test('that stands nowhere is a finding', () => {
    const plan = askValue(store, { value: { column: 'tenant' } });
    expect(plan.findings).toMatchObject([
      { code: 'RULE_UNKNOWN_COLUMN', message: expect.stringContaining('column tenant') },
    ]);
    expect(plan.steps).toEqual([]);
  });

  test('names columns that are gone', () => {
    const gone = { column: 'namespace', also: ['app.audit.ns'], except: ['app.gone.namespace'] };
    expect(codes(askValue(store, { value: gone })).filter((code) => code.startsWith('RULE_'))).toEqual([
      'RULE_UNKNOWN_COLUMN audit',
      'RULE_UNKNOWN_TABLE gone',
    ]);
  });

  test('may be a person, from whose rows only cascades lead on', () => {
    const text = `
      notes: id, namespace! text, parent_id -> notes set null
      likes: id, note_id! -> notes cascade, by! text
      shares: id, note_id! -> notes`;
    const question: Question = { policy: { ownership: 'person' }, value: { column: 'namespace' } };
    expect(codes(askValue(text, question))).toEqual(['UNDECIDED shares']);
    const decided = askValue(text, { ...question, rules: { shares: { rule: 'delete' } } });
    expect(codes(decided)).toEqual([]);
    expect(order(decided)).toEqual(['detach notes', 'delete shares', 'delete notes', 'delete likes']);
  });
});

describe('a row that names two', () => {
  const both = (bound: string) => `moves: id, namespace! text, to_ns${bound} text\n docs: id, namespace! text`;
  const question = { value: { column: 'namespace', also: ['app.moves.to_ns'] } };
  const messages = (plan: Outline): string[] => plan.checks.map(({ message }) => message).sort();

  test.each(['', '!'])('by columns of which the second is %j is counted', (bound) => {
    const expected =
      bound === '!'
        ? [
            "rows of app.moves are the subject's, and name another in namespace",
            "rows of app.moves are the subject's, and name another in to_ns",
          ]
        : [
            "rows of app.moves are the subject's, and name another in to_ns",
            "rows of app.moves name the subject in to_ns, and are another's",
          ];
    expect(messages(askValue(both(bound), question))).toEqual(expected);
    const person = askValue(both('!'), { ...question, policy: { ownership: 'person' } });
    expect(messages(person)).toEqual(messages(askValue(both('!'), question)));
  });
});

describe("'' and 0 in a column that may not be NULL", () => {
  const shared = `
    projects: id, namespace! text
    tasks: id, namespace! text
    payments: id, task_id! -> tasks, project_id! -> projects cascade
    notes: id, payment_id! -> payments cascade, project_id -> projects cascade
`;
  const value = { column: 'namespace' };
  const filledIn = withType('projects', 'namespace', { hasDefault: true });
  const world = (namespace: string): Rows =>
    new Map([
      ['app.projects', [{ id: '1', namespace, task_id: '1' }]],
      ['app.tasks', [{ id: '1', namespace: 'acme' }]],
      ['app.payments', [{ id: '1', task_id: '1', project_id: '1' }]],
      ['app.notes', [{ id: '1', payment_id: '1', project_id: '1' }]],
    ]);
  const counted = (plan: Outline, rows: Rows): readonly string[] =>
    plan.checks
      .filter(({ table, predicate }) =>
        (rows.get(table) ?? []).some((row) => holdsFor(predicate, row, rows, ['acme'], plan.named)),
      )
      .map(({ table }) => table);

  test.each(['', '0'])(
    'are nobody where the column is filled in: a row that joins what %j shares is no other tenant',
    (none) => {
      const plan = askValue(shared, { value, change: filledIn });
      expect(codes(plan)).toEqual([]);
      expect(counted(plan, world(none))).toEqual([]);
      const joined = world(none);
      carryOut({ schema: schemaText(shared, filledIn), rows: joined, key: ['acme'] }, plan);
      expect(Object.fromEntries([...joined].map(([table, rows]) => [table, rows.length]))).toEqual({
        ...{ 'app.projects': 1, 'app.tasks': 0, 'app.payments': 0, 'app.notes': 0 },
      });
    },
  );

  test('leave a cascade from the column no certainty, for what hangs from rows of nobody does not go with the parent', () => {
    const carried = (plan: Outline) => stepFor(plan, 'delete', 'payments');
    expect(carried(askValue(shared, { value, change: filledIn }))).toMatchObject({ leftovers: true });
    expect(carried(askValue(shared, { value }))).toMatchObject({ carriedBy: 'app.projects', leftovers: false });
  });

  test('are a tenant like any other where it is not, where it may be NULL, and where it is computed', () => {
    for (const change of [{}, { hasDefault: true, generated: 'stored' }]) {
      const plan = askValue(shared, { value, change: withType('projects', 'namespace', change) });
      expect(counted(plan, world('0'))).toEqual(['app.notes', 'app.payments']);
    }
    const nullable = askValue(shared.replace('namespace!', 'namespace'), { value, change: filledIn });
    expect(counted(nullable, world('0'))).toEqual(['app.notes', 'app.payments']);
  });

  test('leave every other value another tenant', () => {
    const plan = askValue(shared, { value, change: filledIn });
    expect(counted(plan, world('globex'))).toEqual(['app.notes', 'app.payments']);
    expect(counted(plan, world('00'))).toEqual(['app.notes', 'app.payments']);
  });

  test.each(['', '0'])('stop a row with %j that hangs from the subject, and would go with it', (none) => {
    const hanging = shared.replace('projects: id,', 'projects: id, task_id -> tasks cascade,');
    const plan = askValue(hanging, { value, change: filledIn });
    expect(counted(plan, world(none))).toEqual(['app.projects']);
  });

  test('are nobody in the second of two columns', () => {
    const question = { value: { column: 'namespace', also: ['app.moves.to_ns'] } };
    const text = 'moves: id, namespace! text, to_ns! text';
    const moved = (to: string): Rows => new Map([['app.moves', [{ id: '1', namespace: 'acme', to_ns: to }]]]);
    const plan = askValue(text, { ...question, change: withType('moves', 'to_ns', { hasDefault: true }) });
    expect(counted(plan, moved('0'))).toEqual([]);
    expect(counted(plan, moved('globex'))).toEqual(['app.moves']);
    expect(counted(askValue(text, question), moved('0'))).toEqual(['app.moves']);
  });
});

describe('a column that may not be what its name says', () => {
  test.each([
    ['uuid', { type: 'uuid', category: 'U' }, 'is of type uuid'],
    ['numeric', { type: 'numeric', category: 'N' }, 'values that are written differently can be equal'],
    ['citext', { type: 'citext' }, 'values that are written differently can be equal'],
    ['a loose collation', { looseCollation: true }, 'values that are written differently can be equal'],
    ['timestamptz', { type: 'timestamp with time zone', category: 'D' }, 'values that are written differently'],
  ])('as %s is asked about once', (_what, rest, message) => {
    const plan = askValue(store, { change: withType('presets', 'namespace', rest) });
    expect(plan.findings).toMatchObject([
      {
        code: 'UNDECIDED',
        table: 'app.presets',
        message: expect.stringContaining(message),
        next: expect.stringContaining("except: ['app.presets.namespace']"),
      },
    ]);
    expect(order(plan)).not.toContain('delete presets');
  });

  test('as an integer of another width is one of them, unless it cannot hold the key', () => {
    const text = 'docs: id, namespace!\n logs: id, namespace!';
    const narrow = (key: string) =>
      askValue(text, {
        change: withType('logs', 'namespace', { type: 'integer' }),
        key: [key],
        value: { column: 'namespace' },
      });
    for (const key of ['7', '-2147483648', '2147483647']) {
      expect(codes(narrow(key))).toEqual([]);
      expect(order(narrow(key))).toEqual(['delete docs', 'delete logs']);
    }
    for (const key of ['2147483648', '-2147483649']) {
      expect(narrow(key).findings).toMatchObject([
        { code: 'UNDECIDED', table: 'app.logs', message: expect.stringContaining('cannot hold the key') },
      ]);
    }
  });

  test('whose rows are on another server is asked about', () => {
    const plan = askValue(store, { change: ({ name }) => (name === 'app.presets' ? { kind: 'foreign' } : {}) });
    expect(plan.findings).toMatchObject([
      { code: 'UNDECIDED', table: 'app.presets', message: expect.stringContaining('on another server') },
    ]);
  });

  test('of an extension is left alone', () => {
    const plan = askValue(store, { change: ({ name }) => (name === 'app.presets' ? { extension: 'jobs' } : {}) });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).not.toContain('delete presets');
  });

  test.each([
    ['as varchar is a text', { type: 'character varying(40)', maxLength: 40 }],
    ['as a domain of text is one', { type: 'app.slug', baseType: 'character varying(40)' }],
  ])('%s', (_what, rest) => {
    expect(codes(askValue(store, { change: withType('presets', 'namespace', rest) }))).toEqual([]);
  });
});

/** Tables of which some hold the value, NULL or not, and that refer to each other in whatever way. */
const tables = ['app.a', 'app.b', 'app.c', 'app.d'];
const actions: readonly DeleteAction[] = ['no action', 'cascade', 'set null', 'restrict'];
const randomTable = fc.record({
  value: fc.constantFrom('bound', 'nullable', 'none'),
  references: fc.array(
    fc.record({
      to: fc.nat({ max: 3 }),
      onDelete: fc.constantFrom(...actions),
      bound: fc.boolean(),
      indexed: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});
const randomRule = fc.constantFrom<Rule | null>(null, null, { rule: 'delete' }, keep, anonymise);
const randomWorld = fc.record({
  tables: fc.array(randomTable, { minLength: 4, maxLength: 4 }),
  rules: fc.array(randomRule, { minLength: 4, maxLength: 4 }),
  ownership: fc.constantFrom('tenant', 'person'),
});

function schemaOf(world: typeof randomWorld extends fc.Arbitrary<infer World> ? World : never): Schema {
  return sampleSchema(
    world.tables.map(({ value: held, references }, at) => {
      const name = tables[at] ?? '';
      return sampleTable(name, {
        columns: [
          sampleColumn('id', { nullable: false }),
          ...(held === 'none' ? [] : [sampleColumn('ns', { nullable: held === 'nullable' })]),
          ...references.map(({ bound, onDelete }, no) =>
            sampleColumn(`r${no}`, { nullable: !bound || onDelete === 'set null' }),
          ),
        ],
        references: references.map(({ to, onDelete, indexed }, no) =>
          sampleReference(name, `r${no}`, tables[to] ?? '', {
            ...{ name: `r${no}_fkey`, onDelete, index: indexed ? 'i' : null },
          }),
        ),
      });
    }),
  );
}

/** The same world, with a row for the subject: a tenant's columns link to it, a person's refer to it and go with it. */
function withRow(
  schema: Schema,
  holding: readonly string[],
  person: boolean,
): Pick<Question, 'links'> & { schema: Schema } {
  const all = Object.values(schema.tables).map((table) => {
    const own = sampleReference(table.name, 'ns', 'app.workspaces', {
      name: 'ns_fkey',
      onDelete: 'cascade',
      index: 'i',
    });
    return person && holding.includes(table.name) ? { ...table, references: [...table.references, own] } : table;
  });
  const links = holding.map((table) => ({
    ...{ table, columns: ['ns'], to: 'app.workspaces', toColumns: ['id'], when: null },
  }));
  return { schema: sampleSchema([sampleTable('app.workspaces'), ...all]), links: person ? [] : links };
}

test('a value is planned as a row would be that its columns lead to, without the row', () => {
  let compared = 0;
  fc.assert(
    fc.property(randomWorld, (world) => {
      const schema = schemaOf(world);
      const person = world.ownership === 'person';
      const holding = tables.filter((name) => schema.tables[name]?.columns.some((column) => column.name === 'ns'));
      if (holding.length === 0) return;
      const rules = Object.fromEntries(
        world.rules.flatMap((rule, at): [string, Rule][] =>
          rule === null || (person && rule.rule !== 'delete') ? [] : [[(tables[at] ?? '').slice('app.'.length), rule]],
        ),
      );
      const question: Question = { rules, policy: { ownership: person ? 'person' : 'tenant' } };
      const asValue = askOf(schema, { ...question, value: { column: 'ns' } });
      const row = withRow(schema, holding, person);
      const asRow = askOf(row.schema, { ...question, ...row, rules: { ...rules, workspaces: anonymise } });
      compared += 1;
      expect(stepsWithout(asValue)).toEqual(stepsWithout(asRow));
      expect(asValue.kept).toEqual(asRow.kept.filter(({ table }) => table !== 'app.workspaces'));
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(200);
});

function stepsWithout({ steps }: Outline): unknown[] {
  return steps
    .filter(({ root }) => !root)
    .map(({ kind, table, predicate, ...rest }) => ({
      kind,
      table,
      predicate,
      columns: 'columns' in rest ? rest.columns : [],
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
