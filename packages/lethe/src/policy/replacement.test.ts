import { describe, expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { bigint, id, key, optional, postgresConfig, reference, schemaWith, table, text, time } from './crm.fixture.ts';
import { months } from './duration.ts';
import { constant, fromKey, type ReplacementWritten } from './replacement.ts';
import { validateConfig } from './validate.ts';

const fixed = (type: string, maxLength: number) => ({ type, maxLength, category: 'S' });

const workspaces = table('app.workspaces', { columns: { id } });
const people = table('app.people', {
  columns: {
    id,
    workspace_id: optional(bigint),
    boss_id: optional(bigint),
    team_a: optional(bigint),
    team_b: optional(bigint),
    owner_id: bigint,
    note_id: optional(bigint),
    number: { type: 'bigint', generated: 'identity always' },
    counter: { type: 'integer', generated: 'identity by default' },
    search: { type: 'text', generated: 'stored' },
    shout: { type: 'text', generated: 'virtual' },
    name: text,
    email: optional(text),
    alias: text,
    nick: optional(text),
    rank: optional({ type: 'integer' }),
    tag: text,
    code: fixed('character varying(20)', 20),
    short: { ...fixed('character varying(8)', 8), nullable: true },
    stage: { type: 'app.stage', category: 'E', enumLabels: ['new', 'old'] },
    empty_stage: { type: 'app.none', category: 'E', enumLabels: [] },
    small: { type: 'smallint' },
    age: { type: 'integer' },
    big: bigint,
    sum: { type: 'integer' },
    price: { type: 'numeric(12,2)' },
    active: { type: 'boolean' },
    born: { type: 'date' },
    seen: time,
    wakes: { type: 'time without time zone' },
    profile: { type: 'jsonb' },
    raw: { type: 'bytea' },
    ref: { type: 'uuid' },
    tags: { type: 'text[]' },
    ip: { type: 'inet' },
    odd: { type: 'constructor' },
    years: { type: 'app.age', baseType: 'integer' },
  },
  uniques: [
    key('name', 'age'),
    key('email'),
    key('id', 'alias'),
    { ...key('nick'), nullsNotDistinct: true },
    { ...key('rank'), nullsNotDistinct: true },
  ],
  references: [
    reference(['workspace_id'], 'app.workspaces', ['id']),
    reference(['boss_id'], 'app.people', ['id']),
    reference(['team_a', 'team_b'], 'app.teams', ['a', 'b'], 'full'),
    reference(['owner_id'], 'app.people', ['id']),
  ],
});
const teams = table('app.teams', { columns: { a: bigint, b: bigint }, primaryKey: key('a', 'b') });
const cards = table('app.cards', {
  columns: { id, tag: text },
  references: [reference(['tag'], 'app.people', ['tag'])],
});
const loose = table('app.loose', { columns: { workspace_id: bigint, name: text }, primaryKey: null });
const named = table('app.named', {
  columns: { slug: text, label: fixed('character varying(99)', 99) },
  primaryKey: key('slug'),
});
const lines = table('app.lines', {
  columns: {
    order_id: { type: 'uuid' },
    line: { type: 'smallint' },
    code: fixed('character varying(45)', 45),
    tiny: fixed('character(3)', 3),
    note: { ...fixed('text', 10), nullable: true },
  },
  primaryKey: key('order_id', 'line'),
});

const schema = schemaWith(workspaces, people, teams, cards, loose, named, lines);
const links = [{ table: 'app.people', columns: ['note_id'], to: 'app.cards', toColumns: ['id'] }];

function problemWith(column: string, replacement: unknown, of = 'app.people', rule: object = {}) {
  const rules = { [of]: { ...anonymise({ columns: { [column]: replacement as ReplacementWritten } }), ...rule } };
  const result = validateConfig(postgresConfig({ table: 'app.workspaces', rules }, links), schema);
  const problem = 'problems' in result ? result.problems[0] : undefined;
  return problem === undefined ? null : `${problem.path.split('.').at(-1)}: ${problem.found} → ${problem.write}`;
}

describe('a column that may not change', () => {
  const remove = 'nothing: leave the column out';
  it.each([
    [
      'part of the primary key',
      'order_id',
      'app.lines',
      `order_id: "order_id", part of the key that names its row → ${remove}`,
    ],
    ['an identity column', 'counter', 'app.people', `counter: "counter", an identity column → ${remove}`],
    [
      'an identity column that is always generated',
      'number',
      'app.people',
      `number: "number", an identity column → ${remove}`,
    ],
    [
      'a stored generated column',
      'search',
      'app.people',
      'search: "search", a generated column → the columns it is made of instead',
    ],
    [
      'a virtual generated column',
      'shout',
      'app.people',
      'shout: "shout", a generated column → the columns it is made of instead',
    ],
    [
      'a column that a foreign key points to',
      'tag',
      'app.people',
      `tag: "tag", to which a foreign key or link points → ${remove}`,
    ],
    [
      'a part of a MATCH FULL key',
      'team_a',
      'app.people',
      `team_a: "team_a", part of a MATCH FULL foreign key to app.teams → ${remove}`,
    ],
  ])('%s is refused', (_what, column, of, problem) => {
    expect(problemWith(column, 'null', of)).toBe(problem);
  });

  it('a link takes NULL and nothing else', () => {
    expect(problemWith('boss_id', 'null')).toBeNull();
    expect(problemWith('boss_id', constant(1))).toBe('boss_id: "boss_id", a link to app.people → \'null\'');
    expect(problemWith('note_id', constant(1))).toBe('note_id: "note_id", a link to app.cards → \'null\'');
    expect(problemWith('owner_id', constant(1))).toBe(
      'owner_id: "owner_id", a link to app.people → nothing: leave the column out',
    );
  });

  it('the link to the subject stays while the rows have an end and must be found again', () => {
    const keepFor = { for: months(12), because: 'security' };
    expect(problemWith('workspace_id', 'null')).toBeNull();
    expect(problemWith('workspace_id', 'null', 'app.people', { keepFor })).toContain(
      'found again when their time ends',
    );
    expect(problemWith('boss_id', 'null', 'app.people', { keepFor })).toBeNull();
  });
});

describe('NULL', () => {
  it('needs a column that can be NULL', () => {
    expect(problemWith('email', 'null')).toBeNull();
    expect(problemWith('name', 'null')).toBe(
      "name: \"name\", which is NOT NULL → constant('deleted') or fromKey({ prefix: 'deleted-' })",
    );
    expect(problemWith('age', 'null')).toBe('age: "age", which is NOT NULL → constant(…) of its type');
  });

  it('is refused where the database allows one NULL only', () => {
    expect(problemWith('nick', 'null')).toContain("part of the unique key nick_key → fromKey({ prefix: 'deleted-' })");
    expect(problemWith('rank', 'null')).toContain('part of the unique key rank_key → nothing: leave the column out');
  });
});

describe('a constant', () => {
  it.each([
    ['a text', 'code', 'x'],
    ['a label', 'stage', 'old'],
    ['a small number', 'small', -32_768],
    ['a number', 'sum', 2_147_483_647],
    ['a big number', 'big', Number.MAX_SAFE_INTEGER],
    ['a fraction', 'price', 0.5],
    ['a truth', 'active', false],
    ['a date', 'born', '1970-01-01'],
    ['an instant', 'seen', '1970-01-01T00:00:00Z'],
    ['a time of day', 'wakes', '00:00'],
    ['JSON', 'profile', '{"a":[1]}'],
    ['bytes', 'raw', '\\x00ff'],
    ['a uuid', 'ref', '00000000-0000-0000-0000-000000000000'],
    ['an array', 'tags', '{}'],
    ['any text for a type only the database knows', 'ip', '0.0.0.0'],
    ['any text for a type with an unlucky name', 'odd', 'x'],
    ['a number of a domain', 'years', 7],
    ['a value that its key tells apart by the primary key', 'alias', 'x'],
  ])('%s fits its column', (_what, column, value) => {
    expect(problemWith(column, constant(value))).toBeNull();
  });

  it.each([
    ['a number in a text column', 'code', 1, "code: 1 → constant('deleted')"],
    ['a text too long, counted in characters', 'short', '🦊'.repeat(9), 'short: 9 characters → a shorter constant'],
    ['a label that is none', 'stage', 'odl', 'stage: "odl" → constant(\'new\')'],
    ['any label of an enum without labels', 'empty_stage', 'x', 'empty_stage: "x" → constant(…)'],
    ['a number too big', 'small', 32_768, 'small: 32768 → constant(0)'],
    ['a fraction of an integer', 'age', 0.5, 'age: 0.5 → constant(0)'],
    ['a text in a number column', 'price', '0', 'price: "0" → constant(0)'],
    ['a text in a boolean column', 'active', 'no', 'active: "no" → constant(false)'],
    ['a date in words', 'born', 'yesterday', 'born: "yesterday" → constant(\'1970-01-01\')'],
    ['a time in words', 'wakes', 'noon', 'wakes: "noon" → constant(\'00:00\')'],
    ['broken JSON', 'profile', '{', 'profile: "{" → constant(\'{}\')'],
    ['an odd hexadecimal digit', 'raw', '\\x0', 'raw: "\\\\x0" → constant(\'\\\\x\')'],
    ['half a uuid', 'ref', '0000', 'ref: "0000" → constant(\'00000000-0000-0000-0000-000000000000\')'],
    ['a list without braces', 'tags', 'a,b', 'tags: "a,b" → constant(\'{}\')'],
    ['a number for a type only the database knows', 'ip', 0, 'ip: 0 → constant(…)'],
    ['a text in a domain over a number', 'years', 'x', 'years: "x" → constant(0)'],
  ])('%s is refused', (_what, column, value, problem) => {
    expect(problemWith(column, constant(value))).toBe(problem);
  });

  it('is refused in a unique key, where two rows would get the same', () => {
    expect(problemWith('email', constant('x'))).toBe(
      "email: the same in every row of \"email\", part of the unique key email_key → 'null' or fromKey({ prefix: 'deleted-' })",
    );
    expect(problemWith('nick', constant('x'))).toContain("→ fromKey({ prefix: 'deleted-' })");
    expect(problemWith('age', constant(0))).toContain('name_age_key');
    const columns = { age: constant(0), name: fromKey({}) };
    expect(problemWith('age', constant(0), 'app.people', { columns })).toBeNull();
  });
});

describe('a text of the key', () => {
  it('fits where the longest key does', () => {
    expect(problemWith('name', fromKey({}))).toBeNull();
    expect(problemWith('code', fromKey({}))).toBeNull();
    expect(problemWith('code', fromKey({}), 'app.lines')).toBeNull();
    expect(problemWith('code', fromKey({ prefix: 'x', suffix: 'y' }), 'app.lines')).toBeNull();
  });

  it.each([
    [
      'longer than the column',
      'code',
      'app.people',
      { prefix: 'x' },
      'code: 21 with the longest key → constant(…) of its type',
    ],
    [
      'longer than the column by its parts',
      'code',
      'app.lines',
      { prefix: 'xyz' },
      'code: 46 with the longest key → a shorter prefix or suffix',
    ],
    [
      'in a column shorter than any key',
      'note',
      'app.lines',
      {},
      "note: 43 with the longest key → 'null' or constant(…)",
    ],
    [
      'of a key without a limit',
      'label',
      'app.named',
      {},
      'label: a key of unlimited length → constant(…) of its type',
    ],
    [
      'in a table without a primary key',
      'name',
      'app.loose',
      {},
      'name: app.loose, which has none → constant(…) of its type',
    ],
    ['in a column that is no text', 'age', 'app.people', {}, 'age: "age" of type integer → constant(…) of its type'],
  ])('is refused %s', (_what, column, of, parts, problem) => {
    expect(problemWith(column, fromKey(parts), of)).toBe(problem);
  });
});

describe('what is no replacement', () => {
  it.each([
    ['NULL itself', null, 'email: null'],
    ['a text without constant(…)', 'deleted', 'email: "deleted"'],
    ['a kind that is none', { with: 'hash' }, 'email: an object with with'],
    ['a constant that is a list', { with: 'constant', value: [] }, 'value: an empty list'],
    ['a constant that is no number', { with: 'constant', value: Number.NaN }, 'value: NaN'],
    ['a constant beyond what is exact', { with: 'constant', value: 2 ** 53 }, 'value: 9007199254740992'],
    ['a prefix that is a number', { with: 'key', prefix: 1, suffix: '' }, 'prefix: 1'],
  ])('%s is refused', (_what, written, found) => {
    expect(problemWith('email', written)).toMatch(new RegExp(`^${found}`));
  });
});
