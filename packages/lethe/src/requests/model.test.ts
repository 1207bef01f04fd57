import fc from 'fast-check';
import { expect, it } from 'vitest';
import { days, hours } from '../policy/duration.ts';
import { decide, eventTypes } from './decide.ts';
import type { Decision } from './decision.ts';
import type { EventType, RequestEvent } from './event.ts';
import { begin, born, day, hour, made, policyWith, run, workspace } from './life.fixture.ts';
import { Model } from './model.fixture.ts';
import type { Moment, Now, Request, TargetOutcome } from './request.ts';
import { isFinal, type State, stateFacts, states } from './state.ts';
import { targetName } from './target.ts';
import { isProven } from './verify.ts';

const histories = 10_000;

/** Mailed, typed and without a second step; with and without grace; with a second person always or when called for. */
const policies = [
  policyWith(),
  policyWith({ confirm: null, grace: { for: null, access: 'open', remindBefore: null } }),
  policyWith({
    approval: { always: true, expiresIn: hours(48) },
    grace: { for: hours(1), access: 'open', remindBefore: null },
    confirm: { by: 'mail', expiresIn: hours(24), tries: 1 },
    proofTries: 1,
  }),
  policyWith({
    confirm: { by: 'typed', expiresIn: hours(24), tries: 5 },
    grace: { for: hours(24), access: 'open', remindBefore: hours(25) },
  }),
  policyWith({ proof: [['role', 'fresh session']], grace: { for: days(1), access: 'restricted', remindBefore: null } }),
];

/** What is likely to lead on, so that histories get far; about a third of all events are anything at all. */
const likely: Readonly<Record<State, readonly EventType[]>> = {
  received: ['identified'],
  verifying: ['proof given', 'proof given', 'proof given', 'blocker met'],
  confirming: ['confirmation sent', 'confirmed', 'confirmed', 'confirmation resent', 'confirmation failed', 'tick'],
  blocked: ['blocker cleared', 'finding cleared', 'approval given', 'tick'],
  scheduled: ['start', 'start', 'start', 'tick', 'approval given'],
  held: ['hold released'],
  running: ['target started', 'target ended', 'target ended', 'stop'],
  completed: ['residual expired', 'tick', 'restore opened', 'restore expired'],
  closed: ['tick', 'confirmed'],
  cancelled: ['tick', 'confirmed'],
  expired: ['tick', 'confirmed'],
  refused: ['tick'],
  forwarded: ['tick'],
};

const pick = <const Items extends readonly [unknown, ...unknown[]]>(items: Items, by: number): Items[number] =>
  items[by % items.length] ?? items[0];

/** One number of a history, read in the light of where the request is: what happens, with what, and when. */
function eventOf(code: number, request: Request): RequestEvent {
  const arg = Math.floor(code / 128) % 16;
  const choice = code % 128;
  const near = likely[request.state];
  const type = choice < 88 ? near[choice % near.length] : eventTypes[choice % eventTypes.length];
  return written(type ?? 'tick', arg, request);
}

