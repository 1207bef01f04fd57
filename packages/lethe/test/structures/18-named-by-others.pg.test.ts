import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const sql = `
  create table companies (id int primary key, name text not null);
  create table jobs (id int primary key, company_id int not null references companies on delete cascade,
    subcontractor_id int references companies on delete set null, title text);
  create table notes (id int primary key, job_id int not null references jobs on delete cascade, body text);
  create index on jobs (company_id); create index on jobs (subcontractor_id); create index on notes (job_id);
  insert into companies select n, 'Company ' || n from generate_series(1, 4) n;
  insert into jobs select n, 1 + n % 4, case when n % 3 = 0 then 1 + (n + 1) % 4 end, 'job ' || n from generate_series(1, 24) n;
  insert into notes select n, n, 'note ' || n from generate_series(1, 24) n;`;

test.each([
  ['and name it no more', 'on delete set null'],
  ['as init proposes where the schema says nothing of it', ''],
])('rows of others that name a company beside their own stay, %s', async (_how, action) => {
  await using it = await structureCase(sql.replace('on delete set null', action));
  await it.init('companies=company');
  expect(await it.delete('company:2')).toMatchObject({ code: 0, status: 'completed', findings: [] });
  await it.expectOnly(`
    delete from notes where job_id in (select id from jobs where company_id = 2);
    delete from jobs where company_id = 2;
    update jobs set subcontractor_id = null where subcontractor_id = 2;
    delete from companies where id = 2`);
});

test('where the schema does not let them survive, they are counted', async () => {
  await using it = await structureCase(sql.replace('on delete set null', 'on delete cascade'));
  await it.init('companies=company');
  const { code, findings } = await it.delete('company:2');
  expect({ code, codes: findings.map((each) => `${each.code} ${each.table}`) }).toEqual({
    code: 3,
    codes: expect.arrayContaining(['CROSS_TENANT public.jobs']),
  });
  await it.expectOnly('select');
});
