import { describe, expect, it } from 'vitest';
import { days, hours } from '../policy/duration.ts';
import { accountPolicy } from '../policy/life.fixture.ts';
import { plainLife } from '../policy/plain-life.fixture.ts';
import { requestPolicyOf } from './policy-of.ts';
import { mayCancel, toldBy } from './request-policy.ts';

const policy = accountPolicy();

describe('the policy a request carries', () => {
  it('says in the words of a request what the policy of the subject says', () => {
    expect(requestPolicyOf(policy)).toEqual({
      by: ['owner', 'admin'],
      tell: ['owner', 'admin'],
      proof: [
        ['fresh session', 'role'],
        ['password', 'role'],
        ['mailbox', 'role'],
        ['operator decision'],
        ['database credentials'],
      ],
      verifyWithin: days(14),
      proofTries: 5,
      confirm: { by: 'mail', expiresIn: hours(24), tries: 5 },
      grace: { for: days(7), access: 'restricted', remindBefore: days(1) },
      blockers: [
        { name: 'unpaid', version: 2, level: 'warn' },
        { name: 'exports-needed', version: 1, level: 'block' },
      ],
      clearWithin: days(14),
      approval: { always: false, expiresIn: days(3) },
      clocks: [
        { acknowledgeWithin: days(7), completeWithin: days(30) },
        { acknowledgeWithin: null, completeWithin: days(45) },
      ],
      deactivateBy: ['owner'],
    });
  });

  it('lets an operator alone decide where the policy says nothing', () => {
    expect(requestPolicyOf({ ...policy, ...plainLife, blockers: [] })).toEqual({
      by: [],
      tell: [],
      proof: [['operator decision'], ['database credentials']],
      verifyWithin: days(7),
      proofTries: 5,
      confirm: null,
      grace: { for: null, access: 'open', remindBefore: null },
      blockers: [{ name: 'exports-needed', version: 1, level: 'warn' }],
      clearWithin: days(30),
      approval: { always: false, expiresIn: days(7) },
      clocks: [{ acknowledgeWithin: null, completeWithin: days(30) }],
      deactivateBy: [],
    });
  });

  it('never takes who one is for the right to delete', () => {
    const alone = requestPolicyOf(policy).proof.filter((way) => way.length === 1);
    expect(alone).toEqual([['operator decision'], ['database credentials']]);
  });

  it('tells whom the policy names, who need not be those who may ask', () => {
    const asks = { ...policy.request, by: ['owner'], tell: ['admin'] };
    const carried = requestPolicyOf({ ...policy, request: asks });
    expect([carried.by, toldBy(carried)]).toEqual([['owner'], ['admin']]);
    expect(['owner', 'admin', 'member'].filter((role) => mayCancel(carried, role))).toEqual(['owner', 'admin']);
    const { tell: _, ...before } = carried;
    expect(toldBy(before)).toEqual(['owner']);
    expect(mayCancel(before, 'admin')).toBe(false);
  });

  it('is a value of its own that cannot be changed', () => {
    const { by, proof, clocks, deactivateBy } = requestPolicyOf(policy);
    for (const each of [by, proof, proof[0], clocks, clocks[0], deactivateBy]) expect(Object.isFrozen(each)).toBe(true);
    expect(by).not.toBe(policy.request.by);
  });
});
