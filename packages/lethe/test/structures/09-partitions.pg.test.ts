import { expect, test } from 'vitest';
import type { Phase } from '../../src/engine/control.ts';
import { apply, carryOutRun } from '../../src/service/apply.ts';
import { openLethe } from '../../src/service/lethe.ts';
import { type StructureCase, structureCase } from './structure-case.ts';

/**
 * Partitions by range, list and hash, some two levels deep; roots with and without keys. Of readings, one partition has a
 * foreign key of its own: in the others, ref_id counts something else, in the same numbers.
 */
const sql = `
  create table accounts (id bigint primary key, name text not null);
  create table devices (id bigint primary key, account_id bigint not null references accounts on delete cascade, name text);
  create table events (id bigint generated always as identity, account_id bigint not null references accounts on delete cascade,
    at date not null, what text) partition by range (at);
  create table events_2023 partition of events for values from ('2023-01-01') to ('2024-01-01');
  create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01') partition by hash (account_id);
  create table events_2024_0 partition of events_2024 for values with (modulus 2, remainder 0);
  create table events_2024_1 partition of events_2024 for values with (modulus 2, remainder 1);
  create table visits (account_id bigint, page text, at date not null) partition by range (at);
  create table visits_old partition of visits for values from (minvalue) to ('2024-01-01');
  create table visits_new partition of visits default;
  create table readings (id bigint not null, source text not null, ref_id bigint not null, account_id bigint references accounts on delete cascade, value int)
    partition by list (source);
  create table readings_device partition of readings for values in ('device');
  create table readings_import partition of readings default;
  alter table readings_device add foreign key (ref_id) references devices on delete cascade;

  insert into accounts select n, 'A' || n from generate_series(1, 3) n;
  insert into devices select n, 1 + n % 3, 'd' || n from generate_series(1, 9) n;
  insert into events (account_id, at, what) select 1 + n % 3, date '2023-06-01' + n * 20, 'e' || n from generate_series(1, 27) n;
  insert into visits select 1 + n % 3, 'p' || n, date '2023-06-01' + n * 20 from generate_series(1, 27) n;
  insert into visits values (null, 'nobody', '2024-05-05');
  insert into readings select n, 'device', 1 + n % 9, null, n from generate_series(1, 18) n;
  insert into readings select n, 'import', 1 + n % 9, case when n % 2 = 0 then 1 + n % 3 end, n from generate_series(1, 18) n;
  create index on devices (account_id); create index on events (account_id);
  create index on readings_device (ref_id); create index on readings (account_id);`;

const expected = `
  delete from readings where account_id = 1 or source = 'device' and ref_id in (select id from devices where account_id = 1);
  delete from events where account_id = 1; delete from visits where account_id = 1;
  delete from devices where account_id = 1; delete from accounts where id = 1`;

test('partitions with keys, without, and with one of their own: each gives what is the account’s', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(expected);
});

test('a partition that leaves its table while the run is on is a table that came: what it holds is found', async () => {
  await using it = await structureCase(sql);
  await it.init('accounts=account');
  const { stopped, resume } = await stoppedAt(it, 'steps');
  await it.run('alter table visits detach partition visits_old');
  const failed = await resume();
  expect(failed).toMatchObject({ status: 'failed', run: stopped.run, certificate: null });
  expect(failed.findings).toMatchObject([{ code: 'UNDECIDED', table: 'public.visits_old' }]);
  await it.run(`alter table visits attach partition visits_old for values from (minvalue) to ('2024-01-01')`);
  expect(await resume()).toMatchObject({ status: 'completed', verified: true });
  await it.expectOnly(expected);
});

test.each(['steps', 'fence', 'root', 'verify'] satisfies Phase[])(
  'a partition that is attached while the run is at %s is dealt with too',
  async (phase) => {
    await using it = await structureCase(sql);
    await it.init('accounts=account');
    const { resume } = await stoppedAt(it, phase);
    // The account's own row is there until its last transaction; nothing refuses a table that is attached without a key.
    const late = (table: string, columns: string, account: string): string => `
      create table ${table}_late (like ${table});
      insert into ${table}_late (${columns}) values (${account}), (2, 'late', '2031-01-01');
      alter table ${table} attach partition ${table}_late for values from ('2031-01-01') to ('2032-01-01');`;
    await it.run(
      late('visits', 'account_id, page, at', `1, 'late', '2031-01-01'`).replace(
        'attach',
        'detach partition visits_new; alter table visits attach',
      ),
    );
    await it.run(`alter table visits attach partition visits_new for values from ('2024-01-01') to ('2031-01-01')`);
    expect(await resume()).toMatchObject({ status: 'completed', verified: true });
    expect(await it.run('select account_id::int, page from visits_late')).toEqual([{ account_id: 2, page: 'late' }]);
    expect(await it.run(`select from visits where account_id = 1`)).toEqual([]);
  },
);

/** A run as far as the beginning of a phase, and how it goes on from there. */
async function stoppedAt(it: StructureCase, phase: Phase) {
  const opened = () =>
    openLethe({ config: it.folder, databaseUrl: it.url, cwd: it.folder, env: { LETHE_DATA_DIR: it.folder } });
  await using lethe = await opened();
  const stop = new AbortController();
  const subject = 'account:1';
  const observer = { phase: (now: Phase) => void (now === phase && stop.abort()) };
  const stopped = await apply(lethe, { planFile: null, subject, confirm: subject, signal: stop.signal, observer });
  expect(stopped).toMatchObject({ status: 'paused', drained: true });
  return {
    stopped,
    resume: async () => {
      await using again = await opened();
      return await carryOutRun(again, String(stopped.run), { signal: new AbortController().signal });
    },
  };
}

test('rows that a SET NULL of their own table has moved meanwhile are found again before what they hang from goes', async () => {
  await using it = await structureCase(`
    create table accounts (id int primary key, name text not null);
    create table tasks (id uuid primary key, account_id int not null references accounts on delete cascade);
    create table notes (id bigint primary key, task_id uuid not null, parent_id bigint) partition by hash (id);
    create table notes_0 partition of notes for values with (modulus 2, remainder 0);
    create table notes_1 partition of notes for values with (modulus 2, remainder 1);
    alter table notes add foreign key (parent_id) references notes on delete set null;
    insert into accounts values (1, 'One'), (2, 'Two');
    insert into tasks select ('00000000-0000-4000-8000-00000000000' || n)::uuid, 1 + n % 2 from generate_series(1, 8) n;
    insert into notes select n, ('00000000-0000-4000-8000-00000000000' || 1 + n % 8)::uuid, case when n > 8 then n - 8 end
      from generate_series(1, 40) n;
    create index on tasks (account_id); create index on notes (task_id); create index on notes (parent_id);`);
  await it.init('accounts=account');
  await it.decide('account', { rules: { 'public.notes': `'delete'` } });
  const outcome = await it.delete('account:1');
  expect(outcome).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    delete from notes where task_id in (select id from tasks where account_id = 1);
    delete from tasks where account_id = 1; delete from accounts where id = 1`);
});
