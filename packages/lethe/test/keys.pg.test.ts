import { describe, expect, inject, test } from 'vitest';
import { formatSubject } from '../src/planner/subject.ts';
import { postgres } from '../src/policy/store.ts';
import { subject } from '../src/policy/subject.ts';
import { validateConfig } from '../src/policy/validate.ts';
import { introspect } from '../src/postgres/introspect.ts';
import { locate } from '../src/service/subject-path.ts';
import { type CliProduct, cliProduct } from './cli-product.ts';

const admin = { url: inject('postgresUrl') };
const make = (): Promise<CliProduct> => cliProduct(admin, 'keys');

interface Case {
  readonly kind: string;
  readonly key: readonly string[];
  /** Which rows are its own: of the table itself, its items and its logs. */
  readonly own: Readonly<Record<string, string>>;
  /** A row that comes later, into a table that no foreign key protects; and one of somebody else. */
  readonly late?: string;
  readonly others?: string;
}

const cases: Readonly<Record<string, Case>> = {
  'a text, with blanks, colons, commas and percent signs': {
    kind: 'brand',
    key: ['a b: 50 %, c/d'],
    own: {
      'app.brands': `code = 'a b: 50 %, c/d'`,
      'app.brand_items': `brand = 'a b: 50 %, c/d'`,
      'app.brand_logs': `brand = 'a b: 50 %, c/d'`,
    },
    late: `insert into app.brand_logs values ('a b: 50 %, c/d', 'late')`,
    others: `insert into app.brand_logs values ('a b', 'late')`,
  },
  'an integer and a text': {
    kind: 'site',
    key: ['43', 'wien, 1'],
    own: {
      'app.sites': `country = 43 and slug = 'wien, 1'`,
      'app.site_items': `country = 43 and slug = 'wien, 1'`,
      'app.site_logs': `country = 43 and slug = 'wien, 1'`,
    },
    late: `insert into app.site_logs values ('wien, 1', 43, 'late')`,
    others: `insert into app.site_logs values ('wien, 1', 44, 'late')`,
  },
  'a uuid': {
    kind: 'org',
    key: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    own: {
      'app.orgs': `id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
      'app.org_items': `org = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
      'app.org_logs': `org = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
    },
    late: `insert into app.org_logs values ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'late')`,
    others: `insert into app.org_logs values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', 'late')`,
  },
  'a bigint that no double holds': {
    kind: 'account',
    key: ['9007199254740993'],
    own: {
      'app.accounts': `id = 9007199254740993`,
      'app.account_items': `account = 9007199254740993`,
      'app.account_logs': `account = 9007199254740993`,
    },
    late: `insert into app.account_logs values (9007199254740993, 'late')`,
    others: `insert into app.account_logs values (9007199254740992, 'late')`,
  },
  'a domain': {
    kind: 'user',
    key: ['ann'],
    own: { 'app.users': `handle = 'ann'`, 'app.user_items': `owner = 'ann'`, 'app.user_logs': `owner = 'ann'` },
    late: `insert into app.user_logs values ('ann', 'late')`,
    others: `insert into app.user_logs values ('ann ', 'late')`,
  },
  'a text in which several spellings are one': {
    kind: 'team',
    key: ['Acme'],
    own: { 'app.teams': `slug = 'acme'`, 'app.team_items': `team = 'acme'` },
  },
  'a padded text, a timestamp and a date': {
    kind: 'shift',
    key: ['ab  ', '2025-03-01T08:00:00', '2025-03-01'],
    own: {
      'app.shifts': `day = '2025-03-01'`,
      'app.shift_items': `day = '2025-03-01'`,
      'app.shift_logs': `day = '2025-03-01'`,
    },
    late: `insert into app.shift_logs values ('ab', '2025-03-01 08:00', '2025-03-01', 'late')`,
    others: `insert into app.shift_logs values ('ab', '2025-03-01 08:00', '2025-03-03', 'late')`,
  },
};

const others = ({ own }: Case): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(own).map(([table, where]) => [table, `(${where}) is not true`]));

async function ownRows(product: CliProduct, { own }: Case): Promise<number> {
  let rows = 0;
  for (const [table, where] of Object.entries(own)) rows += await product.count(table, where);
  return rows;
}

