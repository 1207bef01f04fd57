import { describe, expect, inject, it } from 'vitest';
import { advanceClock } from '../src/postgres/clock.ts';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import { sendConfirmation } from '../src/postgres/mail-token.ts';
import { engageKillSwitch, liftKillSwitch } from '../src/postgres/pause.ts';
import { tokenById } from '../src/postgres/tokens.ts';
import { recordWish } from '../src/postgres/wishes.ts';
import { commandLine } from '../src/service/backend/keys.ts';
import { openLethe } from '../src/service/lethe.ts';
import { openLife } from '../src/service/life/life.ts';
import { lookAtRequest } from '../src/service/life/look-at-request.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { runWorker } from '../src/service/worker.ts';
import { verifyCertificate } from '../src/verify/certificate.ts';
import { ann, type ClubCase, clubCase, clubConfig, days, operator } from './club/club-case.ts';

const admin = { url: inject('postgresUrl') };
const caseOf = (env?: Readonly<Record<string, string>>): Promise<ClubCase> =>
  clubCase({ admin, ...(env === undefined ? {} : { env }) });

const subjectsTo = (club: ClubCase, to: string): string[] => club.mails(to).map(({ subject }) => subject);

describe('a wish from outside', () => {
  it('goes from the form to the closing message', async () => {
    await using club = await caseOf();
    await club.wish({});
    await club.settle();
    const { id } = await club.only();
    expect((await club.request(id)).state).toBe('verifying');
    expect(
      club
        .mails()
        .map(({ to, subject }) => [to, subject])
        .sort(),
    ).toEqual([
      ['ann@club.test', 'Please show that this mailbox is yours'],
      ['ann@club.test', 'We received your request to delete the club'],
    ]);
    expect((await club.request(id)).acknowledgedAt).not.toBeNull();
    expect((await club.request(id)).proofs.map(({ kind }) => kind)).toEqual(['role']);

    await club.follow('ann@club.test', 'proof');
    await club.settle();
    expect((await club.request(id)).state).toBe('confirming');
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toBe('Confirm: schedule deletion of the club “Club of One”');

    await club.follow('ann@club.test', 'confirmation');
    await club.settle();
    expect((await club.request(id)).state).toBe('scheduled');
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toMatch(/^The club “Club of One” will be deleted on /);
    const [ben, ...more] = club.mails('ben@club.test');
    expect(more).toEqual([]);
    expect(ben?.text).toContain('bills: 2 records, kept until');
    expect(ben?.text).toContain('(tax law)');
    expect(ben?.links.filter((link) => link.startsWith('https://delete.club.test/link/'))).toHaveLength(1);
    expect(club.mails('cid@club.test')).toEqual([]);

    await club.later(days(6));
    expect(subjectsTo(club, 'ben@club.test').at(-1)).toMatch(/^Reminder: /);
    expect((await club.request(id)).state).toBe('scheduled');

    await club.later(days(1));
    expect((await club.request(id)).state).toBe('running');
    await using serving = await openBackend(club.lethe);
    expect((await serving.requests.load(commandLine, id)).name).toBe('Club of One');
    const captured = await club.client.query('select audience, address from lethe.addresses order by 1, 2');
    expect(captured.rows).toEqual([
      { audience: 'owners', address: 'ann@club.test' },
      { audience: 'owners', address: 'ben@club.test' },
      { audience: 'requester', address: 'ann@club.test' },
    ]);
    await club.carryOut();
    expect(await club.request(id)).toMatchObject({ state: 'completed', outcome: 'all', residualsLeft: 2 });
    const done = club.mails('ben@club.test').at(-1);
    expect(done?.subject).toBe('The club “Club of One” is deleted; some data stays for now');
    expect(done?.text).toContain('posts: 20 records');
    expect(done?.text).toMatch(/certificate of this deletion has the number cert_/);
    const { name, certificates } = await serving.requests.load(commandLine, id);
    // Its row is called "deleted" by now, and what it was called is forgotten.
    expect(name).toBeNull();
    const { note } = await serving.evidence.certificate(commandLine, certificates[0] ?? '');
    const verified = verifyCertificate({ file: note, keys: [(await club.lethe.signingKey()).vkey] });
    const receivedAt = new Date((await club.request(id)).receivedAt).toISOString();
    expect(verified).toMatchObject({ certificate: { requested: receivedAt } });
    expect((await club.client.query('select from lethe.addresses')).rowCount).toBe(0);
    expect((await club.client.query('select from lethe.deliveries where address is not null')).rowCount).toBe(0);
    expect(club.mails().filter(({ deliveries }) => deliveries > 1)).toEqual([]);
  });

  it.each([
    ['nobody known', { address: 'nobody@club.test' }],
    ['nobody known', { address: 'cid@club.test' }],
    ['nobody known', { address: 'dee@other.test' }],
    ['nothing known', { named: 'nowhere' }],
    ['nothing known', { named: '*' }],
    ['nothing known', { kind: 'team', named: '1' }],
    ['nothing known', { kind: '__proto__' }],
  ] as const)('to which the answer is "%s" writes to nobody and keeps nothing of it: %j', async (outcome, wish) => {
    await using club = await caseOf();
    await club.wish(wish);
    await club.settle();
    const { rows } = await club.client.query('select outcome, address, kind, named, request from lethe.wishes');
    expect(rows).toEqual([{ outcome, address: null, kind: null, named: null, request: null }]);
    expect((await club.client.query('select from lethe.requests')).rowCount).toBe(0);
    await club.recover();
    expect(club.mails()).toEqual([]);
  });

  it.each(['one', 'ONE', '1', 'club:1'])('names the club by "%s"', async (named) => {
    await using club = await caseOf();
    await club.wish({ named, address: 'ANN@club.test' });
    await club.settle();
    expect((await club.only()).targets[0].path).toEqual(['club:1']);
  });

  it('F45: while one is open is no second one, and not more than three become one in a day', async () => {
    await using club = await caseOf();
    const outcomes = async (): Promise<unknown[]> =>
      (await club.client.query('select outcome from lethe.wishes order by id')).rows.map(({ outcome }) => outcome);
    await club.wish({});
    await club.settle();
    await club.wish({});
    await club.settle();
    expect(await outcomes()).toEqual(['request', 'already open']);
    const open = await club.client.query<{ id: string }>('select id from lethe.requests');
    await club.tell(open.rows[0]?.id ?? '', { type: 'cancel', by: 'requester', actor: '1' });
    for (let turn = 0; turn < 3; turn += 1) {
      await club.wish({});
      await club.settle();
      const { rows } = await club.client.query<{ id: string }>(
        `select id from lethe.requests where state = 'verifying'`,
      );
      for (const { id } of rows) await club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
    }
    expect(await outcomes()).toEqual(['request', 'already open', 'request', 'request', 'too often']);
    await club.later(days(1));
    await club.wish({});
    await club.settle();
    expect((await outcomes()).at(-1)).toBe('request');
  });

  it('that needs exports is noted, and a mailbox that nobody has proven is told nothing of it', async () => {
    await using club = await caseOf();
    await club.wish({ exportsNeeded: true });
    await club.settle();
    const { blockers } = await club.only();
    expect(blockers).toMatchObject([{ blocker: 'exports-needed@1', level: 'warn' }]);
    const mails = club.mails('ann@club.test');
    expect(mails.map(({ subject }) => subject)).toEqual([
      'We received your request to delete the club',
      'Please show that this mailbox is yours',
    ]);
    expect(mails.some(({ text }) => text.includes('export'))).toBe(false);
  });
});

