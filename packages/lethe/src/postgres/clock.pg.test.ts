import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceClock as advanceByUrl } from '../testing/clock.ts';
import { testDatabase } from '../testing/vitest-database.ts';
import { advanceClock } from './clock.ts';
import { openDatabase } from './connection.ts';
import { migrate } from './migrate.ts';
import { one } from './sql.ts';

const { url } = await testDatabase();
const database = openDatabase({ url, label: 'clock test' });
const hourMs = 3_600_000;

beforeAll(() => migrate(database));
afterAll(() => database.close());

const aheadMs = (): Promise<number> =>
  database.use(async (client) => {
    const { ahead } = await one<{ ahead: number }>(
      client,
      sql`select (extract(epoch from lethe.now() - clock_timestamp()) * 1000)::float8 as ahead`,
    );
    return ahead;
  });

test('without an offset the clock is the server’s', async () => {
  expect(Math.abs(await aheadMs())).toBeLessThan(1_000);
});

test('advancing moves it, adds up, and leaves an event each time', async () => {
  await advanceClock(database, hourMs);
  await advanceByUrl(url, 2 * hourMs);
  expect(Math.abs((await aheadMs()) - 3 * hourMs)).toBeLessThan(1_000);
  const { events } = await database.use((client) =>
    one<{ events: string }>(client, sql`select count(*) as events from lethe.events where type = 'clock.advanced'`),
  );
  expect(events).toBe('2');
});

test.each([0, -1, 0.5, Number.NaN])('a step of %s is refused and moves nothing', async (byMs) => {
  const before = await aheadMs();
  await expect(advanceClock(database, byMs)).rejects.toMatchObject({ code: 'USAGE' });
  expect(Math.abs((await aheadMs()) - before)).toBeLessThan(1_000);
});
