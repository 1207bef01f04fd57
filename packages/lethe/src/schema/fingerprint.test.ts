import { expect, test } from 'vitest';
import { sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { fingerprint } from './fingerprint.ts';

// A change of this value makes every stored plan stale: it must be meant.
test('the fingerprint of a known schema does not drift', () => {
  expect(fingerprint(sampleSchema([sampleTable('app.t')]))).toBe(
    '502e43edf73ffaccb40a2d151ef935e62acd496c6233f611c292c0b6aa5809e0',
  );
});

test('the order in which tables were read does not matter', () => {
  const [a, b] = [sampleTable('app.a'), sampleTable('app.b')];
  expect(fingerprint(sampleSchema([a, b]))).toBe(fingerprint(sampleSchema([b, a])));
});