describe('a subject whose key is', () => {
  for (const [what, given] of Object.entries(cases)) {
    test(`${what} goes the whole way`, async () => {
      await using product = await make();
      const subject = formatSubject(given);
      const before = await product.digests(others(given));
      const mine = await ownRows(product, given);
      expect(await locate(product.lethe, subject)).toMatchObject({
        text: subject,
        there: true,
        name: expect.any(String),
      });
      expect(await product.plan(subject)).toMatchObject({ rows: mine, findings: [] });
      expect(await product.apply(subject)).toMatchObject({ status: 'completed', rows: mine, verified: true });
      expect((await product.certificate()).rows).toMatchObject({ deleted: mine });
      expect(await ownRows(product, given)).toBe(0);
      expect(await product.digests(others(given))).toEqual(before);
      if (given.late === undefined) return;
      await expect(product.client.query(given.late)).rejects.toMatchObject({ code: '23000' });
      await product.client.query(given.others ?? '');
    });
  }

  test.each(['an integer and a text', 'a text, with blanks, colons, commas and percent signs'])(
    '%s goes by the command line too',
    async (what) => {
      const given = cases[what] ?? expect.fail();
      await using product = await make();
      const { plan, applied, verified } = await product.whole(formatSubject(given));
      expect(plan).toMatchObject({ code: 0, value: { rows: 3, subject: { kind: given.kind } } });
      expect(applied).toMatchObject({ code: 0, value: { status: 'completed', rows: 3 } });
      expect(verified).toMatchObject({ code: 0, value: { ok: true } });
      expect(await ownRows(product, given)).toBe(0);
    },
    90_000,
  );
});

test('a key in another spelling is refused with the right one, and one that is none as such', async () => {
  await using product = await make();
  for (const [subject, says] of [
    ['org:A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'is written org:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['account:09007199254740993', 'is written account:9007199254740993'],
    ['team:ACME', 'is written team:Acme'],
    ['site:043,wien', 'is written site:43,wien'],
    ['shift:ab,2025-03-01T08:00:00,2025-03-01', 'is written shift:ab%20%20,2025-03-01T08:00:00,2025-03-01'],
    ['account:9223372036854775808', 'is no key of an account'],
    ['account:1e3', 'is no key of an account'],
    ['org:acme', 'is no key of an org'],
    ['user:ANN', 'is no key of a user'],
    ['site:43', 'the key of site has 2 parts (country, slug), 1 given'],
    ['site:43,wien,1', 'the key of site has 2 parts (country, slug), 3 given'],
  ] as const)
    await expect(product.plan(subject), subject).rejects.toMatchObject({
      code: 'SUBJECT_INVALID',
      message: expect.stringContaining(says),
    });
});

test.each([
  'brand:none',
  'site:43,linz',
  'org:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13',
  'account:7',
  'user:bob',
  'team:other',
])('%s is not there, and said to be unknown', async (subject) => {
  await using product = await make();
  await expect(product.plan(subject)).rejects.toMatchObject({ code: 'SUBJECT_UNKNOWN' });
});

describe('a key that is written otherwise from session to session', () => {
  test.each(['timestamptz', 'interval', 'double precision', 'money'])('of type %s is refused', async (type) => {
    await using product = await make();
    await product.client.query(`create table app.odd (at ${type} primary key); create table app.odd_parts
      (at ${type} not null references app.odd)`);
    const schema = await product.lethe.database.use((client) => introspect(client, { schemas: ['app'] }));
    const written = {
      stores: { app: postgres({ url: 'DATABASE_URL', schemas: ['app'] }) },
      subjects: { odd: subject('app.odd') },
    };
    expect(validateConfig(written, schema)).toMatchObject({
      problems: [{ path: 'subjects.odd.table', found: expect.stringContaining('of whose key at is of type') }],
    });
  });
});

test('a guard that may miss another spelling is no fence: the plan says so, and the certificate', async () => {
  await using product = await make();
  const { warnings } = await product.plan('shift:ab%20%20,2025-03-01T08:00:00,2025-03-01');
  expect(warnings.filter(({ code }) => code === 'UNFENCED').map(({ table }) => table)).toEqual(['app.shift_logs']);
  for (const [subject, open] of [
    ['shift:ab%20%20,2025-03-01T08:00:00,2025-03-01', ['app.shift_logs']],
    ['org:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', []],
  ] as const) {
    expect(await product.apply(subject)).toMatchObject({ status: 'completed' });
    const { verification } = await product.certificate();
    expect(verification.unfenced.map(({ table }) => table)).toEqual(open);
  }
});
