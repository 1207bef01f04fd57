import { expect, it } from 'vitest';
import { bigint, id, key, optional, postgresConfig, schemaWith, table, text } from './crm.fixture.ts';
import { endsOf, polymorphic } from './link.ts';
import { validateConfig } from './validate.ts';

const kind = { type: 'app.owner_kind', category: 'E', enumLabels: ['order', 'contact'] };
const schema = schemaWith(
  table('app.workspaces', { columns: { id } }),
  table('app.orders', {
    columns: { id, no: { type: 'integer' }, number: text, part: text, email: text },
    uniques: [key('number', 'part'), { ...key('email'), partial: true }],
  }),
  table('app.files', {
    columns: {
      id,
      kind,
      owner_type: text,
      owner_id: optional(bigint),
      a: text,
      b: { type: 'character varying(20)' },
      small: { type: 'smallint' },
      at: { type: 'timestamp with time zone', category: 'D' },
      payload: { type: 'jsonb', category: 'U' },
    },
  }),
  table('app.loose', { columns: { id: bigint }, primaryKey: null }),
);
const good = { table: 'app.files', columns: ['owner_id'], to: 'app.orders', toColumns: ['id'] };

function problemsOf(link: unknown) {
  const result = validateConfig(postgresConfig({ table: 'app.workspaces' }, [link]), schema);
  return 'problems' in result
    ? result.problems.map(({ path, write }) => `${path.replace('stores.crm.links[0]', '')}: ${write}`)
    : [];
}

it.each([
  ['to the primary key', good],
  ['to a unique key, in any order', { ...good, columns: ['a', 'b'], toColumns: ['part', 'number'] }],
  ['between numbers of different size', { ...good, columns: ['small'] }],
  ['that holds for one value', { ...good, when: { column: 'owner_type', equals: 'order' } }],
  [
    'of a type that another row explains',
    {
      ...good,
      when: { column: 'small', equals: '4' },
      says: { table: 'app.orders', key: 'id', row: { number: 'A', part: '' } },
    },
  ],
  ['that holds for one label', { ...good, when: { column: 'kind', equals: 'order' } }],
  ['between a text and a number', { ...good, columns: ['a'] }],
  ['by which a row goes', { ...good, onDelete: 'cascade' }],
  ['by which a row is only named', { ...good, onDelete: 'set null' }],
  ['into json', { ...good, columns: ['payload'], path: ['order', 'id'] }],
  ['to what is no key', { ...good, toColumns: ['no'] }],
  ['to a key that holds for some rows only', { ...good, columns: ['a'], toColumns: ['email'] }],
  ['to a table without a key', { ...good, to: 'app.loose' }],
  ['to its own table', { ...good, to: 'app.files', toColumns: ['id'] }],
])('a link %s is good', (_what, link) => {
  expect(problemsOf(link)).toEqual([]);
});

it('of one reference, links do not say different things', () => {
  const [cascade, cut] = [
    { ...good, onDelete: 'cascade' },
    { ...good, onDelete: 'set null' },
  ];
  const problems = (...links: readonly unknown[]): readonly string[] => {
    const result = validateConfig(postgresConfig({ table: 'app.workspaces' }, links), schema);
    return 'problems' in result ? result.problems.map(({ path, found }) => `${path}: ${found}`) : [];
  };
  expect(problems(cascade, cut)).toEqual(["stores.crm.links[1].onDelete: 'set null'"]);
  expect(problems(cascade, { ...cascade })).toEqual([]);
  expect(problems(cascade, { ...cut, toColumns: ['no'] })).toEqual([]);
  const pair = { table: 'app.files', columns: ['a', 'b'], to: 'app.orders', toColumns: ['part', 'number'] };
  expect(endsOf({ ...pair, columns: ['b', 'a'], toColumns: ['number', 'part'] })).toBe(endsOf(pair));
});

it('what types mean is written once for all arms of a pair', () => {
  const to = { 4: ['app.orders', 'id'], 5: ['app.files', 'id'] } as const;
  const says = { table: 'app.loose', key: 'id', rows: { 4: { name: 'order' } } };
  const written = { type: 'small', id: 'owner_id', to, says } as const;
  expect(polymorphic('app.files', written).map((each) => each.says)).toEqual([
    { table: 'app.loose', key: 'id', row: { name: 'order' } },
    undefined,
  ]);
});

it.each([
  [
    'that is a text',
    'app.files',
    [": link('app.tasks', { columns: ['assignee_id'], to: 'app.users', toColumns: ['id'] })"],
  ],
  ['from a table that is not there', { ...good, table: 'app.fils' }, [".table: 'app.files'"]],
  ['to a table that is not there', { ...good, to: 'app.order' }, [".to: 'app.orders'"]],
  [
    'between columns that are not there',
    { ...good, columns: ['owner'], toColumns: ['ID'] },
    ['.columns[0]: one of id, kind, owner_type, owner_id, a, b, small, at, payload', ".toColumns[0]: 'id'"],
  ],
  ['without columns', { ...good, columns: [], toColumns: [] }, [".columns: ['id']", ".toColumns: ['id']"]],
  [
    'with more columns on one side',
    { ...good, columns: ['at', 'b'] },
    [
      '.toColumns: the columns of the key the link means, in the same order',
      '.columns[0]: columns that PostgreSQL can compare',
    ],
  ],
  ['between a moment and a number', { ...good, columns: ['at'] }, ['.columns[0]: columns that PostgreSQL can compare']],
  ['by a path into what is no json', { ...good, path: ['id'] }, ['.path: nothing: remove it']],
  [
    'by a path into two columns',
    { ...good, columns: ['a', 'b'], toColumns: ['part', 'number'], path: ['id'] },
    [".columns: columns: ['payload']", '.path: nothing: remove it'],
  ],
  [
    'by a column that is not there',
    { ...good, when: { column: 'owner_typ', equals: 'order' } },
    [".when.column: 'owner_type'"],
  ],
  ['for a label that is none', { ...good, when: { column: 'kind', equals: 'oder' } }, [".when.equals: 'order'"]],
  ['for a value that is no text', { ...good, when: { column: 'kind', equals: 1 } }, [".when.equals: 'order'"]],
  [
    'of which a type is explained that there is none of',
    { ...good, says: { table: 'app.orders', key: 'id', row: { number: 'A' } } },
    ['.says: nothing: remove it'],
  ],
  [
    'of a type that is explained by what is not there',
    { ...good, when: { column: 'small', equals: '4' }, says: { table: 'app.orders', key: 'ids', row: { numbr: 'A' } } },
    [".says.key: 'id'", ".says.row.numbr: 'number'"],
  ],
  [
    'of a type that is explained by no texts',
    { ...good, when: { column: 'small', equals: '4' }, says: { table: 'app.order', key: 'id', row: { number: 4 } } },
    [".says.row.number: 'order'", ".says.table: 'app.orders'"],
  ],
  ['with a field that does not exist', { ...good, onUpdate: 'cascade' }, ['.onUpdate: nothing: remove it']],
  [
    'of some rows, that says what becomes of them',
    { ...good, when: { column: 'owner_type', equals: 'order' }, onDelete: 'cascade' },
    ['.onDelete: nothing: remove it'],
  ],
  ['of which nothing known becomes', { ...good, onDelete: 'restrict' }, [".onDelete: 'cascade' or 'set null'"]],
  [
    'that cannot be NULL, and is to be',
    { ...good, columns: ['a'], onDelete: 'set null' },
    ['.onDelete: nothing: remove it'],
  ],
])('a link %s is a problem', (_what, link, problems) => {
  expect(problemsOf(link)).toEqual(problems);
});
