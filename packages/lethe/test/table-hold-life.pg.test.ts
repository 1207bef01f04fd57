import { describe, expect, inject, it } from 'vitest';
import type { Database } from '../src/postgres/connection.ts';
import { type HoldPlaced, placeHold, releaseHold } from '../src/postgres/holds.ts';
import { openLife } from '../src/service/life/life.ts';
import { makePlan } from '../src/service/make-plan.ts';
import { ann, type ClubCase, clubCase, days } from './club/club-case.ts';

const admin = { url: inject('postgresUrl') };

const hold = { scope: 'club:1', table: 'app.club_members', reason: 'matter 7', owner: 'legal', reviewOn: '2999-01-01' };

const place = (club: ClubCase): Promise<HoldPlaced> => placeHold(club.lethe.database, hold, club.lethe.wakes);

const release = (club: ClubCase, { hold: id }: HoldPlaced): Promise<{ runs: string[] }> =>
  releaseHold(club.lethe.database, { hold: id, reason: 'settled' }, club.lethe.wakes);

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

const membersOf = async (club: ClubCase): Promise<number | null> =>
  (await club.client.query('select from app.club_members where club_id = 1')).rowCount;

describe('F84: a hold on one table', () => {
  it('leaves a request as it is, and the deletion leaves the rows, with the hold as the reason', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    const placed = await place(club);
    expect(await club.request(id)).toMatchObject({ state: 'scheduled', holds: [] });
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('running');
    await club.carryOut();
    expect(await club.request(id)).toMatchObject({ state: 'completed', outcome: 'all', residualsLeft: 3 });
    expect(await membersOf(club)).toBe(3);
    expect((await club.client.query('select from app.posts where club_id = 1')).rowCount).toBe(0);
    const last = club.mails('ann@club.test').at(-1);
    expect(last?.text).toContain(`3 records, kept, end not known yet (hold ${placed.hold})`);
  });

  it('is released, and the rows go with a new request for the same subject', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    const placed = await place(club);
    await club.later(days(7));
    await club.carryOut();
    await release(club, placed);
    const { rows } = await club.client.query(
      `select type, data from lethe.events where request = $1 and type like 'residual.%'`,
      [id],
    );
    expect(rows).toEqual([{ type: 'residual.released', data: { hold: placed.hold, table: 'app.club_members' } }]);
    const again = await scheduled(club);
    await club.later(days(7));
    await club.carryOut();
    expect(await club.request(again)).toMatchObject({ state: 'completed', outcome: 'all' });
    expect(await membersOf(club)).toBe(0);
    // Kept by the policy still, not by the hold.
    expect((await club.client.query('select from app.bills where club_id = 1')).rowCount).toBe(2);
  });

  it('makes an approval void, and the plan that keeps the rows asks for one of its own', async () => {
    await using club = await clubCase({ admin });
    await club.client.query(`insert into app.posts select id, 1, null, 'more' from generate_series(101, 140) id`);
    const id = await scheduled(club);
    const before = (await club.request(id)).approval?.digest ?? '';
    await club.tell(id, { type: 'approval given', digest: before, by: 'key_2', credential: null });
    await place(club);
    await club.later(days(7));
    const { state, approval } = await club.request(id);
    expect([state, approval?.given]).toEqual(['blocked', null]);
    expect(approval?.digest).not.toBe(before);
    await club.tell(id, { type: 'approval given', digest: approval?.digest ?? '', by: 'key_2', credential: null });
    await club.settle();
    expect(await stateOf(club, id)).toBe('running');
    await club.carryOut();
    expect(await membersOf(club)).toBe(3);
  });

  it('is met by plans of what lies in the subject', async () => {
    await using club = await clubCase({ admin });
    const { database, wakes } = club.lethe;
    const placed = await placeHold(database, { ...hold, table: 'app.teams' }, wakes);
    const kept = async (key: string) =>
      (await makePlan(club.lethe, { kind: 'team', key: [key] })).plan.outline.kept.map(({ reason }) => reason);
    expect(await kept('1')).toEqual([`hold ${placed.hold}`]);
    expect(await kept('2')).toEqual([]);
  });
});

describe('a hold on one table that comes late', () => {
  it('interrupts a request whose run deletes rows of it, and the run goes on when it is released', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    await club.later(days(7));
    expect(await stateOf(club, id)).toBe('running');
    const placed = await place(club);
    expect(placed.runs).toMatchObject([{ rowsGone: 0 }]);
    expect(await club.request(id)).toMatchObject({ state: 'held', resume: 'running', holds: [placed.hold] });
    await club.carryOut();
    expect([await stateOf(club, id), await membersOf(club)]).toEqual(['held', 3]);
    expect(await release(club, placed)).toEqual({ runs: [placed.runs[0]?.run] });
    expect(await stateOf(club, id)).toBe('running');
    await club.carryOut();
    expect([await stateOf(club, id), await membersOf(club)]).toEqual(['completed', 0]);
  });

  it('between plan and start is met by the next plan', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    let planned = false;
    let placed: HoldPlaced | undefined;
    // Counting has a mode of its own: the first transaction after that is on the way to the start.
    const transaction: Database['transaction'] = async (body, mode) => {
      if (mode !== undefined) planned = true;
      else if (planned) placed ??= await place(club);
      return club.lethe.database.transaction(body, mode);
    };
    const late = await openLife({ ...club.lethe, database: { ...club.lethe.database, transaction } });
    await club.client.query(`update lethe.clock set ahead = ahead + interval '7 days'`);
    await late.worker.onRequest(id);
    expect(placed).toMatchObject({ runs: [] });
    expect(await stateOf(club, id)).toBe('scheduled');
    // What the refused start had woken went with its transaction.
    club.forget();
    await club.later(20_000);
    expect(await stateOf(club, id)).toBe('running');
    await club.carryOut();
    expect([await stateOf(club, id), await membersOf(club)]).toEqual(['completed', 3]);
  });
});
