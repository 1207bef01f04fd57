import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { run as runSchema } from '../../src/wire/run.ts';
import { clubWithEverything, type Everything } from './club-with-everything.ts';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
let ids: Everything;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
  ids = await clubWithEverything(http);
});
afterAll(() => http[Symbol.asyncDispose]());

it('an effect that does not succeed is seen in its run: how often, why, and when again; what it was given is not', async () => {
  await http.club.client.query(
    `insert into lethe.outbox (run, effect, version, idempotency_key, row_values, state, attempts, last_error, next_attempt_at)
     values ($1, 'release', 1, 'k1', '{"number": "+4930123"}', 'pending', 7, 'VendorError 503', '2026-12-01 10:00Z'),
       ($1, 'release', 1, 'k2', '{"number": "+4930124"}', 'pending', 0, null, '2026-11-01 10:00Z'),
       ($1, 'revoke', 2, 'k3', null, 'done', 3, null, '2026-11-01 10:00Z'),
       ($1, 'tell', 1, 'k4', '{"number": "+4930125"}', 'failed', 9, 'Error 410', '2026-11-01 10:00Z')`,
    [ids.run],
  );
  for (const as of [await http.key({ tenant: 'club:1' }), await http.key()]) {
    const answer = await http.call('GET', `/v1/runs/${ids.run}`, { as });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text).not.toContain('+4930');
    expect(runSchema.strict().parse(JSON.parse(answer.text)).effects).toEqual([
      {
        ...{ name: 'release', version: 1, state: 'pending', rows: 2, retrying: true, attempts: 7 },
        ...{ lastError: 'VendorError 503', nextAttemptAt: '2026-12-01T10:00:00.000Z' },
      },
      {
        ...{ name: 'revoke', version: 2, state: 'done', rows: 1, retrying: false, attempts: 3 },
        ...{ lastError: null, nextAttemptAt: null },
      },
      {
        ...{ name: 'tell', version: 1, state: 'failed', rows: 1, retrying: false, attempts: 9 },
        ...{ lastError: 'Error 410', nextAttemptAt: null },
      },
    ]);
  }
});
