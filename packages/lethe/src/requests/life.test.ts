import { describe, expect, it } from 'vitest';
import { days, hours } from '../policy/duration.ts';
import { backupsExpired } from './backups.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { RequestEvent } from './event.ts';
import {
  at,
  begin,
  born,
  day,
  follow,
  hour,
  lifeIn,
  made,
  mailbox,
  policyWith,
  run,
  starting,
  unpaid,
  wishWith,
  workspace,
} from './life.fixture.ts';
import { nextMoment } from './next-moment.ts';
import { receive } from './receive.ts';
import type { Now, Request } from './request.ts';

const tick: RequestEvent = { type: 'tick' };
const confirm: RequestEvent = { type: 'confirmed', generation: 1 };
const placed: RequestEvent = { type: 'hold placed', hold: 'hold_1' };
const released: RequestEvent = { type: 'hold released', hold: 'hold_1' };
const cancel: RequestEvent = { type: 'cancel', by: 'owner', actor: 'ann' };
const verifying: readonly RequestEvent[] = [{ type: 'identified' }];

const says = (decision: Decision): string => {
  if (decision.is === 'refused') return decision.code;
  return decision.is === 'same' ? 'same' : decision.request.state;
};
const hears = (request: Request, event: RequestEvent, now: Now = at(1)): string => says(decide(request, event, now));
const names = (decision: Decision): string[] => made(decision).notify.map(({ name, to }) => `${name} to ${to}`);

describe('proof', () => {
  const wish = born();
  it('needs all parts of one way', () => {
    const half = follow(wish, [...verifying, { type: 'proof given', proof: { kind: 'fresh session', at: begin } }]);
    expect(half.state).toBe('verifying');
    const role: RequestEvent = { type: 'proof given', proof: { kind: 'role', at: begin, role: 'admin' } };
    expect(hears(half, role)).toBe('confirming');
    expect(hears(half, { type: 'proof given', proof: { kind: 'fresh session', at: begin } })).toBe('same');
  });

  it.each([
    ['a role that may not ask', { kind: 'role', at: begin, role: 'member' }, 'ROLE_NOT_ALLOWED'],
    ['a kind the policy does not name', { kind: 'password', at: begin }, 'PROOF_NOT_ACCEPTED'],
    [
      'an operator decision without a reason',
      { kind: 'operator decision', at: begin, operator: 'op', reason: ' ' },
      'REASON_MISSING',
    ],
  ] as const)('is not %s', (_, proof, code) => {
    expect(hears(follow(wish, verifying), { type: 'proof given', proof })).toBe(code);
  });

  it('is an operator decision with a reason (F51)', () => {
    const proof = { kind: 'operator decision', at: begin, operator: 'op', reason: 'heir' } as const;
    expect(hears(follow(wish, verifying), { type: 'proof given', proof })).toBe('confirming');
  });

  it('is not given by a way without parts', () => {
    const open = follow(born({ policy: policyWith({ proof: [[], ['mailbox', 'role']] }) }), verifying);
    expect(hears(open, mailbox)).toBe('verifying');
  });

  it('cannot be guessed: after five wrong tries the sixth is refused until it is asked for again', () => {
    const fail: RequestEvent = { type: 'proof failed' };
    const four = follow(wish, [...verifying, fail, fail, fail, fail]);
    expect(made(decide(four, fail, at(1))).voids).toEqual(['proof']);
    const five = follow(four, [fail]);
    expect(hears(five, fail)).toBe('TOO_MANY_TRIES');
    expect(hears(five, mailbox)).toBe('TOO_MANY_TRIES');
    expect(hears(follow(five, [{ type: 'proof asked' }]), mailbox)).toBe('confirming');
  });

  it('comes until the last millisecond, and then the request expires', () => {
    const asked = follow(wish, verifying, at());
    expect(hears(asked, mailbox, at(14 * day - 1))).toBe('confirming');
    expect(hears(asked, tick, at(14 * day - 1))).toBe('same');
    expect(hears(asked, mailbox, at(14 * day))).toBe('EXPIRED');
    expect(hears(asked, tick, at(14 * day))).toBe('expired');
  });

  it('leads straight to grace where the policy asks for no second step', () => {
    const quick = follow(born({ policy: policyWith({ confirm: null }) }), verifying);
    const decision = made(decide(quick, mailbox, at(hour)));
    expect(decision.request).toMatchObject({ state: 'scheduled', dueAt: begin + hour + 7 * day });
    expect(hears(decision.request, confirm)).toBe('TOKEN_NOT_SENT');
  });
});