/** Asked for from inside by Ann, and confirmed. */
async function scheduled(club: ClubCase): Promise<string> {
  const id = await club.ask('club:1', ann);
  await club.settle();
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  return id;
}

const stateOf = async (club: ClubCase, id: string) => (await club.request(id)).state;

describe('a request that waits', () => {
  it('is cancelled by a link that any owner was sent, and then everyone is told', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.follow('ben@club.test', 'cancel');
    await club.settle();
    expect(await stateOf(club, id)).toBe('cancelled');
    for (const to of ['ann@club.test', 'ben@club.test'])
      expect(subjectsTo(club, to).at(-1)).toBe('Deletion of the club “Club of One” is cancelled');
    await expect(club.follow('ann@club.test', 'cancel')).rejects.toThrow('voided');
    await club.later(days(10));
    expect((await club.client.query('select from lethe.runs')).rowCount).toBe(0);
  });

  it('sends the second step again with another link, and the first is superseded', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1', ann);
    await club.settle();
    await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
    await club.settle();
    const { lethe, life } = club;
    await lethe.database.transaction((client) =>
      sendConfirmation(client, { wakes: lethe.wakes, secrets: life.secrets }, id, 'confirmation resent'),
    );
    await club.settle();
    const { rows } = await club.client.query<{ id: string }>(
      'select id from lethe.tokens where kind = $1 order by generation',
      ['confirmation'],
    );
    const states = [];
    for (const row of rows) states.push((await lethe.database.use((client) => tokenById(client, row.id)))?.state);
    expect(states).toEqual(['superseded', 'open']);
    await club.follow('ann@club.test', 'confirmation');
    expect(await stateOf(club, id)).toBe('scheduled');
  });

  it('is not started early, whatever looks at it, nor by two workers at once more than once', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await Promise.all([lookAtRequest(club.life, id), lookAtRequest(club.life, id)]);
    await club.later(days(7) - 120_000);
    expect(await stateOf(club, id)).toBe('scheduled');
    await advanceClock(club.lethe.database, 120_000);
    await Promise.all([1, 2, 3].map(() => lookAtRequest(club.life, id)));
    expect(await stateOf(club, id)).toBe('running');
    expect((await club.client.query('select from lethe.runs')).rowCount).toBe(1);
    expect((await club.client.query(`select from lethe.events where type = 'request.start'`)).rowCount).toBe(1);
  });

  it('of somebody who has lost the role is blocked when due, and goes on when they have it again', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.client.query(`update app.club_members set role = 'member' where user_id = 1`);
    await club.later(days(7));
    expect(await club.request(id)).toMatchObject({ state: 'blocked', findings: [{ code: 'AUTHORITY_LOST' }] });
    expect(subjectsTo(club, 'op@lethe.test')).toContain(`${id}: blocked`);
    await club.client.query(`update app.club_members set role = 'admin' where user_id = 1`);
    await club.later(11 * 60_000);
    expect(await stateOf(club, id)).toBe('running');
  });

  it('is blocked when due by what the rehearsal meets, and goes on when that is gone', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.client.query(`
      create function app.refuse() returns trigger language plpgsql as $$ begin raise exception 'never'; end $$;
      create trigger remember after delete on app.posts for each row execute function app.refuse();`);
    await club.later(days(7));
    expect(await club.request(id)).toMatchObject({
      state: 'blocked',
      findings: [{ code: 'DATABASE_REFUSES', table: 'app.posts' }],
    });
    expect((await club.client.query('select from lethe.runs')).rowCount).toBe(0);
    await club.later(11 * 60_000);
    expect(await stateOf(club, id)).toBe('blocked');
    await club.client.query('drop trigger remember on app.posts');
    await club.later(11 * 60_000);
    expect(await club.request(id)).toMatchObject({ state: 'running', findings: [] });
  });

  it('needs no role where an operator has decided', async () => {
    await using club = await caseOf();
    const id = await club.ask('team:1', operator);
    await club.settle();
    const proof = { kind: 'operator decision', at: 0, operator: 'key_1', reason: 'court' } as const;
    await club.tell(id, { type: 'proof given', proof });
    await club.settle();
    expect((await club.request(id)).targets[0].path).toEqual(['club:1', 'team:1']);
    await club.later(days(1));
    expect(await club.request(id)).toMatchObject({ state: 'running', findings: [] });
    await club.carryOut();
    expect(await stateOf(club, id)).toBe('closed');
    expect(club.mails('ann@club.test')).toEqual([]);
  });

  it('is held before it is due and starts after the release', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    const { database, wakes } = club.lethe;
    const { hold } = await placeHold(
      database,
      { scope: 'club:1', reason: 'court', owner: 'legal', reviewOn: '2099-01-01' },
      wakes,
    );
    await club.later(days(8));
    expect(await stateOf(club, id)).toBe('held');
    expect(subjectsTo(club, 'op@lethe.test')).toContain(`${id}: held`);
    await releaseHold(database, { hold, reason: 'settled' }, wakes);
    await club.settle();
    expect(await stateOf(club, id)).toBe('running');
  });

  it('is left alone while the kill switch is engaged', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    const { database, wakes } = club.lethe;
    await engageKillSwitch(database, 'incident');
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('scheduled');
    await liftKillSwitch(database, wakes.run);
    await club.later(20_000);
    expect(await stateOf(club, id)).toBe('running');
  });
});

