import { describe, expect, it } from 'vitest';
import { decide, eventTypes } from './decide.ts';
import type { Decision } from './decision.ts';
import type { EventType } from './event.ts';
import { lifeIn, samples } from './life.fixture.ts';
import { isFinal, type State, stateFacts, states } from './state.ts';

/**
 * For each event what it does in each state, in the order of state.ts: a state to go to, `noted` (stored, same state),
 * `same` (so already), or the refusal. The samples are those of life.fixture.ts: `scheduled` is due, `blocked` waits for
 * one blocker, `held` was scheduled, `completed` has two residuals.
 */
const expected: Readonly<Record<EventType, string>> = {
  received: 'same same same same same same same same same same same same same',
  identified: 'verifying same same same same same same same ENDED ENDED ENDED ENDED ENDED',
  acknowledged: 'noted noted noted noted noted noted noted noted ENDED ENDED ENDED ENDED ENDED',
  'proof asked': 'NOT_NOW noted NOT_NOW NOT_NOW NOT_NOW HELD NOT_NOW NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  'proof given': 'NOT_NOW confirming same same same same same same ENDED ENDED ENDED ENDED ENDED',
  'proof failed': 'NOT_NOW noted NOT_NOW NOT_NOW NOT_NOW HELD NOT_NOW NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  'confirmation sent': 'NOT_NOW NOT_NOW same NOT_NOW NOT_NOW HELD NOT_NOW NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  'confirmation resent': 'NOT_NOW NOT_NOW noted NOT_NOW NOT_NOW HELD NOT_NOW NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  'confirmation failed': 'NOT_NOW NOT_NOW noted NOT_NOW NOT_NOW HELD NOT_NOW NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  confirmed:
    'TOKEN_NOT_SENT TOKEN_NOT_SENT scheduled TOKEN_NOT_SENT same same same same same CANCELLED EXPIRED ENDED ENDED',
  denied:
    'TOKEN_NOT_SENT TOKEN_NOT_SENT cancelled TOKEN_NOT_SENT cancelled cancelled TOO_LATE TOO_LATE ENDED same ENDED ENDED ENDED',
  'blocker met': 'NOT_NOW noted noted same noted noted ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'blocker cleared':
    'NOT_NOW NOT_MET NOT_MET confirming NOT_MET NOT_MET ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'finding met': 'NOT_NOW noted noted noted noted noted ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'finding cleared':
    'NOT_NOW NOT_MET NOT_MET NOT_MET NOT_MET NOT_MET ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'approval needed':
    'NOT_NOW noted noted noted noted noted ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'approval given':
    'NOT_NOW APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'approval voided':
    'NOT_NOW APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED APPROVAL_NOT_NEEDED ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'hold placed': 'held held held held held same held noted ENDED ENDED ENDED ENDED ENDED',
  'hold released':
    'HOLD_UNKNOWN HOLD_UNKNOWN HOLD_UNKNOWN HOLD_UNKNOWN HOLD_UNKNOWN scheduled HOLD_UNKNOWN HOLD_UNKNOWN ENDED ENDED ENDED ENDED ENDED',
  tick: 'same same same same same same same same same same same same same',
  start: 'NOT_DUE NOT_DUE NOT_DUE NOT_DUE running HELD ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  absorbed: 'noted noted noted noted noted noted ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED ENDED',
  'target started': 'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW HELD noted NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  'target ended': 'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW HELD completed NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  stop: 'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_A_BULK NOT_NOW ENDED ENDED ENDED ENDED ENDED',
  cancel:
    'cancelled cancelled cancelled cancelled cancelled cancelled TOO_LATE TOO_LATE TOO_LATE same ENDED ENDED ENDED',
  refuse: 'refused refused NOT_NOW refused NOT_NOW HELD ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED same ENDED',
  forward:
    'forwarded forwarded NOT_NOW NOT_NOW NOT_NOW HELD ALREADY_RUNNING ALREADY_RUNNING ENDED ENDED ENDED ENDED same',
  'attention raised': 'noted noted noted noted noted noted noted noted ENDED ENDED ENDED ENDED ENDED',
  'attention settled': 'NOT_MET NOT_MET NOT_MET NOT_MET NOT_MET NOT_MET NOT_MET NOT_MET ENDED ENDED ENDED ENDED ENDED',
  'restore opened':
    'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW TARGET_NOT_ENDED TARGET_NOT_ENDED noted ENDED ENDED ENDED ENDED ENDED',
  'restore used':
    'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW RESTORE_NOT_OPEN RESTORE_NOT_OPEN RESTORE_NOT_OPEN ENDED ENDED ENDED ENDED ENDED',
  'restore expired':
    'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW RESTORE_NOT_OPEN RESTORE_NOT_OPEN RESTORE_NOT_OPEN ENDED ENDED ENDED ENDED ENDED',
  'residual expired': 'NOT_NOW NOT_NOW NOT_NOW NOT_NOW NOT_NOW HELD NOT_NOW closed ENDED ENDED ENDED ENDED ENDED',
};

const outcomeOf = (before: State, decision: Decision): string => {
  if (decision.is === 'refused') return decision.code;
  if (decision.is === 'same') return 'same';
  return decision.request.state === before ? 'noted' : decision.request.state;
};

const pairs = eventTypes.flatMap((type) =>
  expected[type].split(' ').map((outcome, index) => [type, states[index] ?? 'closed', outcome] as const),
);

describe('every pair of event and state', () => {
  it('is in the table', () => {
    expect(pairs).toHaveLength(eventTypes.length * states.length);
  });

  it.each(pairs)('%s on a %s request: %s', (type, state, outcome) => {
    const { request, now } = lifeIn(state);
    const copy = structuredClone(request);
    const decision = decide(request, samples[type], now);
    expect(outcomeOf(state, decision)).toBe(outcome);
    expect(request).toEqual(copy);
    if (decision.is === 'same') expect(decision.request).toBe(request);
    if (decision.is === 'refused') expect(decision.text).toMatch(/^[A-Z].*\.$/);
    if (decision.is === 'transition') {
      const { type: _, ...told } = samples[type];
      expect(decision.fact).toMatchObject({ type, from: state, to: decision.request.state, at: now.lethe, data: told });
      expect(decide(request, samples[type], now)).toEqual(decision);
      expect(isDeeplyFrozen(decision.request)).toBe(true);
    }
  });
});

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('states', () => {
  it('are final where nothing leads on', () => {
    const final = states.filter(isFinal);
    expect(final).toEqual(['closed', 'cancelled', 'expired', 'refused', 'forwarded']);
    expect(final.map((state) => stateFacts[state].waitsOn)).toEqual(final.map(() => 'nobody'));
  });
});