describe('the second step', () => {
  const confirming = follow(born(), [...verifying, mailbox], at());
  const sent = follow(confirming, [{ type: 'confirmation sent' }]);
  const end = 24 * hour;

  it.each([
    ['F38: confirms 1 ms before the end', end - 1, 'scheduled', 'same'],
    ['F38: is over at the end', end, 'EXPIRED', 'expired'],
    ['F38: is over 1 ms after the end', end + 1, 'EXPIRED', 'expired'],
  ])('%s', (_, ms, confirmed, ticked) => {
    expect(hears(sent, confirm, at(ms))).toBe(confirmed);
    expect(hears(sent, tick, at(ms))).toBe(ticked);
  });

  it('F30: is over by the raw clock, whatever lethe.now() says', () => {
    expect(hears(sent, confirm, { lethe: begin, raw: begin + end })).toBe('EXPIRED');
    expect(hears(sent, confirm, { lethe: begin, raw: begin + end - 1 })).toBe('scheduled');
  });

  it('is over by lethe.now(), which development advances', () => {
    expect(hears(sent, confirm, { lethe: begin + end, raw: begin })).toBe('EXPIRED');
  });

  it('F37: confirmed twice is one transition and one notice', () => {
    const first = made(decide(sent, confirm, at(5)));
    expect(names(first)).toEqual(['scheduled to requester', 'scheduled to owners']);
    expect(decide(first.request, confirm, at(6))).toEqual({ is: 'same', request: first.request, wake: [] });
  });

  it('sent again supersedes the token before and keeps the deadline', () => {
    const decision = made(decide(sent, { type: 'confirmation resent' }, at(hour)));
    expect(decision.voids).toEqual(['confirmation']);
    expect(decision.fact.data).toEqual({ generation: 2, superseded: 1 });
    expect(decision.request.confirmation).toMatchObject({ deadlineAt: begin + end, tokenExpiresAt: begin + end });
    expect(hears(decision.request, confirm)).toBe('TOKEN_SUPERSEDED');
    expect(hears(decision.request, { type: 'confirmed', generation: 2 })).toBe('scheduled');
  });

  it.each([
    [0, 'TOKEN_NOT_SENT'],
    [2, 'TOKEN_NOT_SENT'],
    [-1, 'TOKEN_NOT_SENT'],
    [0.5, 'TOKEN_NOT_SENT'],
    [Number.NaN, 'TOKEN_NOT_SENT'],
  ])('knows no token of generation %d', (generation, code) => {
    expect(hears(sent, { type: 'confirmed', generation })).toBe(code);
    expect(hears(sent, { type: 'denied', generation })).toBe(code);
  });

  it('needs a message that was sent', () => {
    expect(hears(confirming, { type: 'confirmed', generation: 0 })).toBe('TOKEN_NOT_SENT');
    expect(hears(confirming, { type: 'confirmation resent' })).toBe('TOKEN_NOT_SENT');
    expect(hears(confirming, { type: 'confirmation failed' })).toBe('TOKEN_NOT_SENT');
    expect(decide(confirming, tick, at(1))).toMatchObject({ is: 'same', wake: ['send confirmation'] });
    expect(decide(sent, tick, at(1))).toMatchObject({ is: 'same', wake: [] });
    expect(hears(sent, { type: 'confirmation resent' }, at(end))).toBe('EXPIRED');
  });

  it('refuses the sixth wrong code, and the right one too, until it is sent again', () => {
    const fail: RequestEvent = { type: 'confirmation failed' };
    const four = follow(sent, [fail, fail, fail, fail]);
    const fifth = made(decide(four, fail, at(1)));
    expect(fifth.voids).toEqual(['confirmation']);
    expect(hears(fifth.request, fail)).toBe('TOO_MANY_TRIES');
    expect(hears(fifth.request, confirm)).toBe('TOO_MANY_TRIES');
    const anew = follow(fifth.request, [{ type: 'confirmation resent' }]);
    expect(hears(anew, { type: 'confirmed', generation: 2 })).toBe('scheduled');
  });

  it('can be typed, and then nothing is sent', () => {
    const policy = policyWith({ confirm: { by: 'typed', expiresIn: hours(1), tries: 3 } });
    const typed = made(decide(follow(born({ policy }), verifying), mailbox, at()));
    expect(typed.wake).toEqual([]);
    expect(hears(typed.request, { type: 'confirmation sent' })).toBe('NOT_NOW');
    expect(hears(typed.request, { type: 'confirmed', generation: 0 })).toBe('scheduled');
  });

  it('denied cancels and tells everybody, with a superseded token as well', () => {
    const anew = follow(sent, [{ type: 'confirmation resent' }]);
    const decision = decide(anew, { type: 'denied', generation: 1 }, at(2 * day));
    expect(says(decision)).toBe('cancelled');
    expect(names(decision)).toEqual(['denied to requester', 'denied to owners', 'denied to operators']);
    expect(hears(follow(lifeIn('running').request, [placed]), { type: 'denied', generation: 1 })).toBe('TOO_LATE');
  });

  it('waits under a hold with its token alive', () => {
    const held = follow(sent, [placed]);
    expect(hears(held, confirm)).toBe('HELD');
    expect(hears(follow(held, [released]), confirm)).toBe('scheduled');
  });

  it('says nothing of a second step that is not there', () => {
    const broken: Request = { ...sent, confirmation: null };
    for (const event of [confirm, { type: 'confirmation sent' }, { type: 'confirmation resent' }] as const) {
      expect(decide(broken, event, at()).is).toBe('refused');
    }
    expect(hears(broken, { type: 'confirmation failed' })).toBe('TOKEN_NOT_SENT');
    expect(hears(broken, tick)).toBe('same');
  });
});