describe('what is in the way', () => {
  it('is told early when it only warns, and stops nothing', async () => {
    await using club = await caseOf();
    await club.client.query(`update app.bills set state = 'open' where id = 1`);
    const id = await scheduled(club);
    // Met while the proof was waited for: so it is in the messages after it, and needs none of its own.
    for (const { subject, text } of club
      .mails('ann@club.test')
      .filter(({ subject }) => /^Confirm|will be/.test(subject)))
      expect([subject, text]).toEqual([subject, expect.stringContaining('A bill is not paid.')]);
    expect(subjectsTo(club, 'ann@club.test').filter((subject) => subject.startsWith('Please look'))).toEqual([]);
    expect(club.mails('ben@club.test')[0]?.text).toContain('A bill is not paid.');
    await club.client.query(`update app.bills set state = 'paid'`);
    await club.later(days(7));
    expect(await club.request(id)).toMatchObject({ state: 'running', blockers: [] });
  });

  it('stops it until it is cleared, and then it goes on where it stood', async () => {
    await using club = await caseOf();
    await club.client.query(`update app.bills set state = 'disputed' where id = 1`);
    const id = await club.ask('club:1', ann);
    await club.settle();
    await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
    await club.settle();
    expect(await stateOf(club, id)).toBe('blocked');
    expect(club.mails('ann@club.test').at(-1)?.text).toContain('A bill is disputed.');
    await club.later(days(1));
    expect(await stateOf(club, id)).toBe('blocked');
    await club.client.query(`update app.bills set state = 'paid'`);
    await club.later(11 * 60_000);
    expect(await stateOf(club, id)).toBe('confirming');
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toMatch(/^Confirm: /);
  });

  it('that is never cleared ends the request, with nothing deleted', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.client.query(`update app.bills set state = 'disputed' where id = 1`);
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('blocked');
    await club.later(days(14));
    expect(await stateOf(club, id)).toBe('expired');
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toBe('The request to delete the club “Club of One” has expired');
    expect((await club.client.query('select from app.clubs')).rowCount).toBe(3);
    expect((await club.client.query('select from lethe.addresses')).rowCount).toBe(0);
  });

  it('F43: is a missing approval where many rows go: asked for in grace, of this plan, by another person', async () => {
    await using club = await caseOf();
    await club.client.query(`insert into app.posts select id, 1, null, 'more' from generate_series(101, 140) id`);
    const id = await scheduled(club);
    const { approval } = await club.request(id);
    expect(approval).toMatchObject({ given: null });
    const [asked, ...more] = club.mails('op@lethe.test').filter(({ subject }) => subject.includes('approval'));
    expect(more).toEqual([]);
    expect(asked?.text).toContain(approval?.digest);
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('blocked');
    const digest = approval?.digest ?? '';
    await club.tell(id, { type: 'approval given', digest, by: 'key_2', credential: null });
    await club.settle();
    expect(await stateOf(club, id)).toBe('running');
  });

  it('is not a row that is gone: nothing is held, and that is said', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.client.query('delete from app.posts where club_id = 1');
    for (const table of ['teams', 'bills', 'club_members']) {
      await club.client.query(`delete from app.posts where club_id = 1`);
      await club.client.query(`delete from app.${table} where club_id = 1`);
    }
    await club.client.query('delete from app.clubs where id = 1');
    await club.later(days(7));
    expect(await club.request(id)).toMatchObject({ state: 'closed', outcome: 'nothing_held' });
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toBe('We hold no data of the club “club:1”');
  });
});

