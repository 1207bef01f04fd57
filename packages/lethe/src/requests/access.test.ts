import { describe, expect, it } from 'vitest';
import { type Access, type AccessFacts, accessOf } from './access.ts';
import { type DeactivationEvent, decideDeactivation } from './deactivate.ts';
import { at, begin, day, follow, lifeIn, mailbox, policyWith, unpaid } from './life.fixture.ts';
import type { Request } from './request.ts';
import { type State, states } from './state.ts';

const closed = policyWith({ grace: { for: { unit: 'days', count: 7 }, access: 'restricted', remindBefore: null } });
const access = (requests: readonly Request[], facts: Partial<AccessFacts> = {}): Access =>
  accessOf({ path: ['workspace:7'], deactivated: false, restricted: false, requests, ...facts });

const open: Readonly<Record<State, Access>> = {
  received: 'active',
  verifying: 'active',
  confirming: 'active',
  blocked: 'active',
  scheduled: 'scheduled',
  held: 'scheduled',
  running: 'restricted',
  completed: 'gone',
  closed: 'gone',
  cancelled: 'active',
  expired: 'active',
  refused: 'active',
  forwarded: 'active',
};

describe('access', () => {
  it.each(states.map((state) => [state, open[state]] as const))(
    'of a %s request with open grace is %s',
    (state, answer) => {
      expect(access([lifeIn(state).request])).toBe(answer);
    },
  );

  it.each(states.map((state) => [state, open[state].replace('scheduled', 'restricted')] as const))(
    'of a %s request with restricted grace is %s',
    (state, answer) => {
      expect(access([lifeIn(state, { policy: closed }).request])).toBe(answer);
    },
  );

  it('without a request is what else is known', () => {
    expect(access([])).toBe('active');
    expect(access([], { deactivated: true })).toBe('deactivated');
    expect(access([], { restricted: true, deactivated: true })).toBe('restricted');
  });

  it('of a deactivated account stays deactivated while deletion is scheduled, and after it is cancelled', () => {
    const { request } = lifeIn('scheduled');
    expect(access([request], { deactivated: true })).toBe('deactivated');
    const cancelled = follow(request, [{ type: 'cancel', by: 'owner', actor: null }]);
    expect(access([cancelled], { deactivated: true })).toBe('deactivated');
    expect(access([lifeIn('scheduled', { policy: closed }).request], { deactivated: true })).toBe('restricted');
  });

  it('is scheduled while what was confirmed is blocked', () => {
    const asked = follow(lifeIn('verifying').request, [mailbox, { type: 'confirmation sent' }, unpaid]);
    expect(access([follow(asked, [{ type: 'confirmed', generation: 1 }])])).toBe('scheduled');
  });

  it('stays restricted while a hold interrupts the run', () => {
    expect(access([follow(lifeIn('running').request, [{ type: 'hold placed', hold: 'hold_1' }])])).toBe('restricted');
  });

  it('is that of the wider subject too, and not that of a narrower or another', () => {
    const { request } = lifeIn('completed');
    expect(access([request], { path: ['workspace:7', 'contact:1'] })).toBe('gone');
    expect(access([request], { path: ['account:1'] })).toBe('active');
    expect(access([request], { path: ['workspace:8'] })).toBe('active');
  });

  it('of a source is not touched by the deletion of some of its days', () => {
    const range = { from: '2026-01-01', to: '2026-01-02' };
    const days = [{ subject: { kind: 'workspace', key: ['7'] }, within: [], range }];
    expect(access([lifeIn('scheduled', { targets: days }).request])).toBe('active');
  });

  it('is back when everything was kept, or was restored', () => {
    const { request, now } = lifeIn('running');
    const begun = follow(request, [{ type: 'target started', target: 'workspace:7' }], now);
    const ended = (outcome: 'kept' | 'partial') =>
      follow(begun, [{ type: 'target ended', target: 'workspace:7', outcome, residuals: 0 }], now);
    expect(access([ended('kept')])).toBe('active');
    expect(access([ended('partial')])).toBe('restricted');
    const target = 'workspace:7';
    const restored = follow(lifeIn('completed').request, [
      { type: 'restore opened', target, until: begin + 90 * day },
      { type: 'restore used', target },
    ]);
    expect(access([restored])).toBe('active');
  });
});

describe('deactivation (T1)', () => {
  const decideOf = (deactivatedAt: number | null, event: Partial<DeactivationEvent>, answer: Access = 'active') =>
    decideDeactivation(
      { deactivation: { deactivatedAt }, access: answer, policy: policyWith() },
      { type: 'deactivate', role: 'owner', actor: 'ann', ...event },
      at(5),
    );

  it('is done and taken back by the owner, each with its fact', () => {
    const fact = { at: begin + 5, actor: 'ann' };
    expect(decideOf(null, {})).toEqual({
      is: 'transition',
      deactivation: { deactivatedAt: begin + 5 },
      fact: { type: 'deactivate', ...fact },
    });
    expect(decideOf(9, { type: 'reactivate' })).toEqual({
      is: 'transition',
      deactivation: { deactivatedAt: null },
      fact: { type: 'reactivate', ...fact },
    });
  });

  it('done twice is the same', () => {
    expect(decideOf(9, {})).toEqual({ is: 'same', deactivation: { deactivatedAt: 9 } });
    expect(decideOf(null, { type: 'reactivate' })).toEqual({ is: 'same', deactivation: { deactivatedAt: null } });
  });

  it('is refused to others, and of what is gone', () => {
    expect(decideOf(null, { role: 'admin' })).toMatchObject({ is: 'refused', code: 'ROLE_NOT_ALLOWED' });
    expect(decideOf(null, {}, 'gone')).toMatchObject({ is: 'refused', code: 'SUBJECT_GONE' });
  });
});