describe('grace', () => {
  const { request: scheduled } = lifeIn('scheduled');
  const due = scheduled.dueAt ?? 0;
  const when = (lethe: number): Now => ({ lethe, raw: begin });

  it('ends exactly when it is due, by lethe.now() alone', () => {
    expect(due).toBe(begin + 1 + 7 * day);
    expect(hears(scheduled, starting, when(due - 1))).toBe('NOT_DUE');
    expect(decide(scheduled, tick, when(due - 1))).toMatchObject({ is: 'transition', fact: { to: 'scheduled' } });
    expect(decide(scheduled, tick, when(due))).toEqual({ is: 'same', request: scheduled, wake: ['start'] });
    expect(hears(scheduled, starting, when(due))).toBe('running');
  });

  it('of zero is due at once', () => {
    const policy = policyWith({ confirm: null, grace: { for: null, access: 'open', remindBefore: hours(1) } });
    const decision = made(decide(follow(born({ policy }), verifying), mailbox, at(5)));
    expect(decision).toMatchObject({
      request: { state: 'scheduled', dueAt: begin + 5, remindAt: null },
      wake: ['start'],
    });
    expect(hears(decision.request, starting, at(5))).toBe('running');
  });

  it('is followed by one reminder before its end', () => {
    const remind = decide(scheduled, tick, when(due - day));
    expect(names(remind)).toEqual(['reminder to requester', 'reminder to owners']);
    expect(hears(scheduled, tick, when(due - day - 1))).toBe('same');
    expect(hears(made(remind).request, tick, when(due - day + 1))).toBe('same');
    const silent = lifeIn('scheduled', {
      policy: policyWith({ grace: { for: days(7), access: 'open', remindBefore: null } }),
    });
    expect(hears(silent.request, tick, when(due - 1))).toBe('same');
  });

  it('is not over where no end is known', () => {
    expect(hears({ ...scheduled, dueAt: null }, starting, when(due))).toBe('NOT_DUE');
    expect(hears({ ...scheduled, dueAt: null, remindAt: null }, tick, when(due))).toBe('same');
  });

  it('F87: is counted by the policy of the request, whatever the policy is today', () => {
    const policy = policyWith({ grace: { for: days(30), access: 'open', remindBefore: null } });
    const patient = lifeIn('scheduled', { policy });
    expect(patient.request.dueAt).toBe(begin + 1 + 30 * day);
  });
});