describe('two requests over the same rows', () => {
  async function both(club: ClubCase): Promise<{ team: string; whole: string }> {
    const whole = await scheduled(club);
    const team = await club.ask('team:1', operator);
    await club.settle();
    const proof = { kind: 'operator decision', at: 0, operator: 'key_1', reason: 'court' } as const;
    await club.tell(team, { type: 'proof given', proof });
    await club.settle();
    return { team, whole };
  }

  it('end together where the wider one takes the narrower along', async () => {
    await using club = await caseOf();
    const { team, whole } = await both(club);
    const hold = { scope: 'team:1', reason: 'court', owner: 'legal', reviewOn: '2099-01-01' };
    const { database, wakes } = club.lethe;
    const placed = await placeHold(database, hold, wakes);
    await club.later(days(7));
    expect(await stateOf(club, whole)).toBe('running');
    expect((await club.request(team)).overlap).toEqual({ is: 'absorbed', request: whole });
    await releaseHold(database, { hold: placed.hold, reason: 'over' }, wakes);
    await club.later(20_000);
    expect(await stateOf(club, team)).toBe('running');
    await club.carryOut();
    expect(await club.request(team)).toMatchObject({ outcome: 'all' });
    expect(await stateOf(club, whole)).toBe('completed');
    expect((await club.client.query('select from lethe.runs')).rowCount).toBe(1);
  });

  it('go one after the other where the narrower one has begun', async () => {
    await using club = await caseOf();
    const { team, whole } = await both(club);
    await club.later(days(1));
    expect(await stateOf(club, team)).toBe('running');
    await club.later(days(6));
    expect(await club.request(whole)).toMatchObject({ state: 'scheduled', overlap: { is: 'behind', request: team } });
    await club.carryOut();
    expect(await stateOf(club, whole)).toBe('running');
  });
});

