import { explainConfirmation, readConfirmation } from './confirmation.ts';
import { type Duration, days, describeDuration } from './duration.ts';
import { withArticle } from './names.ts';
import type { ProofWay, SecondStep, SubjectPolicy, SubjectRequest } from './policy.ts';
import { explainProof, operatorDecision, readProofs } from './proof.ts';
import { object, oneOf, optional, type Read } from './read.ts';
import { explainRoles, readRoles } from './roles.ts';
import { waitLike } from './wait.ts';

export interface RequestWritten {
  /** Roles of the host database that may ask. */
  readonly by?: readonly string[];
  /** Roles that are told of the deletion and may cancel it, which takes less than to ask for it. Without it, those of `by`. */
  readonly tell?: readonly string[];
  /** Any one of these is enough; all but an operator's decision need one of the roles too. */
  readonly proof?: readonly ProofWay[];
  /** Without it, no second step. */
  readonly confirm?: SecondStep;
  /** How long the proof may take. */
  readonly within?: Duration;
  /** What "I still need exports" does. */
  readonly exports?: 'warn' | 'block';
  /** How long a mailbox proves nothing after the address was changed. Needs `changedAt` of the store's people. */
  readonly cooling?: Duration;
}

/** Said by a person and not found in rows, but in the way of a deletion as any blocker of the policy is. */
export const exportsNeeded = { name: 'exports-needed', version: 1 } as const;

export const nobodyAsks: SubjectRequest = Object.freeze({
  by: Object.freeze([]),
  tell: null,
  proof: Object.freeze([Object.freeze(operatorDecision())]),
  confirm: null,
  within: days(7),
  exports: 'warn',
  cooling: null,
});

export const readRequest: Read<SubjectRequest> = object<SubjectRequest>(
  { expected: 'who may ask, and how they prove it', write: "request: { by: ['owner'], proof: [operatorDecision()] }" },
  {
    by: optional(readRoles, nobodyAsks.by),
    tell: optional<readonly string[] | null>(readRoles, nobodyAsks.tell),
    proof: optional(readProofs, nobodyAsks.proof),
    confirm: optional<SecondStep | null>(readConfirmation, nobodyAsks.confirm),
    within: optional(waitLike('days(7)'), nobodyAsks.within),
    exports: optional<'warn' | 'block'>(oneOf('warn', 'block'), nobodyAsks.exports),
    cooling: optional<Duration | null>(waitLike('days(7)'), nobodyAsks.cooling),
  },
);

/** Who is told of it, beside the person who asks. */
export const toldOf = ({ by, tell }: SubjectRequest): readonly string[] => tell ?? by;

export function explainRequest({ kind, request }: SubjectPolicy): string[] {
  return [
    request.by.length === 0
      ? `Nobody may ask by themselves for ${withArticle(kind)} to be deleted.`
      : `${explainRoles(request.by)} may ask for ${withArticle(kind)} to be deleted. The role is read when they ask, and again when it is due.`,
    `Within ${describeDuration(request.within)} it is proven by ${request.proof.map(explainProof).join('; or by ')}.`,
    explainConfirmation(request.confirm, kind),
    ...(request.cooling === null
      ? []
      : [
          `Within ${describeDuration(request.cooling)} after somebody's address was changed, their mailbox proves nothing.`,
        ]),
    `Saying that exports are still needed ${request.exports === 'warn' ? 'warns' : 'stops the deletion until it is taken back'}.`,
  ];
}
