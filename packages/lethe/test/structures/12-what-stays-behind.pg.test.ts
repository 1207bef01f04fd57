import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import type { ResidualRecord } from '../../src/http/backend.ts';
import { openDatabase } from '../../src/postgres/connection.ts';
import { seeRuns } from '../../src/postgres/run-view.ts';
import { scoped } from '../../src/postgres/scoped.ts';
import { residualsOf } from '../../src/service/backend/evidence.ts';
import { structureCase } from './structure-case.ts';

/** Soft deletion, keys that hold for some rows only, checks that tie columns together, views, sequences by tenant. */
const sql = `
  create table accounts (id int primary key, name text not null, slug text not null unique);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, email text not null,
    state text not null default 'active', deleted_at timestamptz, deleted_by text,
    constraint deleted_is_complete check ((deleted_at is null) = (deleted_by is null)),
    constraint active_is_not_deleted check (state <> 'active' or deleted_at is null));
  create unique index one_living_email on contacts (account_id, lower(email)) where deleted_at is null;
  create table invoices (id int primary key, account_id int not null references accounts, contact_id int references contacts, total int not null);
  create view living_contacts as select * from contacts where deleted_at is null;
  create materialized view totals as select account_id, count(*) as contacts from living_contacts group by 1;
  create unique index on totals (account_id);
  create materialized view grand_total as select sum(contacts) as contacts from totals;
  create materialized view countries as select 'de' as code;
  create materialized view unfilled as select id from contacts with no data;
  create sequence ticket_seq_1; create sequence ticket_seq_2; create sequence ticket_seq_11; create sequence account_1_invoice_no;

  insert into accounts select n, 'A' || n, 'account-slug-' || n from generate_series(1, 3) n;
  insert into contacts (id, account_id, email) select n, 1 + n % 3, 'mail' || n || '-of-' || 1 + n % 3 || '@example.test' from generate_series(1, 30) n;
  update contacts set state = 'gone', deleted_at = '2024-01-01', deleted_by = 'cleanup' where id % 5 = 0;
  insert into invoices select n, 1 + n % 3, 1 + (n - 1) % 30, n from generate_series(1, 30) n;
  create index on contacts (account_id); create index on invoices (account_id); create index on invoices (contact_id);
  refresh materialized view totals; refresh materialized view grand_total; analyze;`;

const gone = `delete from invoices where account_id = 1; delete from contacts where account_id = 1; delete from accounts where id = 1`;

const sampled = `select s.attname from pg_stats s where s.tablename = 'contacts'
  and concat(s.most_common_vals, s.histogram_bounds) like '%-of-1@%'`;

async function residualsShown(url: string, subject: string): Promise<readonly ResidualRecord[]> {
  await using database = openDatabase({ url, label: 'lethe:test' });
  const runs = await scoped(database, subject, (reader) => seeRuns(reader, { request: null, subject }));
  return runs.flatMap(residualsOf);
}

test('soft-deleted rows go; what shows or samples rows still is refreshed, analysed, or said', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.run(sampled)).toEqual([{ attname: 'email' }]);
  const outcome = await it.delete('account:1');
  expect(outcome).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(gone);
  expect(await it.run(sampled)).toEqual([]);
  expect(outcome.residuals.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
    'sequence public.account_1_invoice_no',
    'sequence public.ticket_seq_1',
    'view public.grand_total',
    'view public.totals',
  ]);
  // Whoever asks over HTTP what remains reads the same.
  const shown = await residualsShown(it.url, 'account:1');
  expect(shown).toMatchObject(
    outcome.residuals.map(({ what, reason }) => ({ table: what, reason, rows: null, until: null })),
  );
  const warned = outcome.warnings.map(({ code, table }) => `${code} ${table}`);
  expect(warned).toContain('SEQUENCE_STAYS public.ticket_seq_1');
  expect(warned).toContain('VIEW_HOLDS_ROWS public.contacts');
});

test('views that the store names are refreshed, those first that others are made of', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  await it.decide('account', { store: `refresh: ['public.grand_total', 'public.totals']` });
  const outcome = await it.delete('account:1');
  expect(outcome).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`${gone}; refresh materialized view totals; refresh materialized view grand_total`);
  expect(outcome.residuals.filter(({ kind }) => kind === 'view')).toEqual([]);
});

test('a view that holds what the account is told by keeps the run from completing until it is refreshed', async () => {
  await using it = await structureCase(`${sql}
    create materialized view names as select id, slug from accounts;`);
  await it.init('accounts=account');
  const failed = await it.delete('account:1');
  expect(failed).toMatchObject({
    code: 1,
    status: 'failed',
    findings: [{ code: 'RESIDUAL_FOUND', table: 'public.names' }],
  });
  await it.run('refresh materialized view names');
  const resumed = await it.lethe('resume', String(failed.run), '--certificate', `${it.folder}/certificate.note`);
  expect(resumed).toMatchObject({ code: 0, printed: { status: 'completed' } });
});