describe('a request with several targets', () => {
  it('plans and carries out each, and ends with the last', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1 club:3', ann);
    await club.settle();
    await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
    await club.settle();
    await club.follow('ann@club.test', 'confirmation');
    await club.later(days(7));
    const { approval, digest } = await club.request(id);
    // Together they are above the rows from which a second person has to agree; one alone is not.
    expect(approval?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).toBeNull();
    await club.tell(id, { type: 'approval given', digest: approval?.digest ?? '', by: 'key_2', credential: null });
    await club.settle();
    expect(await club.request(id)).toMatchObject({ state: 'running', digest: approval?.digest });
    const runs = await club.client.query('select key, scopes from lethe.runs order by key');
    expect(runs.rows).toEqual([
      { key: ['1'], scopes: ['club:1'] },
      { key: ['3'], scopes: ['club:3'] },
    ]);
    await club.carryOut();
    expect(await club.request(id)).toMatchObject({ state: 'completed', outcome: 'all' });
    expect(club.mails('ann@club.test').at(-1)?.text).toContain('posts: 40 records');
  });

  it('is not started where the role is missing for one of them', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1 club:2', ann);
    await club.settle();
    expect((await club.request(id)).proofs).toEqual([]);
  });
});

describe('a worker with the job library', () => {
  it('takes up a wish and sends its messages', async () => {
    await using club = await caseOf();
    await using lethe = await openLethe({
      config: clubConfig,
      databaseUrl: club.url,
      env: club.env,
      cwd: club.dataDir,
    });
    await using life = await openLife(lethe);
    const end = new AbortController();
    const failures: string[] = [];
    const ended = runWorker(lethe, {
      ...life.worker,
      signal: end.signal,
      log: (level, message) => void (level === 'error' && failures.push(message)),
    });
    const wish = { address: 'ann@club.test', kind: 'club', named: 'one', exportsNeeded: false };
    await lethe.database.transaction((client) => recordWish(client, lethe.wakes, wish));
    await club.mailbox.waitFor(({ subject }) => subject.includes('mailbox is yours'), { withinMs: 10_000 });
    await club.follow('ann@club.test', 'proof');
    await lethe.database.transaction(async (client) => lethe.wakes.request(client, (await club.only()).id));
    await club.mailbox.waitFor(({ subject }) => subject.startsWith('Confirm'), { withinMs: 10_000 });
    await club.follow('ann@club.test', 'confirmation');
    await advanceClock(lethe.database, days(7));
    await club.mailbox.waitFor(({ subject }) => subject.includes('some data stays for now'), { withinMs: 25_000 });
    end.abort();
    expect(await ended).toBe('drained');
    expect(failures).toEqual([]);
  });
});

