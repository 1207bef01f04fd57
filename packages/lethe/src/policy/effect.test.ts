import { describe, expect, it } from 'vitest';
import { crm, releaseNumbers } from './crm.fixture.ts';
import { isPermanent, PermanentError } from './effect.ts';
import { effectRuns } from './validate.ts';

describe('the code of effects', () => {
  it('is found by name and version', async () => {
    const runs = effectRuns(crm);
    expect([...runs.keys()]).toEqual(['release-numbers@1']);
    const context = { idempotencyKey: 'a', signal: new AbortController().signal };
    await expect(runs.get('release-numbers@1')?.({ e164: '+49301', vendor_ref: 'v' }, context)).resolves.toBe('done');
    await expect(runs.get('release-numbers@1')?.({ e164: 'a', vendor_ref: 'v' }, context)).resolves.toBe('already');
  });

  it('is not handed out from a configuration with problems', () => {
    const broken = { ...releaseNumbers, run: 'later' };
    const config = { ...crm, subjects: { workspace: { table: 'app.workspaces', effects: [broken] } } };
    expect(() => effectRuns(config)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});

describe('an error that no further try can help', () => {
  it('is recognised by its mark, from this copy of the package or another', () => {
    expect(isPermanent(new PermanentError('the account is closed', { cause: new Error('410') }))).toBe(true);
    expect(isPermanent(Object.assign(new Error('gone'), { permanent: true }))).toBe(true);
  });

  it('is not any other thrown value', () => {
    for (const thrown of [new Error('timeout'), { permanent: 'yes' }, null, 'permanent'])
      expect(isPermanent(thrown)).toBe(false);
  });
});
