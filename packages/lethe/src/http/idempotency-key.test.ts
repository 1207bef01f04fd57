import { expect, it } from 'vitest';
import type { Idempotency, Repeated } from './backend.ts';
import { begin, idempotencyKeyOf } from './idempotency-key.ts';

/** Keeps what it is given, as a table would. */
function shelf() {
  const rows = new Map<string, { body: string; answer: { status: number; text: string } | null }>();
  const backend: Idempotency = {
    async begin({ caller, key, body }): Promise<Repeated> {
      const row = rows.get(`${caller} ${key}`);
      if (row === undefined) {
        rows.set(`${caller} ${key}`, { body, answer: null });
        return { is: 'new' };
      }
      if (row.body !== body) return { is: 'other body' };
      if (row.answer === null) return { is: 'in flight' };
      return { is: 'same', status: row.answer.status, answer: row.answer.text };
    },
    async end({ caller, key }, answer) {
      const row = rows.get(`${caller} ${key}`);
      if (row === undefined) throw new Error('nothing was begun');
      if (answer === null) rows.delete(`${caller} ${key}`);
      else row.answer = answer;
    },
  };
  return { backend, rows };
}

const answer = { text: '{"secret":"lethe_key_1"}', headers: { etag: '"7"' } };

it('keeps an answer so that only the key opens it', async () => {
  const { backend, rows } = shelf();
  const attempt = { backend, caller: 'key:1', key: 'k-123', call: 'POST /v1/keys {}' };
  const first = await begin(attempt);
  if (first.is !== 'new') throw new Error('the first is new');
  await first.end(201, answer);
  expect(await begin(attempt)).toEqual({ is: 'repeated', status: 201, answer });
  const stored = JSON.stringify([...rows]);
  for (const secret of ['lethe_key_1', 'k-123', '/v1/keys']) expect(stored).not.toContain(secret);
});

it('refuses another call, and one that is not answered yet, and starts anew after a failure', async () => {
  const { backend } = shelf();
  const attempt = { backend, caller: 'key:1', key: 'k', call: 'a' };
  const first = await begin(attempt);
  await expect(begin(attempt)).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_FLIGHT' });
  await expect(begin({ ...attempt, call: 'b' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  if (first.is === 'new') await first.end(500, null);
  expect((await begin(attempt)).is).toBe('new');
});

it('is read quoted or bare', () => {
  expect([idempotencyKeyOf('"a-1"'), idempotencyKeyOf(' a-1 '), idempotencyKeyOf(undefined)]).toEqual([
    'a-1',
    'a-1',
    null,
  ]);
  for (const wrong of ['', '""', 'a b', 'ä', 'x'.repeat(256), ['a', 'b']])
    expect(() => idempotencyKeyOf(wrong)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});
