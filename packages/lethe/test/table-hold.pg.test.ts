import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { carryOut } from '../src/engine/run.ts';
import { newId } from '../src/ids.ts';
import { parseSubject } from '../src/planner/subject.ts';
import { type HoldPlaced, listHolds, type NewHold, placeHold, releaseHold } from '../src/postgres/holds.ts';
import { type ApplyResult, apply } from '../src/service/apply.ts';
import { ensureMigrated } from '../src/service/lethe.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { readPlanFile, writePlanFile } from '../src/service/plan-file.ts';
import { testDatabase } from '../src/testing/vitest-database.ts';
import { verifyCertificate } from '../src/verify/certificate.ts';
import { smallWorlds, type World } from './small-world.ts';

const database = await testDatabase();
const worlds = await smallWorlds(database.url);
const opened: World[] = [];

afterAll(async () => {
  for (const world of opened) await world[Symbol.asyncDispose]();
  await worlds[Symbol.asyncDispose]();
});

/** Team 1 has a shelf with three things and four notes. Shelves are what things hang from. */
const sql = `
  create table app.teams (id bigint primary key, name text not null);
  create table app.shelves (id bigint primary key, team_id bigint not null references app.teams on delete cascade, label text);
  create table app.things (id bigint primary key, shelf_id bigint not null references app.shelves on delete cascade, name text);
  create table app.notes (id bigint primary key, team_id bigint not null references app.teams on delete cascade, body text);
  create index on app.shelves (team_id);
  create index on app.things (shelf_id);
  create index on app.notes (team_id);
  insert into app.teams values (1, 'one'), (2, 'two');
  insert into app.shelves values (10, 1, 'ours'), (11, 1, 'empty'), (20, 2, 'theirs');
  insert into app.things select id, 10, 'thing ' || id from generate_series(1, 3) id;
  insert into app.things values (9, 20, 'another');
  insert into app.notes select id, 1, 'note ' || id from generate_series(1, 4) id;`;

const emptied = (column: string) => ({ rule: 'anonymise', columns: { [column]: { with: 'constant', value: 'gone' } } });
const policy = { rules: { 'app.teams': emptied('name'), 'app.shelves': { ...emptied('label'), spine: true } } };

async function world(): Promise<World> {
  const made = await worlds.open({ sql, policy });
  opened.push(made);
  await ensureMigrated(made.lethe);
  return made;
}

/** Of the first subject of a world, on a table of its own schema. */
async function place(it: World, table: string, more: Partial<NewHold> = {}): Promise<HoldPlaced> {
  const hold = { scope: it.subject, table: own(it, table), reason: 'matter 7', owner: 'legal', reviewOn: '2999-01-01' };
  return placeHold(it.lethe.database, { ...hold, ...more }, it.lethe.wakes);
}

const own = (it: World, table: string): string => `${it.lethe.loaded.store.config.schemas[0]}.${table}`;

const release = (it: World, hold: string): Promise<{ runs: string[] }> =>
  releaseHold(it.lethe.database, { hold, reason: 'settled' }, it.lethe.wakes);

async function counts(it: World): Promise<number[]> {
  const rows: number[] = [];
  for (const table of ['teams', 'shelves', 'things', 'notes']) rows.push(await it.count(`app.${table}`));
  return rows;
}

function runOf({ run }: ApplyResult): string {
  if (run === null) throw new Error('nothing was recorded');
  return run;
}

async function certified(it: World, { certificate }: ApplyResult) {
  const verified = verifyCertificate({ file: certificate?.note ?? '', keys: [(await it.lethe.signingKey()).vkey] });
  if (!verified.ok) throw new Error(JSON.stringify(verified));
  return verified.certificate;
}

