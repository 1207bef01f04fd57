import { afterAll, expect, test } from 'vitest';
import { parseSubject } from '../src/planner/subject.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { smallWorlds, type World, type WorldOptions } from './small-world.ts';

/*
 * Four levels of three tables; each hangs from all three of the level above, so 27 paths lead from the lowest to the
 * team. Conditions that large are looked into by name.
 */

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

const levels = 4;
const names = Array.from({ length: levels }, (_, level) => [0, 1, 2].map((at) => `app.l${level}_${at}`));

/** Teams 1 and 2, with two rows each in every table: 1 and 2 are the first's, 3 and 4 the second's. */
function lattice({ action = '', nullable = false } = {}): string {
  const tables = names.flatMap((row, level) =>
    row.map((name) => {
      const above = level === 0 ? ['app.teams'] : (names[level - 1] ?? []);
      const bound = nullable && level === 0 ? '' : 'not null';
      const keys = above.map((to, at) => `r${at} bigint ${bound} references ${to} ${action}`);
      const indexes = above.map((_, at) => `create index on ${name} (r${at});`);
      const values = above.map(() => (level === 0 ? '(id + 1) / 2' : 'id'));
      return `create table ${name} (id bigint primary key, ${keys.join(', ')}, mail text); ${indexes.join(' ')}
        insert into ${name} select id, ${values.join(', ')}, 'owner@northwind.test' from generate_series(1, 4) id;`;
    }),
  );
  return `create table app.teams (id bigint primary key, mail text);
    insert into app.teams values (1, 'owner@northwind.test'), (2, null); ${tables.join('\n')}`;
}

async function world(options: WorldOptions): Promise<World> {
  const made = await worlds.open(options);
  opened.push(made);
  return made;
}

async function left(made: World): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of names.flat()) {
    const [row] = await made.run(`select coalesce(string_agg(id::text, ',' order by id), '') as ids from ${table}`);
    found[table] = String(row?.['ids']);
  }
  return found;
}

const everywhere = (ids: string): Record<string, string> =>
  Object.fromEntries(names.flat().map((table) => [table, ids]));

test.each(['on delete cascade', 'on delete restrict'])('rows go by however many paths %s', async (action) => {
  const team = await world({ sql: lattice({ action }), policy: { identifiers: ['app.teams.mail'] } });
  const { plan } = await makePlan(team.lethe, parseSubject(team.subject));
  expect(plan.outline.named?.map(({ name }) => name)).toContain(`owned ${team.schema}.l2_0`);
  // Where each row is somebody's, that it is not the subject's says enough.
  expect(plan.outline.named?.filter(({ name }) => name.startsWith('foreign'))).toEqual([]);
  expect(plan.counts.steps).toEqual(plan.outline.steps.map(({ root }) => (root ? 1 : 2)));
  expect(plan.counts.checks.every((rows) => rows === 0)).toBe(true);
  // The other team's rows hold the same address, and are known to be another's by every path.
  expect(await team.apply()).toMatchObject({ status: 'completed', verified: true, findings: [] });
  expect(await left(team)).toEqual(everywhere('3,4'));
});

test('paths that may be NULL lead to the same rows', async () => {
  const rules = Object.fromEntries((names[0] ?? []).map((table) => [table, 'delete']));
  const team = await world({ sql: lattice({ nullable: true }), policy: { rules, identifiers: ['app.teams.mail'] } });
  const { plan } = await makePlan(team.lethe, parseSubject(team.subject));
  expect(plan.outline.named?.map(({ name }) => name)).toContain(`foreign ${team.schema}.l2_0`);
  expect(await team.apply()).toMatchObject({ status: 'completed', verified: true, findings: [] });
  expect(await left(team)).toEqual(everywhere('3,4'));
});

test.each([false, true])(
  'a row that two teams share by one of the paths is found, where it may be NULL: %s',
  async (nullable) => {
    const rules = nullable ? Object.fromEntries((names[0] ?? []).map((table) => [table, 'delete'])) : {};
    const team = await world({ sql: lattice({ nullable }), policy: { rules } });
    await team.run('update app.l3_1 set r2 = 3 where id = 1');
    expect((await team.plan()).codes).toEqual(['CROSS_TENANT']);
    await team.run('update app.l3_1 set r2 = 1 where id = 1; update app.l1_0 set r0 = 4 where id = 2');
    expect(new Set((await team.plan()).codes)).toEqual(new Set(['CROSS_TENANT']));
    expect(await team.apply()).toMatchObject({ status: 'blocked' });
    expect(await left(team)).toEqual(everywhere('1,2,3,4'));
  },
);

test('what hangs below is kept with all that it hangs from, and only that', async () => {
  const spine = { rule: 'anonymise', columns: { mail: 'null' }, spine: true };
  const rules = {
    ...Object.fromEntries(names.slice(0, -1).flatMap((row) => row.map((table) => [table, spine]))),
    'app.teams': { rule: 'anonymise', columns: { mail: 'null' } },
    'app.l3_0': { rule: 'keep', for: { unit: 'years', count: 7 }, because: 'tax law' },
  };
  const team = await world({ sql: `${lattice()} delete from app.l3_0 where id = 2;`, policy: { rules } });
  const { plan } = await makePlan(team.lethe, parseSubject(team.subject));
  expect(plan.outline.named?.map(({ name }) => name)).toContain(`stays ${team.schema}.l2_0`);
  expect(await team.apply()).toMatchObject({ status: 'completed', findings: [] });
  expect(await left(team)).toEqual({
    ...everywhere('1,3,4'),
    'app.l3_0': '1,3,4',
    'app.l3_1': '3,4',
    'app.l3_2': '3,4',
  });
});
