import { LetheError } from '../../errors.ts';
import type { Finding } from '../../planner/finding.ts';
import type { Plan } from '../../planner/plan.ts';
import { exportsNeeded } from '../../policy/request.ts';
import { lockRequest, readNow, tellRequest } from '../../postgres/requests.ts';
import type { RequestEvent } from '../../requests/event.ts';
import type { MetFinding, Request, Target } from '../../requests/request.ts';
import { makePlan, makeUncountedPlan } from '../make-plan.ts';
import { rehearsal } from '../rehearsal.ts';
import { policyOfTarget } from './authority.ts';
import { addressChanged, isAddressFresh } from './changed-address.ts';
import type { Life } from './life-context.ts';
import { digestOfPlans } from './plans-digest.ts';

export interface TargetPlan {
  readonly target: Target;
  /** null: its row is not there any more. */
  readonly plan: Plan | null;
}

/** What stands in the way of a request, found out now. */
export interface Obstacles {
  /** Rows were counted, so that what is not among these is not there. */
  readonly counted: boolean;
  readonly plans: readonly TargetPlan[];
  readonly digest: string;
  /** Blockers of the policy of the day it came in, `name@version`, that are met. */
  readonly met: ReadonlySet<string>;
  /** Blockers that today's configuration cannot look for. */
  readonly unknown: ReadonlySet<string>;
  readonly findings: readonly MetFinding[];
  /** A second person has to agree. */
  readonly needsApproval: boolean;
}

/** `uncounted`: nothing hangs on how many rows there are. `tried`: counted, and it is about to be carried out. */
type How = 'counted' | 'uncounted' | 'tried';

/** Plans every target again. */
export async function obstaclesOf(life: Life, request: Request, how: How): Promise<Obstacles> {
  const plans: TargetPlan[] = [];
  for (const target of request.targets) plans.push({ target, plan: await planOf(life, target, how) });
  const there = plans.flatMap(({ plan }) => (plan === null ? [] : [plan]));
  const tried: Finding[] = [];
  for (const plan of how === 'tried' ? there : []) tried.push(...(await rehearsal(life.lethe, plan)));
  const uses = there.flatMap(({ outline, counts }) =>
    outline.blockers.map(({ name, version }, at) => ({
      blocker: `${name}@${version}`,
      met: (counts.blockers[at] ?? 0) > 0,
    })),
  );
  const looked = request.policy.blockers
    .map(({ name, version }) => `${name}@${version}`)
    .filter((blocker) => blocker !== said && there.length > 0);
  const known = new Set(uses.map(({ blocker }) => blocker));
  return {
    counted: how !== 'uncounted',
    plans,
    digest: digestOfPlans(there.map(({ digest }) => digest)),
    met: new Set(uses.filter(({ met, blocker }) => met && looked.includes(blocker)).map(({ blocker }) => blocker)),
    unknown: new Set(looked.filter((blocker) => !known.has(blocker))),
    findings: [
      ...findingsOf([...there.flatMap(({ findings }) => findings), ...tried]),
      ...(await addressFindings(life, request)),
    ],
    needsApproval: request.policy.approval.always || isAboveRows(life, plans),
  };
}

/** Said by a person, and taken back by a person. */
const said = `${exportsNeeded.name}@${exportsNeeded.version}`;

async function planOf({ lethe }: Life, { subject, path }: Target, how: How): Promise<Plan | null> {
  try {
    return (await (how === 'uncounted' ? makeUncountedPlan : makePlan)(lethe, subject, path)).plan;
  } catch (error) {
    if (error instanceof LetheError && error.code === 'SUBJECT_UNKNOWN') return null;
    throw error;
  }
}

async function addressFindings(life: Life, request: Request): Promise<readonly MetFinding[]> {
  const isFresh = await life.lethe.database.use(async (client) =>
    isAddressFresh(life, request, await readNow(client), client),
  );
  return isFresh ? [addressChanged] : [];
}

