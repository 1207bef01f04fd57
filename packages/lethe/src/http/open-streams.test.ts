import { expect, it } from 'vitest';
import { openStreams } from './open-streams.ts';

const tooOften = expect.objectContaining({ code: 'TOO_OFTEN', details: { retryAfterSeconds: 30 } });

it('lets one caller have twenty at a time, and another one theirs', () => {
  const streams = openStreams();
  const signals = Array.from({ length: 20 }, () => new AbortController());
  for (const { signal } of signals) streams.enter('key:1', signal);
  const more = (): void => streams.enter('key:1', new AbortController().signal);
  expect(more).toThrow(tooOften);
  streams.enter('key:2', new AbortController().signal);
  signals[7]?.abort();
  expect(more).not.toThrow();
  expect(more).toThrow(tooOften);
});

it('lets all of them together have a hundred, and counts none that is gone already', () => {
  const streams = openStreams();
  for (let at = 0; at < 300; at += 1) streams.enter('key:gone', AbortSignal.abort());
  for (let at = 0; at < 100; at += 1) streams.enter(`key:${at}`, new AbortController().signal);
  expect(() => streams.enter('key:new', new AbortController().signal)).toThrow(tooOften);
});
