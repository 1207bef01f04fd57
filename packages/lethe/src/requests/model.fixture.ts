import type { RequestEvent } from './event.ts';
import { begin, day, hour } from './life.fixture.ts';
import type { Now } from './request.ts';
import type { RequestPolicy } from './request-policy.ts';
import type { FinalState, State } from './state.ts';

type Waits = { readonly to: 'confirming' | 'scheduled'; readonly until: number };

/**
 * A second telling of a request's life, to compare with. It knows no table and stores no state: it keeps what has
 * happened as separate facts, and reads the state off them. Its policies count in exact days and hours only.
 */
export class Model {
  identified = false;
  readonly proofs = new Set<string>();
  wrongProofs = 0;
  verifyUntil = Number.POSITIVE_INFINITY;
  token: { sent: number; wrong: number; until: number; rawUntil: number; used: boolean } | null = null;
  readonly blockers = new Set<string>();
  readonly findings = new Set<string>();
  approval: { digest: string; until: number } | null = null;
  waits: Waits | null = null;
  due: number | null = null;
  reminded = false;
  readonly holds = new Set<string>();
  started = false;
  stopping = false;
  absorbed = false;
  over: FinalState | null = null;
  residuals = 0;
  /** `null`: not begun; `''`: begun; else how it ended. */
  readonly targets: Map<string, string | null>;

  readonly policy: RequestPolicy;
  readonly bulk: boolean;

  constructor(policy: RequestPolicy, targets: readonly string[], bulk: boolean) {
    this.policy = policy;
    this.bulk = bulk;
    this.targets = new Map(targets.map((name) => [name, null]));
  }

  get state(): State {
    if (this.over !== null) return this.over;
    if (this.isDone) return 'completed';
    return this.holds.size > 0 ? 'held' : this.beneath;
  }

  get isDone(): boolean {
    return [...this.targets.values()].every((outcome) => outcome !== null && outcome !== '');
  }

  get beneath(): State {
    if (this.started) return 'running';
    if (!this.identified) return 'received';
    if (this.waits !== null) return 'blocked';
    if (this.due !== null) return 'scheduled';
    return this.token === null ? 'verifying' : 'confirming';
  }

  get isProven(): boolean {
    return this.policy.proof.some((way) => way.length > 0 && way.every((kind) => this.proofs.has(kind)));
  }

  hear(event: RequestEvent, now: Now): void {
    if (this.over !== null) return;
    const inTheWay = this.blockers.size + this.findings.size;
    const until = this.approval?.until ?? 0;
    if (this.state === 'completed') this.hearAfterwards(event);
    else if (event.type === 'hold placed') this.holds.add(event.hold);
    else if (event.type === 'hold released') this.holds.delete(event.hold);
    else if (this.started) this.hearRunning(event);
    else this.hearBefore(event, now);
    // Only what frees the way itself is followed at once; what was freed under a hold waits for a tick.
    const freed = this.blockers.size + this.findings.size < inTheWay || (this.approval?.until ?? 0) > until;
    if (freed && now.lethe < (this.waits?.until ?? 0)) this.goOn(now);
  }

  private hearAfterwards(event: RequestEvent): void {
    if (event.type === 'hold placed') this.holds.add(event.hold);
    if (event.type === 'hold released') this.holds.delete(event.hold);
    if (event.type === 'residual expired' && this.holds.size === 0 && event.left < this.residuals) {
      this.residuals = event.left;
      if (event.left === 0) this.over = 'closed';
    }
    if (event.type === 'tick' && this.residuals === 0 && this.holds.size === 0) this.over = 'closed';
  }

  private hearRunning(event: RequestEvent): void {
    if (event.type === 'stop' && this.bulk) this.stopping = true;
    if (this.holds.size > 0) return;
    if (event.type === 'target started' && this.targets.get(event.target) === null && !this.stopping) {
      this.targets.set(event.target, '');
    }
    if (event.type === 'target ended') {
      const before = this.targets.get(event.target);
      const unbegun = event.outcome === 'nothing_held' || (event.outcome === 'stopped' && this.stopping);
      const taken = this.absorbed && event.outcome !== 'stopped';
      if (before === '' ? true : before === null && (unbegun || taken)) {
        // A target that was begun may still be told to have stopped.
        this.targets.set(event.target, event.outcome);
        this.residuals += event.residuals;
      }
    }
  }

  private hearBefore(event: RequestEvent, now: Now): void {
    const inside = this.beneath !== 'received';
    if (event.type === 'cancel') this.over = 'cancelled';
    if (event.type === 'denied' && event.generation >= 1 && event.generation <= (this.token?.sent ?? 0)) {
      this.over = 'cancelled';
    }
    if (inside && event.type === 'blocker met') this.blockers.add(event.blocker);
    if (inside && event.type === 'blocker cleared') this.blockers.delete(event.blocker);
    if (inside && event.type === 'finding met') this.findings.add(event.finding.code);
    if (inside && event.type === 'finding cleared') this.findings.delete(event.finding.code);
    if (inside && event.type === 'approval needed') this.needApproval(event.digest);
    if (inside && event.type === 'approval given') this.approve(event, now);
    if (event.type === 'approval voided' && this.approval !== null) this.approval.until = 0;
    if (this.holds.size === 0) this.hearFree(event, now);
  }

