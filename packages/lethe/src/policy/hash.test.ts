import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import { crm, workspace } from './crm.fixture.ts';
import { days } from './duration.ts';
import { policyHash } from './hash.ts';
import { account, workspace as inAccount, life } from './life.fixture.ts';
import type { Config, StoreConfig, SubjectPolicy } from './policy.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

function read(value: unknown, kind = 'workspace'): { policy: SubjectPolicy; store: StoreConfig } {
  const result = validateConfig(value);
  const config: Config | null = 'config' in result ? result.config : null;
  const policy = config?.subjects[kind];
  const store = config?.stores['crm'];
  if (policy === undefined || store === undefined) throw new Error('bug: the sample configuration is not valid');
  return { policy, store };
}

const hashOf = (value: unknown, kind?: string): string => {
  const { policy, store } = read(value, kind);
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

  it('changes with a rule, with the version of an effect, and with a link of the store and what is owned in it', () => {
    const rules = { ...workspace.rules, 'app.orders': { rule: 'ignore', because: 'a test' } };
    const effects = (workspace.effects ?? []).map((each) => ({ ...each, version: 2 }));
    const stores = { crm: { ...crm.stores['crm'], links: [] } };
    const owned = [{ table: 'app.orders', columns: ['file_id'], to: 'app.files', toColumns: ['id'] }];
    const all = [
      hashOf(crm),
      hashOf({ ...crm, stores: { crm: { ...crm.stores['crm'], owned } } }),
      hashOf({ ...crm, subjects: { workspace: { ...workspace, rules } } }),
      hashOf({ ...crm, subjects: { workspace: { ...workspace, effects } } }),
      hashOf({ ...crm, stores }),
    ];
    expect(new Set(all).size).toBe(5);
  });

  it('does not change with the life of a request: a plan stays the plan, and its approval counts', () => {
    const plain = { ...subject('app.accounts'), members: account.members, blockers: account.blockers };
    const stores = { crm: { ...life.stores['crm'], people: undefined, backups: { keptFor: days(30) } } };
    const words = Object.keys(account).filter((word) => !Object.hasOwn(plain, word));
    expect(words.toSorted()).toEqual([
      ...['approval', 'clear', 'deactivate', 'deadlines', 'grace', 'handle', 'name', 'request', 'timeZone'],
    ]);
    const hashes = [
      hashOf({ ...life, subjects: { account } }, 'account'),
      hashOf({ ...life, subjects: { account: { ...account, grace: { for: days(9) }, clear: days(3) } } }, 'account'),
      hashOf({ stores, subjects: { account: plain } }, 'account'),
    ];
    expect(new Set(hashes).size).toBe(1);
    expect(hashOf({ ...life, subjects: { account, workspace: { ...inAccount, within: undefined } } })).toBe(
      hashOf({ ...life, subjects: { account, workspace: inAccount } }),
    );
  });

  it('is the one that plans made before there were such words have', () => {
    const { policy, store } = read(crm);
    const { kind, table, ownership, members, rules, effects, blockers, identifiers, triggers, insertGuard } = policy;
    const { people: _, backups: _backups, mayStay: _mayStay, refresh: _refresh, ...before } = store;
    const old = { kind, table, ownership, members, rules, effects, blockers, identifiers, triggers, insertGuard };
    expect(hashOf(crm)).toBe(sha256Hex(canonicalJson({ v: 1, policy: old, store: before })));
  });
});
