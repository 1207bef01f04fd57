import { expect, inject, it } from 'vitest';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { ann, clubCase, days } from './club/club-case.ts';

it('F87: a request goes on by the policy of the day it came in, and says what is otherwise today', async () => {
  await using club = await clubCase({ admin: { url: inject('postgresUrl') } });
  const id = await club.ask('club:1', ann);
  await club.settle();
  const backend = await openBackend(club.lethe);
  const wanted = { name: 'desk', scopes: ['request:read'], tenant: null, expiresInDays: null } as const;
  const desk = await backend.callers.identify((await backend.keys.create(commandLine, wanted)).secret);
  const changed = async (): Promise<readonly string[]> => (await backend.requests.load(desk, id)).policyChanged;
  expect(await changed()).toEqual([]);

  // As if it had come in when grace was shorter and there was one more clock.
  await club.client.query(
    `update lethe.requests set body = jsonb_set(jsonb_set(body, '{policy,grace,for,count}', '3'),
       '{policy,clocks}', body #> '{policy,clocks}' || '{"acknowledgeWithin": null, "completeWithin": {"unit": "days", "count": 45}}')
     where id = $1`,
    [id],
  );
  expect(await changed()).toEqual(['grace', 'deadlines']);
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  await club.later(days(3) - 60_000);
  expect((await club.request(id)).state).toBe('scheduled');
  await club.later(60_000);
  expect((await club.request(id)).state).toBe('running');
  const { rows } = await club.client.query(`select data from lethe.events where type = 'request.policy_differs'`);
  expect(rows).toEqual([{ data: { changed: ['grace', 'deadlines'] } }]);
});
