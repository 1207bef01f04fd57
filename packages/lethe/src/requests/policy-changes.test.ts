import { expect, it } from 'vitest';
import { calendarDays, days, hours } from '../policy/duration.ts';
import { policyWith } from './life.fixture.ts';
import { policyChanges } from './policy-changes.ts';
import type { RequestPolicy } from './request-policy.ts';

const carried = policyWith({});

it('F87: of two equal policies there is nothing to say, in whatever order their members stand', () => {
  const reversed = JSON.parse(JSON.stringify(carried), (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  );
  expect(JSON.stringify(reversed)).not.toBe(JSON.stringify(carried));
  expect(policyChanges(carried, reversed)).toEqual([]);
});

const others: readonly [string, Partial<RequestPolicy>][] = [
  ['request.by', { by: ['nobody'], tell: carried.tell ?? carried.by }],
  ['request.tell', { tell: ['everybody'] }],
  ['request.proof', { proof: [['password', 'role']] }],
  ['request.proof', { proofTries: 1 }],
  ['request.within', { verifyWithin: hours(1) }],
  ['request.confirm', { confirm: null }],
  ['grace', { grace: { ...carried.grace, for: calendarDays(7) } }],
  ['blockers', { blockers: [] }],
  ['clear', { clearWithin: days(1) }],
  ['approval', { approval: { always: true, expiresIn: days(1) } }],
  ['deadlines', { clocks: [{ acknowledgeWithin: null, completeWithin: days(45) }] }],
  ['deactivate', { deactivateBy: ['nobody'] }],
];

it.each(others)('F87: %s that says otherwise today is named, and nothing else', (word, change) => {
  expect(policyChanges(carried, { ...carried, ...change })).toEqual([word]);
});