describe('a message', () => {
  it('that bounces asks for a person, and the clock runs on', async () => {
    await using club = await caseOf();
    club.mailbox.behave('rejects for good', { recipient: 'ben@club.test' });
    const id = await scheduled(club);
    const { state, attention, completeDueAt, receivedAt } = await club.request(id);
    expect({ state, codes: attention.map(({ code }) => code) }).toEqual({
      state: 'scheduled',
      codes: ['NOTICE_BOUNCED'],
    });
    expect(completeDueAt - receivedAt).toBe(days(30));
    const { rows } = await club.client.query(
      `select state, last_code, address from lethe.deliveries where recipient = '2'`,
    );
    expect(rows).toEqual([{ state: 'bounced', last_code: '550', address: null }]);
    expect(subjectsTo(club, 'op@lethe.test')).toContain(`${id}: attention`);
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('running');
  });

  it('is tried again while the server says later, and arrives once', async () => {
    await using club = await caseOf();
    club.mailbox.behave('rejects for now', { times: 2 });
    await club.ask('club:1', ann);
    await club.settle();
    expect(club.mails('ann@club.test')).toEqual([]);
    await club.recover();
    await club.recover();
    await club.recover();
    expect(subjectsTo(club, 'ann@club.test')).toEqual(['We received your request to delete the club']);
    expect((await club.only()).acknowledgedAt).not.toBeNull();
  });

  it('that is given up after three days asks for a person', async () => {
    await using club = await caseOf();
    club.mailbox.behave('rejects for now');
    const id = await club.ask('club:1', ann);
    await club.settle();
    await club.client.query('update lethe.deliveries set attempts = 25');
    await club.recover();
    expect((await club.request(id)).attention.map(({ code }) => code)).toEqual(['NOTICE_BOUNCED']);
    const { rows } = await club.client.query(
      `select state, last_code from lethe.deliveries where recipient = 'requester'`,
    );
    expect(rows).toEqual([{ state: 'failed', last_code: '451' }]);
  });

  it('whose connection is lost before the answer is sent again as the same message', async () => {
    await using club = await caseOf();
    club.mailbox.behave('stores unseen', { times: 1 });
    await club.ask('club:1', ann);
    await club.settle();
    await club.recover();
    expect(club.mails('ann@club.test').map(({ deliveries }) => deliveries)).toEqual([2]);
  });

  it('for operators is noted as not possible where nobody is set', async () => {
    await using club = await caseOf({ LETHE_OPERATORS: '' });
    const id = await scheduled(club);
    await club.tell(id, { type: 'attention raised', code: 'RUN_FAILED' });
    await club.settle();
    const { rows } = await club.client.query(
      `select d.state, d.last_code from lethe.deliveries d join lethe.notices n on n.id = d.notice where n.audience = 'operators'`,
    );
    expect(rows).toEqual([{ state: 'failed', last_code: 'NO_OPERATORS' }]);
    const events = await club.client.query(`select data from lethe.events where type = 'notice.failed'`);
    expect(events.rows).toMatchObject([{ data: { name: 'attention', audience: 'operators', code: 'NO_OPERATORS' } }]);
  });

  it('cannot be missing its server where the policies need one', async () => {
    await using club = await caseOf();
    await expect(openLife(club.lethe, { mailer: null })).rejects.toMatchObject({ code: 'SETTING_MISSING' });
  });

  it('leaves no address and no link in an event', async () => {
    await using club = await caseOf();
    await scheduled(club);
    const { rows } = await club.client.query<{ text: string }>(
      `select (select coalesce(json_agg(e)::text, '') from lethe.events e) || (select json_agg(t)::text from lethe.tokens t) as text`,
    );
    const links = club.mails().flatMap(({ links: each }) => each.map((link) => link.slice(link.lastIndexOf('/') + 1)));
    expect(links.length).toBeGreaterThan(3);
    for (const secret of [...links, '@club.test', 'Club of One']) expect(rows[0]?.text).not.toContain(secret);
  });
});