describe('what is in the way', () => {
  const asked = follow(born(), verifying);
  const cleared: RequestEvent = { type: 'blocker cleared', blocker: 'unpaid@1' };

  it('blocks at the next gate, and goes on from there when it is cleared', () => {
    const decision = decide(follow(asked, [unpaid]), mailbox, at(1));
    expect(says(decision)).toBe('blocked');
    expect(names(decision)).toEqual(['blocked to requester', 'blocked to operators']);
    expect(hears(made(decision).request, cleared, at(30 * day))).toBe('confirming');
  });

  it('blocks where the second step is done as well, and grace begins when it is cleared', () => {
    const waiting = follow(asked, [mailbox, { type: 'confirmation sent' }, unpaid, confirm]);
    expect(waiting.blocked?.resume).toBe('scheduled');
    expect(follow(waiting, [cleared], at(hour))).toMatchObject({ state: 'scheduled', dueAt: begin + hour + 7 * day });
    expect(hears(waiting, confirm)).toBe('same');
  });

  it('blocks when due, and goes on at once when it is cleared', () => {
    const { request, now } = lifeIn('scheduled');
    const blocked = follow(follow(request, [unpaid]), [starting], now);
    expect(blocked).toMatchObject({ state: 'blocked', blocked: { resume: 'scheduled' } });
    const decision = made(decide(blocked, cleared, now));
    expect(decision).toMatchObject({ request: { state: 'scheduled', dueAt: request.dueAt }, wake: ['start'] });
  });

  it('only warns where the policy says so', () => {
    const warning: RequestEvent = { type: 'blocker met', blocker: 'exports@1' };
    const { request, now } = lifeIn('confirming');
    expect(names(decide(request, warning, now))).toEqual(['warned to requester']);
    expect(hears(follow(asked, [warning]), mailbox)).toBe('confirming');
  });

  it('is told to nobody before their mailbox is theirs, a hold or not', () => {
    const warning: RequestEvent = { type: 'blocker met', blocker: 'exports@1' };
    for (const events of [[], [placed]]) {
      const decision = decide(follow(asked, events), warning, at(1));
      expect(names(decision)).toEqual([]);
      expect(made(decision).request.blockers).toMatchObject([{ blocker: 'exports@1', level: 'warn' }]);
    }
    expect(names(decide(follow(lifeIn('confirming').request, [placed]), warning, at(1)))).toEqual([
      'warned to requester',
    ]);
  });

  it('is told in one message where more was found at the same look', () => {
    const { request, now } = lifeIn('scheduled');
    const first = decide(request, { type: 'blocker met', blocker: 'exports@1', more: true }, now);
    expect(names(first)).toEqual([]);
    expect(made(first).request.blockers).toHaveLength(1);
  });

  it('blocks where the policy does not know it: its code may be missing', () => {
    expect(hears(follow(asked, [{ type: 'blocker met', blocker: 'unpaid@2' }]), mailbox)).toBe('blocked');
  });

  it('is told at once while the request is blocked', () => {
    const { request } = lifeIn('blocked');
    expect(names(decide(request, { type: 'blocker met', blocker: 'unpaid@2' }, at(1)))).toEqual([
      'blocked to requester',
    ]);
  });

  it('may be a finding', () => {
    const finding = { code: 'UNDECIDED', table: 'app.notes' } as const;
    const met = follow(asked, [{ type: 'finding met', finding }]);
    expect(hears(met, { type: 'finding met', finding })).toBe('same');
    expect(hears(met, { type: 'finding cleared', finding: { ...finding, table: 'app.other' } })).toBe('NOT_MET');
    const blocked = follow(met, [mailbox]);
    expect(hears(blocked, { type: 'finding cleared', finding })).toBe('confirming');
  });

  it('may stay until the deadline, to the millisecond', () => {
    const { request } = lifeIn('blocked');
    const end = (request.blocked?.deadlineAt ?? 0) - begin;
    expect(end).toBe(30 * day + 1);
    expect(decide(request, tick, at(end - 1))).toMatchObject({ is: 'same', wake: ['look again'] });
    expect(hears(request, cleared, at(end - 1))).toBe('confirming');
    expect(hears(request, tick, at(end))).toBe('expired');
    expect(hears(request, cleared, at(end))).toBe('blocked');
  });

  it('cleared under a hold is noticed after its release', () => {
    const { request } = lifeIn('blocked');
    const freed = follow(request, [placed, cleared, released]);
    expect(freed.state).toBe('blocked');
    expect(hears(freed, tick)).toBe('confirming');
    expect(hears({ ...freed, blocked: null }, tick)).toBe('same');
  });

  it('is an authority that was lost before the end of grace', () => {
    const { request, now } = lifeIn('scheduled');
    const lost = follow(request, [{ ...starting, authority: 'lost' }], now);
    expect(lost).toMatchObject({ state: 'blocked', findings: [{ code: 'AUTHORITY_LOST', table: '' }] });
    expect(hears(lost, { type: 'finding cleared', finding: { code: 'AUTHORITY_LOST', table: '' } }, now)).toBe(
      'scheduled',
    );
    const noted = follow(request, [{ type: 'finding met', finding: { code: 'AUTHORITY_LOST', table: '' } }]);
    expect(hears(noted, { ...starting, authority: 'attested' }, now)).toBe('running');
  });
});

