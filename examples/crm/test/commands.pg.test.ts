import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startVendor } from 'lethe/testing';
import { testDatabase } from 'lethe/testing/vitest';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksums, difference } from '../database/checksum.ts';
import { crmTemplate } from '../database/template.ts';
import { type Answer, letheCli } from './lethe-cli.ts';

interface Applied {
  run: string;
  status: string;
  rows: number;
  tables: { table: string; action: string; rows: number }[];
  verified: boolean;
  certificate: { id: string; file: string; key: string } | null;
}

const database = await testDatabase(await crmTemplate({ size: 'small' }));
const folder = await mkdtemp(join(tmpdir(), 'lethe-crm-'));
const vendor = await startVendor();
const lethe = letheCli({ database: database.url, vendor: vendor.url, folder });
const client = new pg.Client(database.url);

beforeAll(() => client.connect());
afterAll(async () => {
  await client.end();
  await vendor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function one<T>(statement: string, values: unknown[] = []): Promise<T | undefined> {
  const { rows } = await client.query<unknown[]>({ text: statement, values, rowMode: 'array' });
  // Each caller asks for one value and says what it is.
  return rows[0]?.[0] as T | undefined;
}

const contactsOf = (workspace: number) =>
  one<string>('SELECT count(*) FROM app.contacts WHERE workspace_id = $1', [workspace]).then(Number);

const runsAndRequests = () =>
  one<string>('SELECT (SELECT count(*) FROM lethe.runs) + (SELECT count(*) FROM lethe.requests)').then(Number);

/** The product's rows are the same after the call as before it. */
async function changingNothing(call: () => Promise<Answer>): Promise<Answer> {
  const before = await checksums(client);
  const answer = await call();
  expect(difference(before, await checksums(client))).toEqual([]);
  return answer;
}

test('lethe.map says what the policies do to this schema, and nothing is left to decide', async () => {
  const { code, stdout } = await changingNothing(() => lethe('check'));
  expect([code, stdout]).toEqual([0, 'The map is current, and nothing is open.\n']);
});

/** Starts a run that cannot end before `body` does: another session has locked three contacts. */
async function underWay(workspace: number, body: (run: string) => Promise<void>): Promise<Answer> {
  const blocker = new pg.Client(database.url);
  await blocker.connect();
  const subject = `workspace:${workspace}`;
  try {
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM app.contacts WHERE workspace_id = $1 ORDER BY id LIMIT 3 FOR UPDATE', [workspace]);
    const answer = lethe('apply', subject, '--confirm', subject, '--json');
    await body(await runThatDeletes(subject, answer));
    await blocker.query('ROLLBACK');
    return await answer;
  } finally {
    await blocker.end();
  }
}

async function runThatDeletes(subject: string, answer: Promise<Answer>): Promise<string> {
  let ended: Answer | null = null;
  void answer.then((early) => {
    ended = early;
  });
  for (let tries = 0; tries < 1_800; tries += 1) {
    const run = await one<string>(
      `SELECT r.id FROM lethe.runs r WHERE r.state = 'running' AND r.kind || ':' || r.key[1] = $1
         AND EXISTS (SELECT FROM lethe.receipts c WHERE c.run = r.id AND c.deleted > 0)`,
      [subject],
    ).catch(() => undefined);
    if (run !== undefined) return run;
    if (ended !== null) throw new Error(`the run ended before it could be met: ${JSON.stringify(ended)}`);
    await sleep(25);
  }
  throw new Error('no run came under way');
}

describe('a plan', () => {
  test('prints JSON only, in the documented shape', async () => {
    const answer = await changingNothing(() => lethe('plan', 'workspace:6', '--json'));
    expect(answer.code).toBe(0);
    expect(answer.json()).toMatchObject({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      subject: { kind: 'workspace', key: '6' },
      rows: expect.any(Number),
      findings: [],
    });
    const { steps, kept, effects } = answer.json<Record<string, object[]>>();
    const anyStep = { kind: expect.any(String), rows: expect.any(Number), why: expect.any(String) };
    const table = expect.stringMatching(/^app\.\w+$/);
    expect(steps).toEqual(steps?.map(() => ({ ...anyStep, table })));
    const until = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/);
    expect(kept).toEqual(kept?.map(() => ({ table, rows: expect.any(Number), reason: expect.any(String), until })));
    expect(effects).toHaveLength(5);
  });

  test('exits 2 with --detailed-exitcode when there is something to delete, and creates nothing', async () => {
    expect(await lethe('plan', 'workspace:6', '--detailed-exitcode')).toMatchObject({ code: 2 });
    expect(await one<boolean>(`SELECT to_regnamespace('lethe') IS NULL`)).toBe(true);
  });
});

describe('apply', () => {
  test('without --confirm deletes nothing and prints the command that would', async () => {
    const answer = await changingNothing(() => lethe('apply', 'workspace:6'));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('error CONFIRM_MISMATCH');
    expect(answer.stderr).toContain('lethe apply workspace:6 --confirm workspace:6');
  });

  test('with another subject after --confirm deletes nothing', async () => {
    const answer = await changingNothing(() => lethe('apply', 'workspace:6', '--confirm', 'workspace:66', '--json'));
    expect(answer.code).toBe(1);
    expect(answer.json()).toMatchObject({
      error: { code: 'CONFIRM_MISMATCH', message: expect.stringContaining('workspace:6') },
    });
  });
});

describe('a plan file', () => {
  const file = join(folder, 'plan.json');

  test('is refused after its steps were edited', async () => {
    expect((await lethe('plan', 'workspace:6', '--out', file)).code).toBe(0);
    const altered = (await readFile(file, 'utf8')).replaceAll('"app.payments"', '"app.payment"');
    await writeFile(join(folder, 'altered.json'), altered);
    const answer = await changingNothing(() => lethe('apply', 'altered.json', '--confirm', 'workspace:6', '--json'));
    expect(answer).toMatchObject({ code: 1 });
    expect(answer.json()).toMatchObject({
      error: { code: 'PLAN_INVALID', message: expect.stringContaining('altered') },
    });
  });

  test('is stale after a migration, and says which table is new', async () => {
    await client.query('CREATE TABLE app.x (id bigint PRIMARY KEY)');
    const answer = await lethe('apply', file, '--confirm', 'workspace:6', '--json');
    await client.query('DROP TABLE app.x');
    expect(await contactsOf(6)).toBeGreaterThan(0);
    expect(answer.code).toBe(3);
    expect(answer.stderr).toContain('plan is stale: table app.x is new');
    expect(answer.json()).toMatchObject({ run: null, status: 'stale', rows: 0, verified: false, certificate: null });
  });

  test('is not stale after another workspace was deleted, and carried out is exactly what it says', async () => {
    expect((await lethe('apply', 'workspace:5', '--confirm', 'workspace:5')).code).toBe(0);
    const plan = JSON.parse(await readFile(file, 'utf8'));
    const answer = await lethe('apply', file, '--confirm', 'workspace:6', '--json');
    expect(answer, answer.stderr).toMatchObject({ code: 0 });
    const applied = answer.json<Applied>();
    expect(applied).toMatchObject({
      run: expect.stringMatching(/^run_/),
      status: 'completed',
      rows: plan.rows,
      verified: true,
      certificate: { id: expect.stringMatching(/^cert_/) },
    });
    const row = { table: expect.stringMatching(/^app\./), action: expect.any(String), rows: expect.any(Number) };
    expect(applied.tables).toEqual(applied.tables.map(() => row));
    expect(await contactsOf(6)).toBe(0);
    expect(await one('SELECT digest FROM lethe.runs WHERE id = $1', [applied.run])).toBe(plan.digest);
  });

  test('of a workspace that has gone deletes nothing a second time', async () => {
    const answer = await changingNothing(() => lethe('apply', file, '--confirm', 'workspace:6', '--json'));
    expect(answer.code).not.toBe(0);
  });
});

describe('a hold', () => {
  const order = ['--reason', 'case 17', '--owner', 'legal', '--review', '2099-01-31'];

  test('before the start is refused, with nothing recorded', async () => {
    const placed = (await lethe('hold', 'workspace:1', ...order, '--json')).json<{ hold: string }>();
    expect(placed).toMatchObject({ hold: expect.stringMatching(/^hold_/), runs: [] });
    const before = await runsAndRequests();
    const answer = await changingNothing(() => lethe('apply', 'workspace:1', '--confirm', 'workspace:1', '--json'));
    expect(answer.code).toBe(3);
    expect(answer.json()).toMatchObject({ run: null, status: 'held', rows: 0, verified: false, certificate: null });
    expect(await runsAndRequests()).toBe(before);
    expect(await lethe('release', placed.hold, '--reason', 'settled')).toMatchObject({ code: 0 });
  });

  test('is not got round by writing the key in another way', async () => {
    const { hold } = (await lethe('hold', 'workspace:1', ...order, '--json')).json<{ hold: string }>();
    const answer = await changingNothing(() => lethe('apply', 'workspace:01', '--confirm', 'workspace:01', '--json'));
    await lethe('release', hold, '--reason', 'settled');
    expect(answer.json()).toMatchObject({
      error: { code: 'SUBJECT_INVALID', message: expect.stringContaining('written workspace:1:') },
    });
  });

  test('during a run stops it; after its release the run goes on and completes', async () => {
    let hold = '';
    const stopped = await underWay(1, async (run) => {
      const placed = await lethe('hold', 'workspace:1', ...order, '--json');
      const answer = placed.json<{ hold: string; runs: { run: string; rowsGone: number }[] }>();
      hold = answer.hold;
      const goneThen = await one<string>(
        'SELECT sum(deleted + updated - inserted) FROM lethe.receipts WHERE run = $1',
        [run],
      );
      expect(answer.runs).toEqual([{ run, rowsGone: Number(goneThen) }]);
    });
    expect(stopped.code).toBe(3);
    const { run, status } = stopped.json<Applied>();
    expect(status).toBe('held');
    expect(await contactsOf(1)).toBeGreaterThan(0);

    const tooEarly = await changingNothing(() => lethe('resume', run, '--json'));
    expect(tooEarly.json()).toMatchObject({ error: { code: 'SUBJECT_HELD' } });

    const released = await lethe('release', hold, '--reason', 'settled', '--json');
    expect(released.json()).toMatchObject({ hold, runs: [run] });
    const resumed = await lethe('resume', run, '--json');
    expect(resumed, resumed.stderr).toMatchObject({ code: 0 });
    expect(resumed.json()).toMatchObject({ run, status: 'completed', verified: true });
    expect(await contactsOf(1)).toBe(0);
  });
});

describe('a run under way', () => {
  test('keeps a second one on the same subject away, is paused, and completes when resumed', async () => {
    const stopped = await underWay(2, async (run) => {
      const second = await lethe('apply', 'workspace:2', '--confirm', 'workspace:2', '--json');
      expect(second.json()).toMatchObject({ error: { code: 'SUBJECT_BUSY' } });
      expect(await lethe('pause', run)).toMatchObject({ code: 0 });
    });
    expect(stopped.code).toBe(3);
    const { run } = stopped.json<Applied>();
    expect(stopped.json()).toMatchObject({ status: 'paused', verified: false, certificate: null });
    expect((await lethe('status', run, '--json')).json()).toMatchObject({
      run,
      subject: 'workspace:2',
      state: 'paused',
    });

    const resumed = await lethe('resume', run, '--json');
    expect(resumed.json(), resumed.stderr).toMatchObject({ run, status: 'completed', verified: true });
    expect(await contactsOf(2)).toBe(0);
    const again = await changingNothing(() => lethe('resume', run, '--json'));
    expect(again.json()).toMatchObject({ error: { code: 'RUN_STATE' } });
  });

  test('is stopped by the kill switch, which nothing starts under, and goes on when it is lifted', async () => {
    const stopped = await underWay(3, async (run) => {
      const engaged = await lethe('pause', '--all', '--reason', 'drill', '--json');
      expect(engaged.json()).toEqual({ engaged: true, runs: [run] });
    });
    expect(stopped.code).toBe(3);
    const { run } = stopped.json<Applied>();
    expect(stopped.json()).toMatchObject({ status: 'paused', verified: false });

    const before = await runsAndRequests();
    const other = await changingNothing(() => lethe('apply', 'workspace:4', '--confirm', 'workspace:4', '--json'));
    expect(other.json()).toMatchObject({ error: { code: 'KILL_SWITCH' } });
    expect(await runsAndRequests()).toBe(before);
    const resumedEarly = await changingNothing(() => lethe('resume', run, '--json'));
    expect(resumedEarly.json()).toMatchObject({ error: { code: 'KILL_SWITCH' } });

    const lifted = await lethe('resume', '--all', '--json');
    expect(lifted.json()).toEqual({ lifted: true, runs: [run] });
    expect((await lethe('resume', run, '--json')).json()).toMatchObject({ run, status: 'completed', verified: true });
    expect(await contactsOf(3)).toBe(0);
  });
});

test('a run that is not there cannot be resumed', async () => {
  const answer = await lethe('resume', 'run_nothing', '--json');
  expect(answer.code).toBe(1);
  expect(answer.json()).toMatchObject({ error: { code: 'RUN_UNKNOWN' } });
});

test('doctor finds nothing wrong here, and says what is when there is no journal disk', async () => {
  const well = await lethe('doctor', '--json');
  expect(well.code).toBe(0);
  expect(well.json<{ checks: { ok: boolean }[] }>().checks.every(({ ok }) => ok)).toBe(true);
  const journal = join(folder, 'not-mounted');
  const ill = await letheCli({ database: database.url, folder, env: { LETHE_JOURNAL_DIR: journal } })(
    'doctor',
    '--json',
  );
  expect(ill.code).toBe(1);
  const bad = ill.json<{ checks: { name: string; ok: boolean; detail: string }[] }>().checks.filter(({ ok }) => !ok);
  expect(bad).toMatchObject([{ name: 'journal', ok: false, detail: expect.stringContaining('JOURNAL_UNWRITABLE') }]);
});

describe('a hold on one table', () => {
  const order = ['--reason', 'case 18', '--owner', 'legal', '--review', '2099-01-31'];

  test('that is not there is refused, with the one that may be meant', async () => {
    const answer = await lethe('hold', 'workspace:4', '--table', 'app.contact', ...order, '--json');
    expect(answer.json()).toMatchObject({
      error: { code: 'HOLD_INVALID', message: expect.stringContaining('did you mean app.contacts?') },
    });
  });

  test('leaves its rows to the deletion after the release', async () => {
    const contacts = await contactsOf(4);
    const placed = await lethe('hold', 'workspace:4', '--table', 'app.contacts', ...order, '--json');
    const { hold } = placed.json<{ hold: string }>();
    expect((await lethe('hold', '--list')).stdout).toMatch(new RegExp(`${hold}  workspace:4 app.contacts  in force`));

    const first = await lethe('apply', 'workspace:4', '--confirm', 'workspace:4', '--json');
    expect(first, first.stderr).toMatchObject({ code: 0 });
    const { certificate, tables } = first.json<Applied>();
    expect(tables).toContainEqual({ table: 'app.contacts', action: 'kept', rows: contacts });
    expect(await contactsOf(4)).toBe(contacts);
    const verified = await lethe('verify', certificate?.file ?? '', '--key', certificate?.key ?? '');
    expect(verified.stdout).toMatch(new RegExp(`app.contacts, .* until further notice \\(hold ${hold}\\)`));

    expect(await lethe('release', hold, '--reason', 'settled')).toMatchObject({ code: 0 });
    const later = await lethe('apply', 'workspace:4', '--confirm', 'workspace:4', '--json');
    expect(later, later.stderr).toMatchObject({ code: 0 });
    expect(await contactsOf(4)).toBe(0);
  }, 120_000);
});