describe('a role that may only delete', () => {
  const clerk = `clerk_${randomBytes(4).toString('hex')}`;
  const may = `
    create role ${clerk} login password 'secret';
    grant usage on schema public, lethe, lethe_jobs to ${clerk};
    grant select, update, delete on all tables in schema public to ${clerk};
    grant all on all tables in schema lethe, lethe_jobs to ${clerk}; grant all on all sequences in schema lethe, lethe_jobs to ${clerk};`;

  test('cannot refresh nor analyse: the one is a finding where it is asked for, both are said in the certificate', async () => {
    {
      await using it = await structureCase(sql + may, { as: clerk });
      await it.init('accounts=account');
      await it.decide('account', { store: `refresh: ['public.totals']` });
      expect(await it.delete('account:1')).toMatchObject({
        code: 3,
        findings: [{ code: 'PRIVILEGE_MISSING', table: 'public.totals', next: expect.stringContaining('OWNER TO') }],
      });
      await it.expectOnly('select');
      await it.decide('account', {});
      const outcome = await it.delete('account:1');
      expect(outcome).toMatchObject({ code: 0, status: 'completed', findings: [] });
      expect(outcome.residuals).toContainEqual(
        expect.objectContaining({ kind: 'statistics', what: 'public.contacts' }),
      );
      expect(outcome.residuals).toContainEqual(expect.objectContaining({ kind: 'view', what: 'public.totals' }));
    }
    const client = new pg.Client(inject('postgresUrl'));
    await client.connect();
    await client.query(`drop role ${clerk}`);
    await client.end();
  });
});

describe('rows that stay emptied', () => {
  const kept = {
    'public.accounts': `anonymise({ columns: { name: constant('gone'), slug: fromKey({ prefix: 'gone-' }) } })`,
  };
  const staying = (columns: string) =>
    `anonymise({ columns: { ${columns} }, keepFor: { for: years(1), because: 'counted' } })`;

  test.each([
    [
      'a key that holds for some rows',
      `email: constant('gone@example.test')`,
      { code: 1, said: /CONFIG_INVALID.*one_living_email/s },
    ],
    [
      'a check that ties columns together',
      `email: fromKey({ prefix: 'gone-' }), deleted_by: 'null'`,
      { code: 3, said: /ANONYMISE_INVALID.*deleted_is_complete/ },
    ],
  ])(
    'must fit %s: refused by its name with nothing written, and done with values that fit',
    async (_, columns, refused) => {
      await using it = await structureCase(sql);
      await it.init('accounts=account');
      await it.decide('account', {
        rules: { ...kept, 'public.invoices': `'delete'`, 'public.contacts': staying(columns) },
      });
      const { code, status, findings } = await it.delete('account:1');
      expect({ code, said: status + JSON.stringify(findings) }).toEqual({
        code: refused.code,
        said: expect.stringMatching(refused.said),
      });
      await it.expectOnly('select');

      await it.decide('account', {
        rules: { ...kept, 'public.contacts': staying(`email: fromKey({ prefix: 'gone-' })`) },
      });
      expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
      await it.expectOnly(`delete from invoices where account_id = 1; update contacts set email = 'gone-' || id where account_id = 1;
      update accounts set name = 'gone', slug = 'gone-1' where id = 1`);
    },
  );

  test('meet a trigger that refuses to change them: refused with nothing written', async () => {
    await using it = await structureCase(`${sql}
      create function books_are_closed() returns trigger language plpgsql as $$ begin raise exception 'closed'; end $$;
      create trigger closed before update on invoices for each row execute function books_are_closed();`);
    await it.init('accounts=account');
    await it.decide('account', {
      rules: { ...kept, 'public.invoices': `keep({ for: years(7), because: 'tax law' })` },
    });
    const { code, findings } = await it.delete('account:1');
    expect({ code, findings }).toMatchObject({
      code: 3,
      findings: [
        { code: 'DATABASE_REFUSES', table: 'public.invoices', message: expect.stringContaining('books_are_closed') },
      ],
    });
    await it.expectOnly('select');
    // The books stay as they are, and so does what they name.
    await it.decide('account', {
      rules: {
        ...kept,
        'public.invoices': `keep({ for: years(7), because: 'tax law' })`,
        'public.contacts': staying(`email: fromKey({ prefix: 'gone-' })`),
      },
    });
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });
});