describe('an approval', () => {
  const policy = policyWith({ approval: { always: true, expiresIn: hours(48) } });
  const { request: scheduled, now } = lifeIn('scheduled', { policy });
  const needed: RequestEvent = { type: 'approval needed', digest: 'd1' };
  const given: RequestEvent<'approval given'> = { type: 'approval given', digest: 'd1', by: 'boss', credential: null };

  it('that is missing blocks what is due and is asked for', () => {
    const decision = decide(scheduled, starting, now);
    expect(says(decision)).toBe('blocked');
    expect(names(decision)).toContain('approval needed to approvers');
    expect(hears(made(decision).request, given, now)).toBe('scheduled');
  });

  it('lets what is due run, and not without it', () => {
    const approved = follow(scheduled, [needed, given], now);
    expect(hears(approved, starting, now)).toBe('running');
    expect(hears(approved, given, now)).toBe('same');
  });

  it('F55: is not the requester’s own, under another id neither', () => {
    const asked = follow(scheduled, [needed]);
    expect(hears(asked, { ...given, by: 'ann' })).toBe('APPROVER_IS_REQUESTER');
    expect(hears(asked, { ...given, by: 'sybil', credential: 'key-ann' })).toBe('APPROVER_IS_REQUESTER');
    expect(hears(asked, { ...given, by: 'sybil', credential: 'key-sybil' })).toBe('scheduled');
  });

  it('F56: binds the digest: a changed plan voids it', () => {
    const asked = follow(scheduled, [needed]);
    expect(hears(asked, { ...given, digest: 'd2' })).toBe('DIGEST_CHANGED');
    const approved = follow(asked, [given], now);
    expect(follow(approved, [{ type: 'approval needed', digest: 'd2' }]).approval).toEqual({
      digest: 'd2',
      given: null,
    });
    const blocked = follow(approved, [{ ...starting, digest: 'd2' }], now);
    expect(blocked).toMatchObject({ state: 'blocked', approval: { digest: 'd2', given: null } });
  });

  it('expires, to the millisecond', () => {
    const approved = follow(scheduled, [needed, given], now);
    const end = now.lethe - begin + 48 * hour;
    expect(hears(approved, starting, at(end - 1))).toBe('running');
    expect(hears(approved, starting, at(end))).toBe('blocked');
    expect(made(decide(approved, given, at(end))).request.approval?.given?.at).toBe(begin + end);
  });

  it('can be withdrawn', () => {
    const approved = follow(scheduled, [needed, given]);
    const voided = made(decide(approved, { type: 'approval voided', because: 'withdrawn' }, at(1)));
    expect(voided.request.approval).toEqual({ digest: 'd1', given: null });
    expect(hears(voided.request, { type: 'approval voided', because: 'withdrawn' })).toBe('same');
  });

  it('is needed once it was called for, whatever the policy says', () => {
    const { request } = lifeIn('scheduled');
    expect(hears(request, starting, now)).toBe('running');
    expect(hears(follow(request, [needed]), starting, now)).toBe('blocked');
  });
});

describe('a hold', () => {
  it('F85: beats due, and its release goes back without a new request', () => {
    const { request, now } = lifeIn('scheduled');
    const held = follow(request, [placed, { ...placed, hold: 'hold_2' } as RequestEvent], now);
    expect(hears(held, starting, now)).toBe('HELD');
    expect(hears(held, tick, at(9 * day))).toBe('same');
    const one = follow(held, [released], now);
    expect(one.state).toBe('held');
    const free = made(decide(one, { type: 'hold released', hold: 'hold_2' }, now));
    expect(free).toMatchObject({ request: { state: 'scheduled', resume: null, holds: [] }, wake: ['start'] });
    expect(hears(held, { type: 'hold released', hold: 'hold_9' }, now)).toBe('HOLD_UNKNOWN');
  });

  it('F83: interrupts a run, which goes on after it, and is no way to cancel it', () => {
    const { request, now } = lifeIn('running');
    const held = follow(request, [placed], now);
    expect(hears(held, cancel, now)).toBe('TOO_LATE');
    expect(hears(held, unpaid, now)).toBe('ALREADY_RUNNING');
    expect(hears(held, { type: 'absorbed', by: 'req_0' }, now)).toBe('ALREADY_RUNNING');
    expect(made(decide(held, released, now))).toMatchObject({ request: { state: 'running' }, wake: ['run'] });
  });

  it('before identification keeps everything for later', () => {
    const held = follow(born(), [placed]);
    expect(hears(held, unpaid)).toBe('NOT_NOW');
    expect(hears(held, { type: 'identified' })).toBe('HELD');
    expect(made(decide(held, released, at(1))).wake).toEqual(['identify']);
    expect(hears(held, cancel)).toBe('cancelled');
  });

  it('keeps what remains of a completed request until it is released', () => {
    const { request, now } = lifeIn('completed');
    const held = follow(request, [placed]);
    expect(held).toMatchObject({ state: 'completed', resume: null, holds: ['hold_1'] });
    expect(hears(held, placed)).toBe('same');
    expect(hears(held, { type: 'residual expired', left: 0 }, now)).toBe('HELD');
    expect(hears(follow(held, [released]), { type: 'residual expired', left: 0 }, now)).toBe('closed');
  });
});

