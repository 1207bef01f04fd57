import { hasStarted, type Request, stateBeneath, type Target } from './request.ts';

/** The one question the host asks. From the freest to the strictest. */
export type Access = 'active' | 'scheduled' | 'deactivated' | 'restricted' | 'gone';

const strictness: Readonly<Record<Access, number>> = {
  active: 0,
  scheduled: 1,
  deactivated: 2,
  restricted: 3,
  gone: 4,
};

export interface AccessFacts {
  /** The subject asked about, and before it those it lies in, widest first, each written `kind:key`. */
  readonly path: readonly string[];
  readonly deactivated: boolean;
  /** An operator restricts it, whatever its requests say. */
  readonly restricted: boolean;
  /** Every request with a target on the path. */
  readonly requests: readonly Request[];
}

/**
 * The strictest of all that is known. So a deactivated account stays so while its deletion is scheduled with open
 * access: asking for a deletion must not open what was closed, and cancelling it needs to restore nothing.
 */
export function accessOf({ path, deactivated, restricted, requests }: AccessFacts): Access {
  const answers: Access[] = [
    restricted ? 'restricted' : 'active',
    deactivated ? 'deactivated' : 'active',
    ...requests.flatMap((request) => request.targets.filter(isOn(path)).map((target) => answerOf(request, target))),
  ];
  return answers.reduce((one, two) => (strictness[two] > strictness[one] ? two : one));
}

/** A range of days is not the subject: the rest of it stays in use. */
const isOn =
  (path: readonly string[]) =>
  ({ path: targetPath, range }: Target): boolean =>
    range === null && targetPath.every((part, index) => path[index] === part);

function answerOf(request: Request, target: Target): Access {
  return hasStarted(request) ? answerOfStarted(target) : answerOfWaiting(request);
}

function answerOfStarted({ outcome, restore }: Target): Access {
  if (outcome === 'kept' || outcome === 'stopped' || restore?.state === 'restored') return 'active';
  return outcome === 'all' || outcome === 'nothing_held' ? 'gone' : 'restricted';
}

/** From the moment grace could begin: proven, confirmed, and waiting for time or for what is in its way. */
function answerOfWaiting(request: Request): Access {
  const beneath = stateBeneath(request);
  const waits = beneath === 'scheduled' || (beneath === 'blocked' && request.blocked?.resume === 'scheduled');
  if (!waits) return 'active';
  return request.policy.grace.access === 'open' ? 'scheduled' : 'restricted';
}