function written(type: EventType, arg: number, request: Request): RequestEvent {
  const target = targetName(pick(request.targets, arg));
  const generation = request.confirmation?.generation ?? 0;
  const digest = pick(['d1', 'd1', 'd1', 'd2'], arg);
  switch (type) {
    case 'proof given':
      return { type, proof: pick(proofs, arg) };
    case 'confirmed':
    case 'denied':
      return { type, generation: arg < 12 ? generation : arg < 14 ? generation - 1 : generation + 1 };
    case 'blocker met':
    case 'blocker cleared': {
      const met = request.blockers[arg % (request.blockers.length + 1)]?.blocker;
      return { type, blocker: met ?? pick(['unpaid@1', 'exports@1', 'exports@1', 'unpaid@2'], arg) };
    }
    case 'finding met':
    case 'finding cleared':
      return { type, finding: request.findings[arg % 2] ?? { code: pick(['UNDECIDED', 'NO_INDEX'], arg), table: '' } };
    case 'approval needed':
      return { type, digest };
    case 'approval given':
      return { type, digest: arg < 8 ? (request.approval?.digest ?? digest) : digest, ...pick(approvers, arg) };
    case 'approval voided':
      return { type, because: 'withdrawn' };
    case 'hold placed':
    case 'hold released':
      return { type, hold: pick(['hold_1', 'hold_2'], arg) };
    case 'start':
      return { type, digest, authority: arg === 7 ? 'lost' : 'holds', overlap: pick(overlaps, arg) };
    case 'absorbed':
      return { type, by: 'req_0' };
    case 'target started':
      return { type, target };
    case 'target ended':
      return { type, target, outcome: pick(outcomes, arg), residuals: arg % 3 };
    case 'stop':
      return { type, by: 'op' };
    case 'cancel':
      return { type, by: 'owner', actor: 'ann' };
    case 'refuse':
      return { type, operator: 'op', reason: 'unfounded', repeats: null };
    case 'forward':
      return { type, controller: 'tenant:9' };
    case 'attention raised':
    case 'attention settled':
      return { type, code: 'RUN_FAILED' };
    case 'restore opened':
      // The model knows no restores, so none is ever opened; life.test.ts does.
      return { type, target: 'workspace:none', until: begin };
    case 'restore used':
    case 'restore expired':
      return { type, target };
    case 'residual expired':
      return { type, left: Math.max(0, request.residualsLeft - 1 - (arg % 3)) };
    default:
      return { type };
  }
}

const proofs: readonly [RequestEvent<'proof given'>['proof'], ...RequestEvent<'proof given'>['proof'][]] = [
  { kind: 'role', at: begin, role: 'owner' },
  { kind: 'fresh session', at: begin },
  { kind: 'mailbox', at: begin },
  { kind: 'fresh session', at: begin },
  { kind: 'role', at: begin, role: 'member' },
];
const approvers = [
  { by: 'boss', credential: 'key-boss' },
  { by: 'boss', credential: null },
  { by: 'ann', credential: 'key-other' },
  { by: 'sybil', credential: 'key-ann' },
] as const;
const overlaps = [run, run, run, run, { is: 'wait', behind: 'req_0' }, run, { is: 'absorbed', by: 'req_0' }] as const;
const outcomes = [
  'all',
  'all',
  'nothing_held',
  'partial',
  'kept',
  'stopped',
] as const satisfies readonly TargetOutcome[];

/** Mostly a little later, often to the millisecond before, at or after a date; at times one clock without the other. */
function later(code: number, now: Now, edges: readonly Moment[]): Now {
  const how = Math.floor(code / 2048) % 32;
  const which = Math.floor(code / 65_536);
  const jump = Math.max(0, (edges[which % edges.length] ?? now.lethe) - now.lethe);
  if (how === 31) return { ...now, raw: now.raw + (which % 2 === 0 ? day : -2 * day) };
  if (how === 30) return { ...now, lethe: now.lethe + day };
  // Half of all times nothing passes: waits that end at every turn would keep every history short.
  const by = Math.max(
    0,
    [1, hour, hour, 5 * hour, 5 * hour, day, day, jump - 1, jump - 1, jump, jump, jump + 1][how] ?? 0,
  );
  return { lethe: now.lethe + by, raw: now.raw + by };
}

function checkStep(before: Request, event: RequestEvent, decision: Decision, now: Now): void {
  if (isFinal(before.state)) expect(decision.is).not.toBe('transition');
  if (decision.is === 'same') expect(decision.request).toBe(before);
  if (decision.is !== 'transition') return;
  const { request, fact } = decision;
  if (fact.type !== event.type || fact.from !== before.state || fact.to !== request.state) expect(fact).toBe(event);
  if (request.state !== before.state && !stateFacts[before.state].leadsTo.includes(request.state)) {
    throw new Error(`${before.state} does not lead to ${request.state}`);
  }
  if (request.state === 'running' && before.state === 'scheduled') checkStart(before, request, now);
  if ((request.state === 'held') !== (request.resume !== null)) throw new Error('a hold without a way back');
  if (before.digest !== null && request.digest !== before.digest) throw new Error('started twice');
  if (request.state === 'cancelled' && request.digest !== null) throw new Error('cancelled and run');
}

