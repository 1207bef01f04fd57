import { expect, inject, it } from 'vitest';
import { clubCase } from './club/club-case.ts';

it('F45: of a flood from everywhere no more waits than can be looked at', async () => {
  await using club = await clubCase({ admin: { url: inject('postgresUrl') } });
  await club.client.query(
    `insert into lethe.wishes (id, address, kind, named, exports_needed)
     select 'wish_' || n, 'a' || n || '@bot.test', 'club', 'one', false from generate_series(1, 10000) n`,
  );
  await expect(club.wish({})).rejects.toMatchObject({ code: 'TOO_OFTEN', details: { retryAfterSeconds: 60 } });
  await club.client.query(`delete from lethe.wishes where id = 'wish_7'`);
  await club.wish({});
  expect((await club.client.query('select from lethe.wishes')).rowCount).toBe(10_000);
});
