import { describe, expect, inject, test } from 'vitest';
import { randomKills } from './kills/random-kills.ts';
import { shopTemplate } from './shop/database.ts';

const kills = 100;

describe.runIf(inject('postgresVersion') === 18)('workers killed at random instants', () => {
  test('leave what an undisturbed run leaves, and count each row once', async ({ annotate }) => {
    const template = await shopTemplate({ customers: 3_000, visits: 6_000 });
    const admin = { url: inject('postgresUrl') };
    const tally = await randomKills({ admin, template, kills, seed: 2026, atOnce: 2 });
    await annotate(
      `${tally.kills} kills in ${tally.runs} runs: ${[...tally.landed].map((at) => at.join(' ')).join('; ')}`,
    );
    expect(tally.violations).toEqual([]);
    expect(tally.kills).toBeGreaterThanOrEqual(kills);
    // Not all at one place, and not after the work was done.
    expect([...tally.landed.keys()].filter((at) => at.startsWith('steps')).length).toBeGreaterThanOrEqual(3);
  }, 240_000);
});
