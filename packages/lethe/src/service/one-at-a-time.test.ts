import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('finds out once for all who ask meanwhile, and anew for who asks later', async () => {
  let found = 0;
  const ask = oneAtATime(async () => {
    found += 1;
    return found;
  });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(2);
});

it('tells a failure to all who asked, and tries anew', async () => {
  let failing = true;
  const ask = oneAtATime(async () => {
    if (failing) throw new Error('away');
    return 'there';
  });
  expect((await Promise.allSettled([ask(), ask()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  failing = false;
  expect(await ask()).toBe('there');
});