describe('ending', () => {
  it('T5: cancelled once, whoever asks again', () => {
    const { request } = lifeIn('scheduled');
    const decision = made(decide(request, cancel, at(1)));
    expect(decision.voids).toEqual(['proof', 'confirmation', 'cancel']);
    expect(decide(decision.request, cancel, at(2)).is).toBe('same');
  });

  it('cancelling does not stop the wider deletion that takes the rows along, and says so', () => {
    const noted = follow(lifeIn('scheduled').request, [{ type: 'absorbed', by: 'req_0' }]);
    expect(hears(noted, { type: 'absorbed', by: 'req_0' })).toBe('same');
    expect(made(decide(noted, cancel, at(1))).fact.data).toMatchObject({ absorbedBy: 'req_0' });
    expect(made(decide(lifeIn('blocked').request, cancel, at(1))).fact.data).toMatchObject({ absorbedBy: null });
  });

  it('F54: a repeated request is refused with a reason, what it repeats, and its clocks', () => {
    const refuse = { type: 'refuse', operator: 'op', reason: 'repeated', repeats: 'req_0' } as const;
    const decision = made(decide(born(), refuse, at(1)));
    expect(decision.fact.data).toEqual({
      operator: 'op',
      reason: 'repeated',
      repeats: 'req_0',
      receivedAt: begin,
      ackDueAt: begin + 7 * day,
      completeDueAt: begin + 30 * day,
    });
    expect(hears(born(), { ...refuse, repeats: null })).toBe('REASON_MISSING');
    expect(hears(born(), { ...refuse, repeats: 'req_1' })).toBe('REASON_MISSING');
  });

  it('F58: forwarded to the one who answers for the data', () => {
    const decision = decide(born(), { type: 'forward', controller: 'tenant:9' }, at(1));
    expect(names(decision)).toEqual(['forwarded to requester', 'forwarded to controller']);
    expect(hears(born(), { type: 'forward', controller: ' ' })).toBe('REASON_MISSING');
  });

  it('is acknowledged once', () => {
    const acknowledged = follow(born(), [{ type: 'acknowledged' }], at(5));
    expect(acknowledged.acknowledgedAt).toBe(begin + 5);
    expect(hears(acknowledged, { type: 'acknowledged' })).toBe('same');
  });

  it('attention is beside the state and is settled apart', () => {
    const raise: RequestEvent = { type: 'attention raised', code: 'RUN_FAILED' };
    const { request, now } = lifeIn('running');
    const raised = follow(request, [raise, { type: 'attention raised', code: 'EFFECT_FAILED' }], now);
    expect(raised.attention.map(({ code }) => code)).toEqual(['RUN_FAILED', 'EFFECT_FAILED']);
    expect(hears(raised, raise, now)).toBe('same');
    const settled = follow(raised, [{ type: 'attention settled', code: 'RUN_FAILED' }], now);
    expect(settled.attention.map(({ code }) => code)).toEqual(['EFFECT_FAILED']);
  });
});