  private needApproval(digest: string): void {
    if (this.approval?.digest !== digest) this.approval = { digest, until: 0 };
  }

  private approve(event: RequestEvent<'approval given'>, now: Now): void {
    if (event.by === 'ann' || event.credential === 'key-ann' || this.approval?.digest !== event.digest) return;
    if (this.approval.until <= now.lethe) this.approval.until = now.lethe + 2 * day;
  }

  private hearFree(event: RequestEvent, now: Now): void {
    const place = this.beneath;
    if (event.type === 'tick') this.passTime(now);
    if (event.type === 'identified' && !this.identified) {
      this.identified = true;
      this.verifyUntil = now.lethe + 14 * day;
    }
    const early = place === 'received' || place === 'verifying';
    if (event.type === 'forward' && early) this.over = 'forwarded';
    if (event.type === 'refuse' && (early || place === 'blocked')) this.over = 'refused';
    if (place === 'verifying') this.hearProof(event, now);
    if (place === 'confirming') this.hearConfirmation(event, now);
    if (place === 'scheduled' && event.type === 'start') this.tryToStart(event, now);
  }

  private hearProof(event: RequestEvent, now: Now): void {
    if (event.type === 'proof asked') this.wrongProofs = 0;
    if (event.type === 'proof failed') this.wrongProofs = Math.min(this.policy.proofTries, this.wrongProofs + 1);
    if (event.type !== 'proof given' || now.lethe >= this.verifyUntil) return;
    const { kind } = event.proof;
    if (kind === 'mailbox' && this.wrongProofs === this.policy.proofTries) return;
    if (event.proof.kind === 'role' && event.proof.role !== 'owner') return;
    this.proofs.add(kind);
    if (this.isProven) this.waitFor(this.policy.confirm === null ? 'scheduled' : 'confirming', now);
  }

  private hearConfirmation(event: RequestEvent, now: Now): void {
    const { token } = this;
    if (token === null) return;
    const valid = now.lethe < token.until && now.raw < token.rawUntil;
    const mailed = this.policy.confirm?.by === 'mail';
    const tries = this.policy.confirm?.tries ?? 0;
    if (event.type === 'confirmation sent' && mailed && token.sent === 0) token.sent = 1;
    else if (event.type === 'confirmation resent' && token.sent > 0 && valid) {
      token.sent += 1;
      token.wrong = 0;
    } else if (mailed && token.sent === 0) return;
    else if (event.type === 'confirmation failed') token.wrong = Math.min(tries, token.wrong + 1);
    else if (event.type === 'confirmed' && event.generation === token.sent && valid && token.wrong < tries) {
      token.used = true;
      this.waitFor('scheduled', now);
    }
  }

  private get isInTheWay(): boolean {
    return this.findings.size > 0 || [...this.blockers].some((blocker) => blocker !== 'exports@1');
  }

  private isApproved(now: Now): boolean {
    if (this.approval === null) return !this.policy.approval.always;
    return now.lethe < this.approval.until;
  }

  private waitFor(to: Waits['to'], now: Now): void {
    this.waits = { to, until: now.lethe + 30 * day };
    this.goOn(now);
  }

  private goOn(now: Now): void {
    if (this.waits === null || this.holds.size > 0 || this.started || this.isInTheWay) return;
    if (this.due !== null && !this.isApproved(now)) return;
    const { to } = this.waits;
    this.waits = null;
    if (to === 'confirming') {
      this.token = { sent: 0, wrong: 0, until: now.lethe + day, rawUntil: now.raw + day, used: false };
    } else this.due ??= now.lethe + graceOf(this.policy);
  }

  private passTime(now: Now): void {
    const place = this.beneath;
    const until =
      place === 'verifying' ? this.verifyUntil : place === 'confirming' ? this.token?.until : this.waits?.until;
    if (place !== 'received' && place !== 'scheduled' && until !== undefined && now.lethe >= until)
      this.over = 'expired';
    else this.goOn(now);
  }

  private tryToStart(event: RequestEvent<'start'>, now: Now): void {
    if (this.due === null || now.lethe < this.due) return;
    this.findings.delete('AUTHORITY_LOST');
    if (event.authority === 'lost') this.findings.add('AUTHORITY_LOST');
    if (this.approval !== null || this.policy.approval.always) this.needApproval(event.digest);
    if (this.isInTheWay || !this.isApproved(now)) this.waits = { to: 'scheduled', until: now.lethe + 30 * day };
    else if (event.overlap.is !== 'wait') {
      this.started = true;
      this.absorbed = event.overlap.is === 'absorbed';
    }
  }

  /** Moments at which something ends, of what is waited for now. */
  get edges(): readonly number[] {
    const place = this.beneath;
    const ends = [
      place === 'verifying' ? this.verifyUntil : null,
      place === 'confirming' ? this.token?.until : null,
      place === 'blocked' ? this.waits?.until : null,
      place === 'scheduled' ? this.due : null,
      this.approval?.until,
    ];
    return ends.flatMap((each) => (each != null && each >= begin ? [each] : []));
  }
}

const graceOf = ({ grace }: RequestPolicy): number => {
  if (grace.for === null) return 0;
  return grace.for.count * (grace.for.unit === 'days' ? day : hour);
};
