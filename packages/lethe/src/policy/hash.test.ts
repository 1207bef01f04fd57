import { describe, expect, it } from 'vitest';
import { crm, workspace } from './crm.fixture.ts';
import { policyHash } from './hash.ts';
import type { Config, StoreConfig, SubjectPolicy } from './policy.ts';
import { validateConfig } from './validate.ts';

function read(value: unknown): { policy: SubjectPolicy; store: StoreConfig } {
  const result = validateConfig(value);
  const config: Config | null = 'config' in result ? result.config : null;
  const policy = config?.subjects['workspace'];
  const store = config?.stores['crm'];
  if (policy === undefined || store === undefined) throw new Error('bug: the sample configuration is not valid');
  return { policy, store };
}

const hashOf = (value: unknown): string => {
  const { policy, store } = read(value);
  return policyHash(policy, store);
};

describe('the hash of a policy', () => {
  it('is 64 hexadecimal digits and the same each time', () => {
    expect(hashOf(crm)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(crm)).toBe(hashOf(crm));
  });

  it('does not depend on the order in which rules are written, nor on the code of an effect', () => {
    const rules = Object.fromEntries(Object.entries(workspace.rules ?? {}).toReversed());
    const effects = (workspace.effects ?? []).map((each) => ({ ...each, run: async () => 'done' as const }));
    expect(hashOf({ ...crm, subjects: { workspace: { ...workspace, rules, effects } } })).toBe(hashOf(crm));
  });

  it('changes with a rule, with the version of an effect, and with a link of the store', () => {
    const rules = { ...workspace.rules, 'app.orders': { rule: 'ignore', because: 'a test' } };
    const effects = (workspace.effects ?? []).map((each) => ({ ...each, version: 2 }));
    const stores = { crm: { ...crm.stores['crm'], links: [] } };
    const all = [
      hashOf(crm),
      hashOf({ ...crm, subjects: { workspace: { ...workspace, rules } } }),
      hashOf({ ...crm, subjects: { workspace: { ...workspace, effects } } }),
      hashOf({ ...crm, stores }),
    ];
    expect(new Set(all).size).toBe(4);
  });
});
