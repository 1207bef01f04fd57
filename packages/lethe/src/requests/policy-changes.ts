import { canonicalJson } from '../canonical-json.ts';
import { type RequestPolicy, toldBy } from './request-policy.ts';

type Said = Readonly<Record<keyof RequestPolicy, readonly [word: string, says: unknown]>>;

/** Each field with its word in the policy language. One that is left out does not compile. */
const said = (policy: RequestPolicy): Said => ({
  by: ['request.by', policy.by],
  tell: ['request.tell', toldBy(policy)],
  proof: ['request.proof', policy.proof],
  verifyWithin: ['request.within', policy.verifyWithin],
  proofTries: ['request.proof', policy.proofTries],
  confirm: ['request.confirm', policy.confirm],
  grace: ['grace', policy.grace],
  blockers: ['blockers', policy.blockers],
  clearWithin: ['clear', policy.clearWithin],
  approval: ['approval', policy.approval],
  clocks: ['deadlines', policy.clocks],
  deactivateBy: ['deactivate', policy.deactivateBy],
});

/**
 * F87: what the policy says otherwise today than on the day a request came in, in words of the policy. The request goes
 * on by what it carries; whoever looks at it should know that another one made today would not.
 */
export function policyChanges(carried: RequestPolicy, today: RequestPolicy): readonly string[] {
  const now = Object.values(said(today));
  const changed = Object.values(said(carried)).filter(([, says], at) => !isSame(says, now[at]?.[1]));
  return [...new Set(changed.map(([word]) => word))];
}

/** A database that stores JSON hands its members back in another order. */
const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other ?? null);
