import { describe, expect, inject, it } from 'vitest';
import { healthFigures } from '../src/postgres/health.ts';
import { listHolds, placeHold, releaseHold } from '../src/postgres/holds.ts';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { ann, type ClubCase, clubCase, days } from './club/club-case.ts';

const caseOf = (): Promise<ClubCase> => clubCase({ admin: { url: inject('postgresUrl') } });
const dayMs = 86_400_000;
const dayIn = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(0, 10);

async function eventsOf(club: ClubCase): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const { rows } = await club.client.query(`select type, data from lethe.events where type like 'hold.%' order by id`);
  return rows;
}

const reviewsDue = async (club: ClubCase): Promise<number> =>
  (await club.lethe.database.use(healthFigures)).holdsReviewDue;

describe('a hold', () => {
  it('F90: says once that its review date has come, and goes on standing', async () => {
    await using club = await caseOf();
    const id = await club.ask('club:1', ann);
    await club.settle();
    const { database, wakes } = club.lethe;
    const order = { scope: 'club:1', reason: 'matter 7', owner: 'legal', reviewOn: dayIn(10 * dayMs) };
    const { hold } = await placeHold(database, order, wakes);
    await club.later(days(9));
    expect([await reviewsDue(club), (await club.request(id)).attention]).toEqual([0, []]);
    await club.later(days(1));
    await club.recover();
    expect(await eventsOf(club)).toEqual([
      { type: 'hold.placed', data: { hold, scope: 'club:1', by: 'legal', reviewOn: order.reviewOn } },
      { type: 'hold.review_due', data: { hold, scope: 'club:1', owner: 'legal' } },
    ]);
    expect(await reviewsDue(club)).toBe(1);
    const { attention, state } = await club.request(id);
    expect([state, attention.map(({ code }) => code)]).toEqual(['held', ['HOLD_REVIEW_DUE']]);
    const told = club.mails('op@lethe.test').filter(({ text }) => text.includes('HOLD_REVIEW_DUE'));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('the review date of a hold has come');

    await releaseHold(database, { hold, reason: 'settled', by: 'judge' }, wakes);
    expect([await reviewsDue(club), (await club.request(id)).attention]).toEqual([0, []]);
    expect((await eventsOf(club)).at(-1)).toEqual({
      type: 'hold.released',
      data: { hold, scope: 'club:1', by: 'judge' },
    });
  });

  it('F90: is looked at again in a year at the latest, whatever date is written, and two ticks say it once', async () => {
    await using club = await caseOf();
    const { database, wakes } = club.lethe;
    const order = { scope: 'club:1', reason: 'matter 7', owner: 'legal', reviewOn: '9999-12-31' };
    const { reviewOn } = await placeHold(database, order, wakes);
    const [stored] = await listHolds(database);
    expect(stored?.reviewOn).toBe(reviewOn);
    const ahead = (Date.parse(reviewOn) - Date.now()) / dayMs;
    expect([ahead > 363, ahead <= 366]).toEqual([true, true]);
    await club.later(days(366));
    await Promise.all([club.life.tick(), club.life.tick()]);
    expect((await eventsOf(club)).map(({ type }) => type)).toEqual(['hold.placed', 'hold.review_due']);
  });

  it('F90: that is placed or released with a key says which', async () => {
    await using club = await caseOf();
    const backend = await openBackend(club.lethe);
    const wanted = {
      name: 'legal desk',
      scopes: ['hold:write', 'hold:read'],
      tenant: null,
      expiresInDays: null,
    } as const;
    const key = await backend.callers.identify((await backend.keys.create(commandLine, wanted)).secret);
    const order = { scope: 'club:2', reason: 'matter 8', owner: 'somebody else', reviewOn: dayIn(10 * dayMs) };
    const { hold } = await backend.holds.place(key, order);
    await backend.holds.release(key, hold, 'settled');
    expect((await eventsOf(club)).map(({ type, data }) => [type, data['by']])).toEqual([
      ['hold.placed', 'legal desk'],
      ['hold.released', 'legal desk'],
    ]);
  });
});
