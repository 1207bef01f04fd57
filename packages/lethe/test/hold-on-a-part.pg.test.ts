import { describe, expect, inject, it } from 'vitest';
import { LetheError } from '../src/errors.ts';
import { type HoldPlaced, placeHold, releaseHold } from '../src/postgres/holds.ts';
import { apply } from '../src/service/apply.ts';
import { locate } from '../src/service/subject-path.ts';
import { ann, type ClubCase, clubCase, days } from './club/club-case.ts';

const admin = { url: inject('postgresUrl') };

async function place(club: ClubCase, scope: string, table?: string): Promise<HoldPlaced> {
  const { text, path } = await locate(club.lethe, scope);
  const hold = { scope: text, path, table, reason: 'matter 7', owner: 'legal', reviewOn: '2999-01-01' };
  return placeHold(club.lethe.database, hold, club.lethe.wakes);
}

const release = (club: ClubCase, { hold }: HoldPlaced): Promise<{ runs: string[] }> =>
  releaseHold(club.lethe.database, { hold, reason: 'settled' }, club.lethe.wakes);

async function scheduled(club: ClubCase): Promise<string> {
  const id = await club.ask('club:1', ann);
  await club.settle();
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  return id;
}

/** Teams of club 1 (`=`), or of the others (`<>`). */
async function teamsOf(club: ClubCase, which: '=' | '<>'): Promise<string[]> {
  const { rows } = await club.client.query<{ id: string }>(
    `select id from app.teams where club_id ${which} 1 order by id`,
  );
  return rows.map(({ id }) => `team:${id}`);
}

const firstOf = async (club: ClubCase, which: '=' | '<>'): Promise<string> => (await teamsOf(club, which))[0] ?? '';

const stateOf = async (club: ClubCase, id: string) => (await club.request(id)).state;

describe('a hold on a part forbids deleting the whole', () => {
  it.each([
    ['of all of it', undefined],
    ['of one of its tables', 'app.posts'],
  ])('%s: a request that waits is held, and goes on when it is released', async (_, table) => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    const placed = await place(club, await firstOf(club, '='), table);
    expect(await club.request(id)).toMatchObject({ state: 'held', resume: 'scheduled', holds: [placed.hold] });
    await club.later(days(8));
    expect(await stateOf(club, id)).toBe('held');
    await release(club, placed);
    await club.settle();
    await club.later(days(1));
    await club.carryOut();
    expect(await stateOf(club, id)).toBe('completed');
  });

  it('a request that comes in behind it is held too', async () => {
    await using club = await clubCase({ admin });
    const placed = await place(club, await firstOf(club, '='));
    const id = await club.ask('club:1', ann);
    expect(await club.request(id)).toMatchObject({ state: 'held', holds: [placed.hold] });
  });

  it('stops a run that is under way', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    await club.later(days(8));
    expect(await stateOf(club, id)).toBe('running');
    const placed = await place(club, await firstOf(club, '='));
    expect(placed.runs).toHaveLength(1);
    expect(await stateOf(club, id)).toBe('held');
    expect((await release(club, placed)).runs).toHaveLength(1);
    await club.carryOut();
    expect(await stateOf(club, id)).toBe('completed');
  });

  it('is refused at the command line as well', async () => {
    await using club = await clubCase({ admin });
    await place(club, await firstOf(club, '='));
    const signal = new AbortController().signal;
    const result = await apply(club.lethe, { planFile: null, subject: 'club:1', confirm: 'club:1', signal }).catch(
      (error: unknown) => error,
    );
    expect(result instanceof LetheError ? result.code : result).toMatchObject({ status: 'held', run: null });
    expect((await club.client.query('select from lethe.runs')).rowCount).toBe(0);
  });

  it('says nothing about its siblings, whoever deletes them', async () => {
    await using club = await clubCase({ admin });
    const [held = '', free = ''] = await teamsOf(club, '=');
    await place(club, held);
    const signal = new AbortController().signal;
    const result = await apply(club.lethe, { planFile: null, subject: free, confirm: free, signal });
    expect(result).toMatchObject({ status: 'completed' });
    const refused = await apply(club.lethe, { planFile: null, subject: held, confirm: held, signal });
    expect(refused).toMatchObject({ status: 'held', run: null });
  });

  it('says nothing about other wholes', async () => {
    await using club = await clubCase({ admin });
    const id = await scheduled(club);
    await place(club, await firstOf(club, '<>'));
    expect(await stateOf(club, id)).toBe('scheduled');
  });
});