function checkStart({ dueAt, holds }: Request, request: Request, now: Now): void {
  const { policy, confirmation, approval, blockers, findings, proofs: given } = request;
  expect(now.lethe).toBeGreaterThanOrEqual(dueAt ?? Number.POSITIVE_INFINITY);
  expect(isProven(policy, given)).toBe(true);
  if (policy.confirm !== null) expect(confirmation?.confirmedAt).toEqual(expect.any(Number));
  expect(holds).toEqual([]);
  expect([...blockers.filter(({ level }) => level === 'block'), ...findings]).toEqual([]);
  if (approval === null) {
    expect(policy.approval.always).toBe(false);
    return;
  }
  expect(approval.digest).toBe(request.digest);
  expect(approval.given?.expiresAt).toBeGreaterThan(now.lethe);
  expect(['ann', 'sybil']).not.toContain(approval.given?.by);
}

/** From wherever it is, some events lead to an end. */
function checkWayOut(request: Request, now: Now): void {
  let each = request;
  for (let steps = 0; !isFinal(each.state); steps += 1) {
    if (steps > 12) throw new Error(`no way out of ${each.state}`);
    each = made(decide(each, wayOut(each), now)).request;
  }
}

function wayOut(request: Request): RequestEvent {
  const [hold] = request.holds;
  if (hold !== undefined) return { type: 'hold released', hold };
  if (request.state === 'completed') {
    return request.residualsLeft === 0 ? { type: 'tick' } : { type: 'residual expired', left: 0 };
  }
  if (request.state !== 'running') return { type: 'cancel', by: 'owner', actor: null };
  const open = request.targets.find(({ state }) => state !== 'ended') ?? request.targets[0];
  return { type: 'target ended', target: targetName(open), outcome: 'nothing_held', residuals: 0 };
}

const codes = fc.noBias(fc.array(fc.nat({ max: 2 ** 20 - 1 }), { minLength: 30, maxLength: 40 }));

/** Arrows that were walked go to `seen`. */
const historyOf = (seen: Set<string>) =>
  fc.property(fc.nat({ max: policies.length - 1 }), fc.boolean(), codes, (policy, bulk, steps) => {
    const targets = [workspace('1'), workspace('2')].slice(0, bulk ? 1 : 2);
    let request = born({ policy: policies[policy] ?? policyWith(), targets, bulk });
    const model = new Model(request.policy, request.targets.map(targetName), bulk);
    let now: Now = { lethe: begin, raw: begin };
    for (const code of steps) {
      now = later(code, now, model.edges);
      const event = eventOf(code, request);
      const decision = decide(request, event, now);
      checkStep(request, event, decision, now);
      model.hear(event, now);
      const next = decision.is === 'refused' ? request : decision.request;
      if (next.state !== model.state || next.dueAt !== model.due || next.residualsLeft !== model.residuals) {
        expect({ event, state: next.state, due: next.dueAt, residuals: next.residualsLeft }).toEqual({
          event,
          state: model.state,
          due: model.due,
          residuals: model.residuals,
        });
      }
      if (next.state !== request.state) seen.add(`${request.state} → ${next.state}`);
      request = next;
    }
    checkWayOut(request, now);
  });

// Without a fixed seed: every run tries others, and a failure prints its seed and the shortest history that shows it.
it(`agrees with a simpler model in ${histories} histories of 30 events and more`, { timeout: 30_000 }, () => {
  fc.assert(historyOf(new Set()), { numRuns: histories });
});

it('walks every arrow of the drawing, and no other', { timeout: 30_000 }, () => {
  const seen = new Set<string>();
  fc.assert(historyOf(seen), { numRuns: histories / 2, seed: 7 });
  const drawn = states.flatMap((from) => stateFacts[from].leadsTo.map((to) => `${from} → ${to}`));
  expect([...seen].sort()).toEqual(drawn.sort());
});
