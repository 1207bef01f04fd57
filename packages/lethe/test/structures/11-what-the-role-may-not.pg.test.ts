import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { type StructureCase, structureCase } from './structure-case.ts';

/** A role of the cluster, so it must be another in each run. */
const clerk = `clerk_${randomBytes(4).toString('hex')}`;

const sql = `
  create table accounts (id int primary key, name text not null, slug text not null unique);
  create table contacts (id int primary key, account_id int not null references accounts on delete cascade, email text);
  create table visits (id int not null, account_id int not null references accounts on delete cascade, at date not null) partition by range (at);
  create table visits_2023 partition of visits for values from ('2023-01-01') to ('2024-01-01');
  create table visits_2024 partition of visits for values from ('2024-01-01') to ('2025-01-01');
  create table countries (code text primary key);
  insert into accounts select n, 'A' || n, 'account-slug-' || n from generate_series(1, 3) n;
  insert into contacts select n, 1 + n % 3, 'c' || n || '@example.test' from generate_series(1, 9) n;
  insert into visits select n, 1 + n % 3, date '2023-09-01' + n * 10 from generate_series(1, 18) n;
  insert into countries values ('de');
  create index on contacts (account_id); create index on visits (account_id);
  do $$ begin if not exists (select from pg_roles where rolname = '${clerk}') then
    create role ${clerk} login password 'secret'; end if; end $$;
  alter role ${clerk} reset all; alter role ${clerk} nobypassrls;
  grant usage on schema public, lethe, lethe_jobs to ${clerk};
  grant select, update, delete on all tables in schema public to ${clerk};
  grant all on all tables in schema lethe, lethe_jobs to ${clerk};
  grant all on all sequences in schema lethe, lethe_jobs to ${clerk};`;

const expected = `delete from contacts where account_id = 1; delete from visits where account_id = 1; delete from accounts where id = 1`;

const cases: StructureCase[] = [];

async function clerksCase(more = '', options = {}): Promise<StructureCase> {
  const made = await structureCase(sql + more, { as: clerk, ...options });
  cases.push(made);
  await made.init('accounts=account');
  return made;
}

// Before the role goes, which the databases of the cases hold privileges of.
afterAll(async () => {
  for (const each of cases) await each[Symbol.asyncDispose]();
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  await client.query(`drop role if exists ${clerk}`);
  await client.end();
});

/** Refused with this, and nothing is changed; what is to be run settles it. */
async function refused(it: StructureCase, code: string, table: string): Promise<string> {
  const { findings, ...outcome } = await it.delete('account:1');
  expect(outcome).toMatchObject({ code: 3, status: 'blocked', run: null });
  expect(findings).toMatchObject([{ code, table }]);
  await it.expectOnly('select');
  return String(findings[0]?.next).replaceAll('<role>', clerk);
}

const runnable = (next: string): string => /((?:ALTER|GRANT) [^;]*;)/.exec(next)?.[1] ?? `nothing to run in: ${next}`;

test('a role that may do what the plan needs deletes, and no more is granted to it', async () => {
  const it = await clerksCase();
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

describe('row security', () => {
  const hides = (table: string, using: string): string =>
    `; alter table ${table} enable row level security; create policy mine on ${table} to ${clerk} using (${using});`;

  test.each([
    ['that shows nothing at all', hides('contacts', 'false')],
    ['that shows every row, for as much as anybody knows', hides('contacts', 'true')],
    ['that shows only other rows, on the subject’s own table', hides('accounts', 'id <> 1')],
    ['on a partition', hides('visits_2024', 'false')],
  ])('%s is refused, and what the finding says settles it', async (_, more) => {
    const it = await clerksCase(more);
    const [table = ''] = /alter table (\w+)/.exec(more)?.slice(1) ?? [];
    const next = await refused(it, 'ROWS_HIDDEN', `public.${table.replace('_2024', '')}`);
    await it.run(runnable(next));
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
    await it.run(`alter role ${clerk} nobypassrls`);
  });

  test('that is forced holds for the owner too', async () => {
    const it =
      await clerksCase(`; alter table contacts owner to ${clerk}; alter table contacts enable row level security;
      alter table contacts force row level security; create policy mine on contacts using (account_id = 2);`);
    expect(await refused(it, 'ROWS_HIDDEN', 'public.contacts')).toContain('while it is forced');
    await it.run('alter table contacts no force row level security');
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });
});

describe('a missing privilege', () => {
  test.each([
    ['select', 'contacts'],
    ['delete', 'contacts'],
    // The last transaction locks the subject's row.
    ['update', 'accounts'],
    ['delete', 'visits_2024'],
    ['select', 'countries'],
  ])('to %s on %s is refused, and what the finding says settles it', async (privilege, table) => {
    const it = await clerksCase();
    await it.run(`revoke ${privilege} on ${table} from ${clerk}`);
    const next = await refused(it, 'PRIVILEGE_MISSING', `public.${table.replace('_2024', '')}`);
    await it.run(runnable(next));
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });

  test('of a trigger’s function is met before anything is written', async () => {
    const it = await clerksCase(`; create table log (account_id int, was text);
      create function remember() returns trigger language plpgsql as $$ begin
        insert into log values (old.account_id, old.email); return null; end $$;
      create trigger remember after delete on contacts for each row execute function remember();
      grant select, delete on log to ${clerk};`);
    const { code, findings } = await it.delete('account:1');
    expect({ code, findings }).toMatchObject({
      code: 3,
      findings: [{ code: 'PRIVILEGE_MISSING', message: expect.stringContaining('log') }],
    });
    await it.expectOnly('select');
    await it.run(`grant insert on log to ${clerk}`);
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  });

  test('to make the schema of what is recorded is an error that says what to do', async () => {
    const it = await clerksCase();
    await it.run('drop schema lethe cascade; drop schema lethe_jobs cascade');
    const { code, status } = await it.delete('account:1');
    expect(code).toBe(1);
    expect(status).toMatch(/^PRIVILEGE_MISSING: .*lethe migrate/);
    expect(await it.run('select count(*)::int as rows from contacts')).toEqual([{ rows: 9 }]);
  });
});

describe('limits of time that the role has', () => {
  test('for its statements end no count and no run half-way', async () => {
    const it =
      await clerksCase(`; create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return old; end $$;
      create trigger slow before delete on contacts for each row execute function slow();`);
    await it.run(`alter role ${clerk} set statement_timeout = 40`);
    expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
    await it.expectOnly(expected);
  });

  test('for locks are an error that says so, and nothing is changed', async () => {
    const it = await clerksCase();
    await it.run(`alter role ${clerk} set lock_timeout = 50`);
    await it.run('begin; lock table contacts');
    const { code, status } = await it.delete('account:1');
    await it.run('rollback');
    expect(code).toBe(1);
    expect(status).toMatch(/^DATABASE_TIMEOUT: .*lock timeout/);
    await it.expectOnly('select');
  });

  test('and a session that may only read is an error that says so', async () => {
    const it = await clerksCase();
    await it.run(`alter role ${clerk} set default_transaction_read_only = on`);
    const { code, status } = await it.delete('account:1');
    expect(code).toBe(1);
    expect(status).toMatch(/^PRIVILEGE_MISSING: .*read-only/);
    await it.expectOnly('select');
  });
});
