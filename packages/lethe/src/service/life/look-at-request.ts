import { sendConfirmation } from '../../postgres/mail-token.ts';
import { requestNow } from '../../postgres/request-now.ts';
import type { Now, Request } from '../../requests/request.ts';
import type { State } from '../../requests/state.ts';
import { authorityNow } from './authority.ts';
import { identify } from './identify.ts';
import type { Life } from './life-context.ts';
import { countsMatter, obstaclesOf, tellObstacles } from './obstacles.ts';
import { keepRequester } from './requester.ts';
import { lookAtRunning } from './running.ts';
import { startDue } from './start.ts';
import { verify } from './verify.ts';

type Look = (life: Life, request: Request, now: Now) => Promise<void>;

const nothing: Look = async () => undefined;

/** What there is to do for us in each state. One that is left out does not compile. */
const looks: Readonly<Record<State, Look>> = {
  received: identify,
  verifying: verify,
  confirming: lookAtConfirming,
  blocked: lookAtBlocked,
  scheduled: (life, request, now) => (isDue(request, now) ? startDue(life, request) : lookAtWaiting(life, request)),
  held: nothing,
  running: lookAtRunning,
  completed: nothing,
  closed: nothing,
  cancelled: nothing,
  expired: nothing,
  refused: nothing,
  forwarded: nothing,
};

/**
 * Does what there is to do for a request, until there is nothing left or it is somebody else's turn. Any number of
 * workers may look at the same one: each thing done is decided under the lock of its row, and done once.
 */
export async function lookAtRequest(life: Life, id: string): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const before = await stateOf(life, id);
    await looks[before.request.state](life, before.request, before.now);
    const { request } = await stateOf(life, id);
    if (request.state === before.request.state) return;
  }
  throw new Error(`bug: ${id} does not come to rest`);
}

/** More than there are states on the longest way. */
const mostTurns = 12;

const stateOf = ({ lethe }: Life, id: string) => lethe.database.use((client) => requestNow(client, id));

const isDue = ({ dueAt }: Request, now: Now): boolean => dueAt !== null && now.lethe >= dueAt;

async function lookAtConfirming(life: Life, request: Request): Promise<void> {
  const { lethe, secrets } = life;
  if (request.policy.confirm?.by !== 'mail' || request.confirmation?.generation !== 0) return;
  await keepRequester(life, request);
  await tellObstacles(life, request, await obstaclesOf(life, request, 'uncounted'));
  await lethe.database.transaction((client) =>
    sendConfirmation(client, { wakes: lethe.wakes, secrets }, request.id, 'confirmation sent'),
  );
}

async function lookAtBlocked(life: Life, request: Request): Promise<void> {
  const found = await obstaclesOf(life, request, 'tried');
  const there = found.plans.flatMap(({ target, plan }) => (plan === null ? [] : [target]));
  await tellObstacles(life, request, found, await authorityNow(life, request, there));
}

/** While grace runs: what is in the way is told early, and a second person is asked in time. */
export async function lookAtWaiting(life: Life, request: Request): Promise<void> {
  await keepRequester(life, request);
  const how = countsMatter(life, request) ? 'counted' : 'uncounted';
  await tellObstacles(life, request, await obstaclesOf(life, request, how));
}