describe('F84: a hold on one table of a subject', () => {
  test('keeps its rows untouched and what they hang from emptied, and the rest goes', async () => {
    const it = await world();
    const { hold, runs } = await place(it, 'things');
    expect(runs).toEqual([]);
    const before = await it.run('select * from app.things order by id');
    const result = await it.apply();
    expect(result).toMatchObject({ status: 'completed', verified: true });
    expect(await it.run('select * from app.things order by id')).toEqual(before);
    expect(await it.run('select label from app.shelves where team_id = 1')).toEqual([{ label: 'gone' }]);
    expect(await counts(it)).toEqual([2, 2, 4, 0]);

    const body = await certified(it, result);
    const kept = {
      table: own(it, 'things'),
      action: 'kept',
      planned: 3,
      actual: 3,
      reason: `hold ${hold}`,
      until: null,
    };
    expect(body.tables).toContainEqual({ store: 'db', ...kept });
    expect(body.residuals).toContainEqual({
      ...{ kind: 'rows', store: 'db', what: own(it, 'things'), count: 3, reason: `hold ${hold}`, until: null },
    });
    expect(body.residuals.map(({ until }) => until)).toEqual([null, null, null]);
  });

  test('is released, and an ordinary later run of the emptied subject deletes what was held and its spine', async () => {
    const it = await world();
    const { hold } = await place(it, 'things');
    const first = await it.apply();
    await release(it, hold);
    const events = await it.run(
      `select type, data from lethe.events where run = '${runOf(first)}' and type = 'residual.released'`,
    );
    expect(events).toEqual([{ type: 'residual.released', data: { hold, table: own(it, 'things') } }]);
    const later = await it.apply();
    expect(later).toMatchObject({ status: 'completed', verified: true });
    expect(later.run).not.toBe(first.run);
    expect(await counts(it)).toEqual([1, 1, 1, 0]);
    expect((await certified(it, later)).residuals).toEqual([]);
  });

  test('still holds while another hold on the table is in force', async () => {
    const it = await world();
    const [one, two] = [await place(it, 'things'), await place(it, 'things')];
    await it.apply();
    await release(it, one.hold);
    const later = await it.apply();
    expect(later.tables.find(({ table }) => table === own(it, 'things'))).toMatchObject({
      ...{ action: 'kept', reason: `hold ${two.hold}`, stays: { rows: 3, until: null } },
    });
    expect(await counts(it)).toEqual([2, 2, 4, 0]);
  });

  test('makes a reviewed plan stale, and nothing is recorded', async () => {
    const it = await world();
    const { plan } = await makePlan(it.lethe, parseSubject(it.subject));
    const file = join(worlds.folder, `${plan.digest}.json`);
    await writePlanFile(file, plan);
    const { hold } = await place(it, 'things');
    const now = await makePlan(it.lethe, parseSubject(it.subject));
    expect(now.plan.digest).not.toBe(plan.digest);
    const signal = new AbortController().signal;
    const result = await apply(it.lethe, {
      ...{ planFile: await readPlanFile(file), subject: it.subject, confirm: it.subject, signal },
    });
    const changed = [`rows are held: ${own(it, 'things')}, hold ${hold}`];
    expect(result).toMatchObject({ run: null, status: 'stale', changed });
    expect(await counts(it)).toEqual([2, 3, 4, 4]);
  });

  test('that comes between plan and start is seen at the start', async () => {
    const it = await world();
    const { digest, outline, counts: counted } = (await makePlan(it.lethe, parseSubject(it.subject))).plan;
    const { hold } = await place(it, 'things');
    const recorded = it.lethe.control.record({
      ...{ run: newId('run'), request: newId('req'), proof: 'database credentials', digest, outline, counts: counted },
      scopes: [it.subject],
    });
    await expect(recorded).rejects.toMatchObject({ code: 'PLAN_STALE', message: expect.stringContaining(hold) });
    expect(await it.run(`select from lethe.runs where '${it.subject}' = any(scopes)`)).toEqual([]);
  });

  test('of another subject changes nothing', async () => {
    const it = await world();
    const free = (await makePlan(it.lethe, parseSubject(it.subject))).plan.digest;
    await place(it, 'things', { scope: it.subject.replace(':1', ':2') });
    expect((await makePlan(it.lethe, parseSubject(it.subject))).plan.digest).toBe(free);
  });

  test('is listed with its table', async () => {
    const it = await world();
    const { hold } = await place(it, 'notes');
    const listed = (await listHolds(it.lethe.database)).filter(({ scope }) => scope === it.subject);
    expect(listed).toMatchObject([{ hold, table: own(it, 'notes'), releasedAt: null }]);
  });
});

describe('a hold on a table during a run', () => {
  test('whose plan deletes rows of it stops the run before its next batch, until it is released', async () => {
    const it = await world();
    const stopped = await it.apply('steps');
    const run = runOf(stopped);
    const placed = await place(it, 'things');
    expect(placed.runs).toEqual([{ run, rowsGone: 0 }]);
    expect(
      (
        await it.run(`select state from lethe.requests where id = (select request from lethe.runs where id = '${run}')`)
      )[0],
    ).toEqual({ state: 'held' });
    expect(await it.resume(run)).toMatchObject({ status: 'held' });
    expect(await counts(it)).toEqual([2, 3, 4, 4]);
    expect(await release(it, placed.hold)).toEqual({ runs: [run] });
    expect(await it.resume(run)).toMatchObject({ status: 'completed', verified: true });
    expect(await counts(it)).toEqual([1, 1, 1, 0]);
  });

  test('is met at the gate by a worker that has begun', async () => {
    const it = await world();
    const run = runOf(await it.apply('steps'));
    let held: HoldPlaced | undefined;
    const engine = await it.lethe.engine();
    const openStore: typeof engine.openStore = (writer, as) => {
      const store = engine.openStore(writer, as);
      const batch: typeof store.batch = async (...given) => {
        held ??= await place(it, 'things');
        return store.batch(...given);
      };
      return { ...store, batch };
    };
    expect(await carryOut({ ...engine, openStore }, run, new AbortController().signal)).toEqual({ status: 'held' });
    expect(held?.runs).toMatchObject([{ run }]);
    expect(await it.count('app.things')).toBe(4);
    await release(it, held?.hold ?? '');
    expect(await it.resume(run)).toMatchObject({ status: 'completed' });
  });

  test('stays stopped while a second hold on one of its tables is in force', async () => {
    const it = await world();
    const run = runOf(await it.apply('steps'));
    const [things, notes] = [await place(it, 'things'), await place(it, 'notes')];
    expect(await release(it, things.hold)).toEqual({ runs: [] });
    expect(await it.resume(run)).toMatchObject({ status: 'held' });
    expect(await release(it, notes.hold)).toEqual({ runs: [run] });
    expect(await it.resume(run)).toMatchObject({ status: 'completed' });
  });

  test('whose plan was made under it lets the run go on', async () => {
    const it = await world();
    await place(it, 'things');
    const run = runOf(await it.apply('steps'));
    expect(await place(it, 'things')).toMatchObject({ runs: [] });
    expect(await it.resume(run)).toMatchObject({ status: 'completed' });
    expect(await counts(it)).toEqual([2, 2, 4, 0]);
  });
});
