import type { Access } from './access.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Moment, Now } from './request.ts';
import type { RequestPolicy } from './request-policy.ts';

/** T1: a verb on the subject, apart from every request: it deletes nothing and can be taken back at any time. */
export interface Deactivation {
  readonly deactivatedAt: Moment | null;
}

export interface DeactivationEvent {
  readonly type: 'deactivate' | 'reactivate';
  /** Read from the host database at this moment. */
  readonly role: string;
  readonly actor: string;
}

export interface DeactivationFacts {
  readonly deactivation: Deactivation;
  readonly access: Access;
  readonly policy: Pick<RequestPolicy, 'deactivateBy'>;
}

export type DeactivationDecision =
  | {
      readonly is: 'transition';
      readonly deactivation: Deactivation;
      readonly fact: { readonly type: DeactivationEvent['type']; readonly at: Moment; readonly actor: string };
    }
  | { readonly is: 'same'; readonly deactivation: Deactivation }
  | Refusal;

export function decideDeactivation(facts: DeactivationFacts, event: DeactivationEvent, now: Now): DeactivationDecision {
  const { deactivation, access, policy } = facts;
  if (!policy.deactivateBy.includes(event.role)) return refusal('ROLE_NOT_ALLOWED');
  if (access === 'gone') return refusal('SUBJECT_GONE');
  const wanted = event.type === 'deactivate';
  if ((deactivation.deactivatedAt !== null) === wanted) return { is: 'same', deactivation };
  return {
    is: 'transition',
    deactivation: { deactivatedAt: wanted ? now.lethe : null },
    fact: { type: event.type, at: now.lethe, actor: event.actor },
  };
}
