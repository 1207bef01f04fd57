import { describe, expect, inject, it } from 'vitest';
import { advanceClock } from '../src/postgres/clock.ts';
import { placeHold, releaseHold } from '../src/postgres/holds.ts';
import { sendConfirmation } from '../src/postgres/mail-token.ts';
import { engageKillSwitch, liftKillSwitch } from '../src/postgres/pause.ts';
import { tokenById } from '../src/postgres/tokens.ts';
import { lookAtRequest } from '../src/service/life/look-at-request.ts';
import { ann, type ClubCase, clubCase, days, operator } from './club/club-case.ts';

const admin = { url: inject('postgresUrl') };
const caseOf = (env?: Readonly<Record<string, string>>): Promise<ClubCase> =>
  clubCase({ admin, ...(env === undefined ? {} : { env }) });

const subjectsTo = (club: ClubCase, to: string): string[] => club.mails(to).map(({ subject }) => subject);

describe('a wish from outside', () => {
  it('goes from the form to the closing message', async () => {
    await using club = await caseOf();
    await club.wish({});
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
    const captured = await club.client.query('select audience, address from lethe.addresses order by 1, 2');
    expect(captured.rows).toEqual([
      { audience: 'owners', address: 'ann@club.test' },
      { audience: 'owners', address: 'ben@club.test' },
      { audience: 'requester', address: 'ann@club.test' },
    ]);
    await club.carryOut();
    expect(await club.request(id)).toMatchObject({ state: 'completed', outcome: 'all', residualsLeft: 2 });
    const done = club.mails('ben@club.test').at(-1);
    expect(done?.subject).toBe('The club “club:1” is deleted; some data stays for now');
    expect(done?.text).toContain('posts: 20 records');
    expect(done?.text).toMatch(/certificate of this deletion has the number cert_/);
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
    const { rows } = await club.client.query('select outcome, address, kind, named, request from lethe.wishes');
    expect(rows).toEqual([{ outcome, address: null, kind: null, named: null, request: null }]);
    expect((await club.client.query('select from lethe.requests')).rowCount).toBe(0);
    await club.recover();
    expect(club.mails()).toEqual([]);
  });

  it.each(['one', 'ONE', '1', 'club:1'])('names the club by "%s"', async (named) => {
    await using club = await caseOf();
    await club.wish({ named, address: 'ANN@club.test' });
    expect((await club.only()).targets[0].path).toEqual(['club:1']);
  });

  it('while one is open is no second one, and not more than three become one in a day', async () => {
    await using club = await caseOf();
    const outcomes = async (): Promise<unknown[]> =>
      (await club.client.query('select outcome from lethe.wishes order by id')).rows.map(({ outcome }) => outcome);
    await club.wish({});
    await club.wish({});
    expect(await outcomes()).toEqual(['request', 'already open']);
    const open = await club.client.query<{ id: string }>('select id from lethe.requests');
    await club.tell(open.rows[0]?.id ?? '', { type: 'cancel', by: 'requester', actor: '1' });
    for (let turn = 0; turn < 3; turn += 1) {
      await club.wish({});
      const { rows } = await club.client.query<{ id: string }>(
        `select id from lethe.requests where state = 'verifying'`,
      );
      for (const { id } of rows) await club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
    }
    expect(await outcomes()).toEqual(['request', 'already open', 'request', 'request', 'too often']);
    await club.later(days(1));
    await club.wish({});
    expect((await outcomes()).at(-1)).toBe('request');
  });

  it('that needs exports says so in its first message, and warns', async () => {
    await using club = await caseOf();
    await club.wish({ exportsNeeded: true });
    const { blockers } = await club.only();
    expect(blockers).toMatchObject([{ blocker: 'exports-needed@1', level: 'warn' }]);
    expect(club.mails('ann@club.test').map(({ subject }) => subject)).toContain(
      'Please look at this before the club “Club of One” is deleted',
    );
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

  it('needs no role where an operator has decided', async () => {
    await using club = await caseOf();
    const id = await club.ask('team:1', operator);
    await club.settle();
    const proof = { kind: 'operator decision', at: 0, operator: 'key_1', reason: 'court' } as const;
    await club.tell(id, { type: 'proof given', proof });
    await club.settle();
    expect((await club.request(id)).targets[0].path).toEqual(['club:1', 'team:1']);
    await club.later(days(1));
    expect(await stateOf(club, id)).toBe('running');
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
