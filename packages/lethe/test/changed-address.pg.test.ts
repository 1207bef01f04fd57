import { describe, expect, inject, it } from 'vitest';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { ann, type ClubCase, clubCase, days } from './club/club-case.ts';

const caseOf = (): Promise<ClubCase> => clubCase({ admin: { url: inject('postgresUrl') } });

/** Ann's address was changed so long ago, by somebody. */
async function changeAddress(club: ClubCase, ageMs: number, actor = 1): Promise<void> {
  await club.client.query(
    `update app.users set previous_email = email, email = 'thief' || id || '@evil.test',
       email_changed_at = lethe.now() - $1::float8 * interval '1 ms' where id = $2`,
    [ageMs, actor],
  );
}

const subjectsTo = (club: ClubCase, to: string): string[] => club.mails(to).map(({ subject }) => subject);

const confirmationsTo = (club: ClubCase, to: string): number =>
  subjectsTo(club, to).filter((subject) => subject.startsWith('Confirm')).length;

/** Asked for in a session that is signed in freshly, as a thief of it would, up to the second step. */
async function stolenSession(club: ClubCase): Promise<string> {
  const id = await club.ask('club:1', ann);
  await club.settle();
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  return id;
}

describe('an address that was changed a moment ago', () => {
  it('F42: proves nothing for seven days, in which the address before is told and can cancel', async () => {
    await using club = await caseOf();
    await changeAddress(club, 60_000);
    const id = await stolenSession(club);
    expect(await club.request(id)).toMatchObject({
      state: 'blocked',
      blocked: { resume: 'confirming' },
      findings: [{ code: 'ADDRESS_CHANGED', table: '' }],
    });
    for (const to of ['ann@club.test', 'thief1@evil.test'])
      expect(subjectsTo(club, to)).toEqual([
        'We received your request to delete the club',
        'Deletion of the club “Club of One” is waiting',
      ]);
    await club.follow('ann@club.test', 'cancel');
    await club.settle();
    expect((await club.request(id)).state).toBe('cancelled');
    expect(club.mails('ann@club.test')).toHaveLength(3);
  });

  it('F42: counts when it has been the same for seven days', async () => {
    await using club = await caseOf();
    await changeAddress(club, 60_000);
    const id = await stolenSession(club);
    await club.later(days(6));
    expect((await club.request(id)).state).toBe('blocked');
    await club.later(days(1));
    expect((await club.request(id)).state).toBe('confirming');
    // What lets somebody go on is sent to the address of today alone.
    expect([confirmationsTo(club, 'ann@club.test'), confirmationsTo(club, 'thief1@evil.test')]).toEqual([0, 1]);
  });

  it('F42: while the second step waits, does not confirm; grace begins when it has been the same for seven days', async () => {
    await using club = await caseOf();
    const id = await stolenSession(club);
    expect((await club.request(id)).state).toBe('confirming');
    await changeAddress(club, 60_000);
    const backend = await openBackend(club.lethe);
    const thief = { is: 'person', actor: '1', credential: null, signedInAt: Date.now(), methods: ['pwd'] } as const;
    await backend.requests.resend(thief, id);
    await club.settle();
    const link =
      club
        .mails('thief1@evil.test')
        .at(-1)
        ?.links.find((each) => each.includes('/link/')) ?? '';
    await backend.links.use(link.slice(link.lastIndexOf('/') + 1), 'confirm', 'Club of One');
    await club.settle();
    expect(await club.request(id)).toMatchObject({ state: 'blocked', blocked: { resume: 'scheduled' }, dueAt: null });
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toBe('Deletion of the club “Club of One” is waiting');
    await club.later(days(7));
    const { state, dueAt, confirmation } = await club.request(id);
    expect(state).toBe('scheduled');
    expect((dueAt ?? 0) - (confirmation?.confirmedAt ?? 0)).toBeGreaterThan(days(13));
    expect(subjectsTo(club, 'ann@club.test').at(-1)).toMatch(/^The club “Club of One” will be deleted on /);
  });

  it('F42: of the form is no proof either', async () => {
    await using club = await caseOf();
    await changeAddress(club, 60_000);
    await club.wish({ address: 'thief1@evil.test' });
    await club.settle();
    const { id } = await club.only();
    await club.follow('thief1@evil.test', 'proof');
    await club.settle();
    expect(await club.request(id)).toMatchObject({ state: 'blocked', blocked: { resume: 'confirming' } });
    expect(confirmationsTo(club, 'thief1@evil.test')).toBe(0);
  });

  it('F42: does not stop an operator who has looked at more than a mailbox', async () => {
    await using club = await caseOf();
    await changeAddress(club, 60_000);
    await club.wish({ address: 'thief1@evil.test' });
    await club.settle();
    const { id } = await club.only();
    expect((await club.request(id)).findings).toEqual([{ code: 'ADDRESS_CHANGED', table: '' }]);
    const backend = await openBackend(club.lethe);
    const wanted = {
      name: 'desk',
      scopes: ['request:decide', 'request:read'],
      tenant: null,
      expiresInDays: null,
    } as const;
    const desk = await backend.callers.identify((await backend.keys.create(commandLine, wanted)).secret);
    const decision = { kind: 'operator decision', reason: 'called back on the number on file' } as const;
    await backend.requests.prove(desk, id, decision, null);
    await club.settle();
    expect(await club.request(id)).toMatchObject({ state: 'confirming', findings: [] });
  });

  it('F42: after it was used for a proof is no reason to doubt that proof', async () => {
    await using club = await caseOf();
    const id = await stolenSession(club);
    await club.follow('ann@club.test', 'confirmation');
    await club.settle();
    await club.later(days(6));
    await changeAddress(club, 60_000);
    await club.later(days(1));
    expect((await club.request(id)).state).toBe('running');
  });

  it('F42: of another owner sends their messages to both for thirty days', async () => {
    await using club = await caseOf();
    await changeAddress(club, days(29), 2);
    await stolenSession(club);
    await club.follow('ann@club.test', 'confirmation');
    await club.settle();
    for (const to of ['thief2@evil.test', 'ben@club.test'])
      expect(subjectsTo(club, to).at(-1)).toMatch(/^The club “Club of One” will be deleted on /);
    const before = club.mails('ben@club.test').length;
    await club.later(days(6));
    expect(subjectsTo(club, 'thief2@evil.test').at(-1)).toMatch(/^Reminder/);
    expect(club.mails('ben@club.test')).toHaveLength(before);
  });
});

it('F41: a stolen session that is fresh is told to every owner, and any of them stops it', async () => {
  await using club = await caseOf();
  const id = await stolenSession(club);
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  expect(await club.request(id)).toMatchObject({ state: 'scheduled' });
  expect(subjectsTo(club, 'ben@club.test').at(-1)).toMatch(/^The club “Club of One” will be deleted on /);
  await club.follow('ben@club.test', 'cancel');
  expect((await club.request(id)).state).toBe('cancelled');
});
