import { describe, expect, it } from 'vitest';
import { digestOfPlans } from './plans-digest.ts';

describe('what an approval binds', () => {
  it('is the digest of the one plan itself', () => {
    expect(digestOfPlans(['a'])).toBe('a');
  });

  it('is one over all of several, in their order', () => {
    const both = digestOfPlans(['a', 'b']);
    expect(both).toMatch(/^[0-9a-f]{64}$/);
    expect(
      new Set([both, digestOfPlans(['b', 'a']), digestOfPlans(['a']), digestOfPlans(['ab']), digestOfPlans([])]).size,
    ).toBe(5);
  });
});