/** Blockers have a way of their own: by name, with a level and a message. */
function findingsOf(all: readonly Finding[]): readonly MetFinding[] {
  const found = all.filter(({ code }) => code !== 'BLOCKER');
  return [...new Map(found.map(({ code, table }) => [`${code} ${table}`, { code, table }])).values()];
}

function isAboveRows(life: Life, plans: readonly TargetPlan[]): boolean {
  const most = plans.map(({ target }) => policyOfTarget(life, target).approval.aboveRows);
  const limit = Math.min(...most.map((rows) => rows ?? Number.POSITIVE_INFINITY));
  return plans.reduce((sum, { plan }) => sum + (plan?.rows ?? 0), 0) > limit;
}

/** Whether the number of rows decides something before the deletion is due. */
export const countsMatter = (life: Life, request: Request): boolean =>
  request.targets.some((target) => policyOfTarget(life, target).approval.aboveRows !== null);

/**
 * Tells the request what was found, as far as it does not know: first what is in the way now, then what is not any
 * more, so that nothing passes between the two. Under the lock of its row, and only in the state it was looked at in.
 */
export async function tellObstacles(
  { lethe }: Life,
  looked: Request,
  found: Obstacles,
  authority: RequestEvent<'start'>['authority'] = 'lost',
): Promise<void> {
  await lethe.database.transaction(async (client) => {
    const request = await lockRequest(client, looked.id);
    if (request.state !== looked.state) return;
    const events = [...obstacleEvents(request, found), ...authorityEvents(request, authority)];
    for (const event of events) await tellRequest(client, lethe.wakes, request.id, event);
  });
}

/** Lost is told by `start` alone, which looks at it in the end; that it is there again, as soon as it is seen. */
function authorityEvents(request: Request, authority: RequestEvent<'start'>['authority']): readonly RequestEvent[] {
  if (authority === 'lost') return [];
  return request.findings
    .filter(({ code }) => code === 'AUTHORITY_LOST')
    .map((finding) => ({ type: 'finding cleared', finding }));
}

function obstacleEvents(request: Request, found: Obstacles): readonly RequestEvent[] {
  const noted = request.blockers.map(({ blocker }) => blocker);
  const stops = new Set(
    request.policy.blockers.filter(({ level }) => level === 'block').map(({ name, version }) => `${name}@${version}`),
  );
  // A version that is not installed cannot say that nothing is in the way.
  const missing = [...stops].filter((blocker) => found.unknown.has(blocker));
  const met = [...found.met, ...missing].filter((blocker) => !noted.includes(blocker));
  const cleared = noted.filter((each) => each !== said && !found.met.has(each) && !found.unknown.has(each));
  const approval = request.approval;
  return [
    ...met.map((blocker, at) => {
      const more = met.slice(at + 1).some((each) => stops.has(each) === stops.has(blocker));
      return { type: 'blocker met', blocker, ...(more && { more }) } as const;
    }),
    ...without(found.findings, request.findings).map((finding) => ({ type: 'finding met', finding }) as const),
    ...(asksApproval(request, found) && approval?.digest !== found.digest
      ? [{ type: 'approval needed', digest: found.digest } as const]
      : []),
    ...cleared.map((blocker) => ({ type: 'blocker cleared', blocker }) as const),
    ...(found.counted ? without(request.findings, found.findings) : [])
      .filter(({ code }) => code !== 'AUTHORITY_LOST')
      .map((finding) => ({ type: 'finding cleared', finding }) as const),
  ];
}

/** An approval is of what is carried out in the end, so it is asked for once grace has begun. */
const asksApproval = (request: Request, { needsApproval }: Obstacles): boolean =>
  request.dueAt !== null && (needsApproval || request.approval !== null);

const without = (all: readonly MetFinding[], known: readonly MetFinding[]): readonly MetFinding[] =>
  all.filter(({ code, table }) => !known.some((each) => each.code === code && each.table === table));
