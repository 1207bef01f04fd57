import { beforeAll, describe, expect, inject, test } from 'vitest';
import { lifeFaultPoints } from '../src/fault-point.ts';
import { advanceClock } from '../src/postgres/clock.ts';
import { type ClubCase, clubCase, days } from './club/club-case.ts';

// A process start each is most of the time: the older PostgreSQL differs in nothing that a crash meets.
const onNewest = inject('postgresVersion') === 18;
const admin = { url: inject('postgresUrl') };

/** Where a worker dies while it makes a request of a wish and asks for proof. */
const atWish = [
  'wish.looked-at',
  'request.stored',
  'request.told',
  'request.stored:3',
  'request.told:3',
  'token.issued',
  'token.issued:2',
  'notice.addressed',
  'notice.addressed:2',
  'notice.claimed',
  'notice.claimed:2',
  'notice.sent',
  'notice.sent:2',
  'notice.recorded',
  'notice.recorded:2',
];
/** And where it dies when the request is due. */
const atDue = ['tick.told', 'request.started', 'request.stored', 'request.told', 'notice.addressed', 'notice.sent:2'];

/** Days differ with the day of the test. */
const toldOf = (club: ClubCase): string[] =>
  club
    .mails()
    .map(({ to, subject }) => `${to}: ${subject.replace(/ on .*/, ' on …')}`)
    .sort();

async function toProof(club: ClubCase): Promise<void> {
  await club.wish({});
}

/** From proof to grace, as an undisturbed worker goes on. */
async function toGrace(club: ClubCase): Promise<void> {
  for (const kind of ['proof', 'confirmation'] as const) {
    await club.follow('ann@club.test', kind);
    await club.settle();
  }
}

async function toEnd(club: ClubCase): Promise<void> {
  await club.recover();
  await club.recover();
  await club.carryOut();
  const { state } = await club.only();
  expect(state).toBe('completed');
}

/** What no death may leave behind. */
async function violations(club: ClubCase): Promise<unknown[]> {
  const { rows } = await club.client.query(
    `select 'notice' as what, id from lethe.notices where addressed_at is null
     union all select 'delivery', id from lethe.deliveries where state <> 'sent' or address is not null
     union all select 'twice', min(id) from lethe.deliveries group by notice, recipient having count(*) > 1
     union all select 'address', request from lethe.addresses
     union all select 'name', request from lethe.subject_names
     union all select 'no event', q.id from lethe.requests q where q.state <> (select e.data ->> 'to' from lethe.events e
       where e.request = q.id and e.type like 'request.%' order by e.id desc limit 1)
     union all select 'event twice', min(type) from lethe.events where type in
       ('request.received', 'request.start', 'request.confirmation_sent', 'request.proof_asked') group by type having count(*) > 1`,
  );
  return rows;
}

describe.runIf(onNewest)('a worker of requests killed at', () => {
  let whole: string[];

  beforeAll(async () => {
    await using club = await clubCase({ admin });
    await toProof(club);
    await club.settle();
    await toGrace(club);
    await advanceClock(club.lethe.database, days(7));
    await toEnd(club);
    whole = toldOf(club);
    expect(await violations(club)).toEqual([]);
  });

  test.concurrent.each(atWish)('%s, at a wish, loses no message and sends none twice', async (fault) => {
    await using club = await clubCase({ admin });
    await toProof(club);
    expect(await club.dyingWorker(fault), `${fault} is reached`).toBe('SIGKILL');
    await club.recover();
    await club.recover();
    await toGrace(club);
    await advanceClock(club.lethe.database, days(7));
    await toEnd(club);
    await isAsWhole(club, whole, fault);
  });

  test.concurrent.each(atDue)('%s, when it is due, loses no message and sends none twice', async (fault) => {
    await using club = await clubCase({ admin });
    await toProof(club);
    await club.settle();
    await toGrace(club);
    await advanceClock(club.lethe.database, days(7));
    expect(await club.dyingWorker(fault), `${fault} is reached`).toBe('SIGKILL');
    await toEnd(club);
    await isAsWhole(club, whole, fault);
  });

  test('every point of a life is died at', () => {
    const died = new Set([...atWish, ...atDue].map((fault) => fault.split(':')[0]));
    expect(lifeFaultPoints.filter((point) => !died.has(point))).toEqual([]);
  });
});

async function isAsWhole(club: ClubCase, whole: readonly string[], fault: string): Promise<void> {
  expect(toldOf(club)).toEqual(whole);
  expect(await violations(club)).toEqual([]);
  // The server's answer was lost with the worker: the same message goes out again, and is known by its id.
  const again = club.mails().filter(({ deliveries }) => deliveries > 1);
  expect(again).toHaveLength(afterSending.some((point) => fault.startsWith(point)) ? 1 : 0);
}

/** The third event of a wish is that its first message was taken over, stored together with that. */
const afterSending = ['notice.sent', 'notice.recorded', 'request.stored:3', 'request.told:3'];
