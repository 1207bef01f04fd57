import { expect, test } from 'vitest';
import { structureCase } from './structure-case.ts';

const tables = 60;

/** The tables that table `no` refers to: near ones and far ones, never itself. */
const parents = (no: number): readonly number[] =>
  [...new Set([no - 1, no - 2, no - 5, Math.floor(no / 2), Math.floor(no / 3)])].filter(
    (each) => each >= 1 && each < no,
  );

// In no order that a name or the catalogue would give.
const nameOf = (no: number): string => `t${(no * 37) % 61}`;

const references = Array.from({ length: tables }, (_, at) => parents(at + 1).length + 1).reduce((a, b) => a + b, 0);

const sql = `
  create table accounts (id int primary key);
  insert into accounts values (1), (2), (3);
  ${Array.from({ length: tables }, (_, at) => {
    const no = at + 1;
    const columns = parents(no).map(
      (parent) => `p${parent} int not null references ${nameOf(parent)} ${no % 2 === 0 ? 'on delete restrict' : ''}`,
    );
    return `
  create table ${nameOf(no)} (${['id int primary key', 'account_id int not null references accounts on delete restrict', ...columns].join(', ')});
  insert into ${nameOf(no)} select ${['n', '1 + n % 3', ...parents(no).map(() => 'n')].join(', ')} from generate_series(1, 6) n;`;
  }).join('')}`;

test('an order is found where more than 300 references refuse', async () => {
  expect(references).toBeGreaterThanOrEqual(300);
  await using it = await structureCase(sql);
  await expect(it.run('delete from accounts where id = 1')).rejects.toThrow(/violates/);
  await it.init('accounts=account');
  expect(await it.delete('account:1')).toMatchObject({
    code: 0,
    status: 'completed',
    rows: 1 + 2 * tables,
    findings: [],
  });
  const each = Array.from({ length: tables }, (_, at) => `delete from ${nameOf(at + 1)} where account_id = 1;`);
  await it.expectOnly(`${each.join('')} delete from accounts where id = 1`);
});