describe('a tick', () => {
  it('ends what nobody confirmed, and its link is as void as it says', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1', ann);
    await club.settle();
    await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
    await club.settle();
    await club.later(days(1));
    expect(await stateOf(club, id)).toBe('expired');
    await expect(club.follow('ann@club.test', 'confirmation')).rejects.toThrow('voided');
  });

  it('says once that the time is over, and names the oldest', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await club.later(days(7));
    await club.later(days(30));
    await club.later(days(30));
    const { attention } = await club.request(id);
    expect(attention.map(({ code }) => code)).toEqual(['OVERDUE']);
    expect(subjectsTo(club, 'op@lethe.test')).toEqual([`${id}: attention`]);
    const { oldestPendingSeconds } = await club.life.tick();
    expect(oldestPendingSeconds).toBeGreaterThan(59 * 86_400);
    expect(oldestPendingSeconds).toBeLessThan(61 * 86_400);
  });

  it('beside another does everything once', async () => {
    await using club = await caseOf();
    const id = await scheduled(club);
    await advanceClock(club.lethe.database, days(6));
    const ticks = await Promise.all([1, 2, 3].map(() => club.life.tick()));
    expect(ticks.map(({ failed }) => failed)).toEqual([0, 0, 0]);
    await club.settle();
    expect(subjectsTo(club, 'ben@club.test').filter((subject) => subject.startsWith('Reminder'))).toHaveLength(1);
    expect((await club.request(id)).remindedAt).not.toBeNull();
  });

  it('finds nothing twice in a row, and does not spin on what waits for a worker', async () => {
    await using club = await caseOf();
    await scheduled(club);
    await engageKillSwitch(club.lethe.database, 'incident');
    await advanceClock(club.lethe.database, days(7));
    expect((await club.life.tick()).due).toBe(1);
    expect((await club.life.tick()).due).toBe(0);
  });

  it('names again what a lost job was to do, and forgets what is over', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1', ann);
    await club.client.query(
      `insert into lethe.wishes (id, address, kind, named) values ('wish_1', 'x', 'club', 'one')`,
    );
    await club.client.query(
      `insert into lethe.idempotency (caller, key_hash, body_hash, created_at) values ('a', '\\x00', '\\x00', clock_timestamp() - interval '25 hours')`,
    );
    club.forget();
    expect(await stateOf(club, id)).toBe('received');
    await club.recover();
    expect(await stateOf(club, id)).toBe('verifying');
    expect(subjectsTo(club, 'ann@club.test')).toHaveLength(1);
    expect((await club.client.query('select outcome from lethe.wishes')).rows).toEqual([{ outcome: 'nobody known' }]);
    expect((await club.client.query('select from lethe.idempotency')).rowCount).toBe(0);
  });

  it('goes on with the others where one fails', async () => {
    await using club = await caseOf();
    const broken = await club.ask('club:3', ann);
    const id = await scheduled(club);
    await club.client.query(`update lethe.requests set body = body - 'policy', next_at = lethe.now() where id = $1`, [
      broken,
    ]);
    await club.client.query(`update lethe.requests set body = '{"state": "nowhere"}' where id = $1`, [broken]);
    await advanceClock(club.lethe.database, days(6));
    const { failed } = await club.life.tick();
    expect(failed).toBe(1);
    await club.settle();
    expect((await club.request(id)).remindedAt).not.toBeNull();
  });
});