describe('a run', () => {
  const two = { policy: policyWith({ confirm: null }), targets: [workspace('7'), workspace('8')] };
  const now = at(8 * day);
  const running = follow(follow(follow(born(two), verifying), [mailbox], at()), [starting], now);
  const begun = (key: string): RequestEvent => ({ type: 'target started', target: `workspace:${key}` });
  const done = (key: string, outcome: 'all' | 'partial' | 'kept' | 'nothing_held' | 'stopped', residuals = 0) =>
    ({ type: 'target ended', target: `workspace:${key}`, outcome, residuals }) as const;

  it.each([
    ['all', 'all', 'all'],
    ['all', 'nothing_held', 'all'],
    ['nothing_held', 'nothing_held', 'nothing_held'],
    ['all', 'kept', 'partial'],
    ['partial', 'all', 'partial'],
  ] as const)('of targets that end %s and %s completes with outcome %s', (one, other, total) => {
    const half = follow(running, [begun('7'), begun('8'), done('7', one, 2)], now);
    expect(half.state).toBe('running');
    const decision = made(decide(half, done('8', other, 1), now));
    expect(decision.request).toMatchObject({ state: 'completed', outcome: total, residualsLeft: 3 });
    expect(names(decision)).toEqual(['completed to requester', 'completed to owners']);
  });

  it('tells operators too where something was not settled before', () => {
    const left = { blocker: 'exports@1', level: 'warn', since: begin } as const;
    const last = follow({ ...running, blockers: [left] }, [begun('7'), begun('8'), done('7', 'all')], now);
    expect(names(decide(last, done('8', 'all'), now))).toContain('completed to operators');
  });

  it('refuses what cannot be', () => {
    expect(hears(running, begun('9'), now)).toBe('TARGET_UNKNOWN');
    expect(hears(running, done('9', 'all'), now)).toBe('TARGET_UNKNOWN');
    expect(hears(running, done('7', 'all'), now)).toBe('TARGET_NOT_STARTED');
    expect(hears(running, done('7', 'stopped'), now)).toBe('TARGET_NOT_STARTED');
    const half = follow(running, [begun('7')], now);
    expect(hears(half, begun('7'), now)).toBe('same');
    expect(hears(half, done('7', 'all', -1), now)).toBe('COUNT_INVALID');
    expect(hears(half, done('7', 'all', 0.5), now)).toBe('COUNT_INVALID');
    const ended = follow(half, [done('7', 'all')], now);
    expect(hears(ended, done('7', 'all'), now)).toBe('same');
    expect(hears(ended, done('7', 'kept'), now)).toBe('NOT_NOW');
  });

  it('of a bulk stops between batches with outcome partial', () => {
    const bulk = lifeIn('running', { bulk: true });
    const stop: RequestEvent = { type: 'stop', by: 'op' };
    const stopping = follow(bulk.request, [stop], bulk.now);
    expect(hears(stopping, stop, bulk.now)).toBe('same');
    expect(hears(stopping, begun('7'), bulk.now)).toBe('STOPPED');
    const stopped = follow(stopping, [done('7', 'stopped')], bulk.now);
    expect(stopped).toMatchObject({ state: 'completed', outcome: 'partial' });
    expect(hears(follow(bulk.request, [placed]), stop, bulk.now)).toBe('held');
    const midway = follow(follow(bulk.request, [begun('7'), stop], bulk.now), [done('7', 'partial')], bulk.now);
    expect(midway.outcome).toBe('partial');
  });

  it('waits behind one that overlaps, and takes its end where it is absorbed', () => {
    const due = follow(follow(born(two), verifying), [mailbox], at());
    const behind: RequestEvent = { ...starting, overlap: { is: 'wait', behind: 'req_0' } };
    const waiting = follow(due, [behind], now);
    expect(waiting).toMatchObject({ state: 'scheduled', overlap: { is: 'behind', request: 'req_0' } });
    expect(hears(waiting, behind, now)).toBe('same');
    expect(follow(waiting, [{ ...starting, overlap: run }], now)).toMatchObject({ state: 'running', overlap: null });
    const absorbed = follow(waiting, [{ ...starting, overlap: { is: 'absorbed', by: 'req_0' } }], now);
    expect(absorbed.overlap).toEqual({ is: 'absorbed', request: 'req_0' });
    expect(follow(absorbed, [done('7', 'all'), done('8', 'all')], now).state).toBe('completed');
  });
});

