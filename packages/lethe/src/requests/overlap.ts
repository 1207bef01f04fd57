import type { DayRange, Target } from './request.ts';

/** What a request lays its hands on. */
export interface Claim {
  readonly request: string;
  readonly targets: readonly Pick<Target, 'path' | 'range'>[];
  /** Past its point of no return and not completed. */
  readonly started: boolean;
}

export type Overlap =
  /** `absorbs`: requests not begun, all of whose rows go with this one. */
  | { readonly is: 'run'; readonly absorbs: readonly string[] }
  | { readonly is: 'wait'; readonly behind: string }
  | { readonly is: 'absorbed'; readonly by: string };

/**
 * What a request that is due does about the others. Only one that has started is waited for, and that one waits for
 * nobody, so there is no circle. One that has not started may still be cancelled, and holds nobody up.
 */
export function overlapOf(mine: Claim, others: readonly Claim[]): Overlap {
  const near = others
    .filter(({ request, targets }) => request !== mine.request && targets.some((each) => meets(each, mine.targets)))
    .sort((one, two) => (one.request < two.request ? -1 : 1));
  const started = near.filter((each) => each.started);
  const wider = started.find((each) => covers(each, mine));
  if (wider !== undefined) return { is: 'absorbed', by: wider.request };
  const [first] = started;
  if (first !== undefined) return { is: 'wait', behind: first.request };
  return { is: 'run', absorbs: near.filter((each) => covers(mine, each)).map(({ request }) => request) };
}

type Place = Claim['targets'][number];

/** Every target of the narrower lies in one of the wider. */
function covers(wider: Claim, narrower: Claim): boolean {
  return narrower.targets.every((inner) => wider.targets.some((outer) => contains(outer, inner)));
}

function meets(one: Place, others: readonly Place[]): boolean {
  return others.some((other) => {
    if (!isWithin(one.path, other.path) && !isWithin(other.path, one.path)) return false;
    // Days tell two targets apart only where both are days of the same subject.
    const sameSubject = one.path.length === other.path.length;
    return !sameSubject || one.range === null || other.range === null || shareDays(one.range, other.range);
  });
}

function contains(outer: Place, inner: Place): boolean {
  if (!isWithin(inner.path, outer.path)) return false;
  if (outer.range === null) return true;
  // Some days of a subject never contain what hangs from it as a whole.
  if (inner.range === null || inner.path.length !== outer.path.length) return false;
  return outer.range.from <= inner.range.from && inner.range.to <= outer.range.to;
}

const isWithin = (path: readonly string[], wider: readonly string[]): boolean =>
  wider.every((part, index) => path[index] === part);

const shareDays = (one: DayRange, two: DayRange): boolean => one.from <= two.to && two.from <= one.to;