describe('what remains', () => {
  const { request: completed, now } = lifeIn('completed');
  const until = begin + 60 * day;
  const target = 'workspace:7';
  const opened = follow(completed, [{ type: 'restore opened', target, until }]);
  const when = (lethe: number): Now => ({ lethe, raw: lethe });

  it('closes the request when the last of it is proven gone', () => {
    const one = follow(completed, [{ type: 'residual expired', left: 1 }]);
    expect(one).toMatchObject({ state: 'completed', residualsLeft: 1 });
    expect(hears(one, { type: 'residual expired', left: 1 }, now)).toBe('same');
    expect(hears(one, { type: 'residual expired', left: 2 }, now)).toBe('COUNT_INVALID');
    expect(hears(one, { type: 'residual expired', left: -1 }, now)).toBe('COUNT_INVALID');
    expect(hears(one, { type: 'residual expired', left: 0.5 }, now)).toBe('COUNT_INVALID');
    expect(hears(one, { type: 'residual expired', left: 0 }, now)).toBe('closed');
  });

  it('is copies in backups too, one residual however many targets, gone when they are too old to be kept', () => {
    const { request: running, now: start } = lifeIn('running', { targets: [workspace('7'), workspace('8')] });
    const end = (key: string): RequestEvent[] => [
      { type: 'target started', target: `workspace:${key}` },
      { type: 'target ended', target: `workspace:${key}`, outcome: 'all', residuals: 0, backupsKeptFor: days(30) },
    ];
    const later = when(start.lethe + day);
    const done = follow(follow(running, end('7'), start), end('8'), later);
    const gone = later.lethe + 30 * day;
    expect(done).toMatchObject({ state: 'completed', residualsLeft: 1, backups: { until: gone, goneAt: null } });
    expect([nextMoment(done), nextMoment(follow(done, [placed]))]).toEqual([gone, null]);
    expect(hears(done, tick, when(gone))).toBe('same');
    expect(backupsExpired(done, when(gone - 1))).toBeNull();
    expect(backupsExpired(follow(done, [placed]), when(gone))).toBeNull();
    const expired = backupsExpired(done, when(gone));
    expect(expired).toEqual({
      ...{ type: 'residual expired', left: 0, of: 'backups' },
      proof: 'stated by the configuration: backup copies are kept for 30 days',
    });
    if (expired === null) return;
    expect(hears(done, expired, when(gone - 1))).toBe('NOT_DUE');
    expect(hears(done, { ...expired, left: 1 }, when(gone))).toBe('COUNT_INVALID');
    expect(hears(completed, expired, when(gone))).toBe('COUNT_INVALID');
    expect(hears(done, expired, when(gone))).toBe('closed');
    const more = follow({ ...done, residualsLeft: 2 }, [{ ...expired, left: 1 }], when(gone));
    expect(more).toMatchObject({ state: 'completed', residualsLeft: 1, backups: { goneAt: gone } });
    expect(hears(more, { ...expired, left: 1 }, when(gone))).toBe('same');
    expect([backupsExpired(more, when(gone)), nextMoment(more)]).toEqual([null, null]);
  });

  it('closes it by a tick where nothing remains', () => {
    expect(hears({ ...completed, residualsLeft: 0 }, tick, now)).toBe('closed');
  });

  it('can be restored until the last millisecond', () => {
    const use: RequestEvent = { type: 'restore used', target };
    const expire: RequestEvent = { type: 'restore expired', target };
    expect(hears(opened, { type: 'restore opened', target, until }, now)).toBe('same');
    expect(hears(opened, use, when(until - 1))).toBe('completed');
    expect(hears(opened, expire, when(until - 1))).toBe('RESTORE_NOT_OVER');
    expect(hears(opened, use, when(until))).toBe('RESTORE_NOT_OPEN');
    const expired = follow(opened, [expire], when(until));
    expect(hears(expired, expire, when(until))).toBe('same');
    expect(hears(expired, use, when(until - 1))).toBe('RESTORE_NOT_OPEN');
    const restored = follow(opened, [use], when(until - 1));
    expect(hears(restored, use, when(until))).toBe('same');
    expect(hears(restored, expire, when(until))).toBe('RESTORE_NOT_OPEN');
    expect(hears(follow(opened, [placed]), expire, when(until))).toBe('HELD');
  });

  it('is not all gone while it can be restored', () => {
    const open = follow(opened, [{ type: 'residual expired', left: 0 }], now);
    expect(open.state).toBe('completed');
    expect(hears(open, tick, now)).toBe('same');
    expect(hears(follow(open, [{ type: 'restore expired', target }], when(until)), tick, when(until))).toBe('closed');
  });

  it('of a target that is not there is unknown', () => {
    for (const type of ['restore used', 'restore expired'] as const) {
      expect(hears(completed, { type, target: 'workspace:9' }, now)).toBe('TARGET_UNKNOWN');
    }
    expect(hears(completed, { type: 'restore opened', target: 'workspace:9', until }, now)).toBe('TARGET_UNKNOWN');
  });
});

describe('receiving', () => {
  const hearsWish = (changes: Parameters<typeof wishWith>[0]): string => says(receive(wishWith(changes), at()));
  const source = { subject: { kind: 'source', key: ['3'] }, within: [{ kind: 'workspace', key: ['7'] }] };

  it('starts every clock, names every target and tells the requester', () => {
    const range = { from: '2026-01-01', to: '2026-01-31' };
    const decision = made(receive(wishWith({ targets: [workspace('8'), { ...source, range }] }), at()));
    expect(decision.fact).toMatchObject({ type: 'received', from: null, to: 'received' });
    expect(decision.fact.data['targets']).toEqual(['workspace:8', 'source:3 2026-01-01..2026-01-31']);
    expect(decision.request.targets[1]?.path).toEqual(['workspace:7', 'source:3']);
    expect(decision.request).toMatchObject({ ackDueAt: begin + 7 * day, completeDueAt: begin + 30 * day });
    expect(Object.isFrozen(decision.request.targets[0].subject.key)).toBe(true);
  });

  it.each([
    ['without a target', { targets: [] }, 'NO_TARGETS'],
    ['with a target twice', { targets: [workspace('7'), workspace('7')] }, 'TARGET_TWICE'],
    ['with an unknown time zone', { timeZone: 'Mars/Base' }, 'TIME_ZONE_UNKNOWN'],
    ['with an offset for a time zone', { timeZone: '+02:00' }, 'TIME_ZONE_UNKNOWN'],
    [
      'with half days',
      { targets: [{ ...source, range: { from: '2026-01-01T12', to: '2026-01-02' } }] },
      'RANGE_INVALID',
    ],
    [
      'with days that are not',
      { targets: [{ ...source, range: { from: '2026-02-01', to: '2026-02-30' } }] },
      'RANGE_INVALID',
    ],
    [
      'with days that end before they begin',
      { targets: [{ ...source, range: { from: '2026-02-02', to: '2026-02-01' } }] },
      'RANGE_INVALID',
    ],
  ] as const)('refuses a wish %s', (_, changes, code) => {
    expect(hearsWish(changes)).toBe(code);
  });
});
