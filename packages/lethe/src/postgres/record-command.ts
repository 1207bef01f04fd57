import type { ClientBase } from 'pg';
import type { NewRun } from '../engine/control.ts';
import { LetheError } from '../errors.ts';
import { formatSubject, parseSubject } from '../planner/subject.ts';
import { commanded } from '../requests/command.ts';
import { keepHoldsOut } from './gate.ts';
import { insertRequest, openHolds, readNow, storeTransition, type Wakes } from './requests.ts';
import { startRequest } from './start-request.ts';

/** The request and the run of `lethe apply`: its whole life up to the point of no return, in one transaction. */
export async function recordCommand(client: ClientBase, wakes: Wakes, made: NewRun): Promise<void> {
  const { subject } = made.outline;
  const name = formatSubject(subject);
  // A hold that is being placed waits for this run to be there, or this sees the hold.
  await keepHoldsOut(client);
  if ((await openHolds(client, { subjects: [name], scopes: made.scopes })).length > 0) {
    throw new LetheError('SUBJECT_HELD', `a hold forbids deleting ${name}`);
  }
  const within = made.scopes
    .filter((scope) => scope !== name)
    .map(parseSubject)
    .toReversed();
  const life = commanded({ id: made.request, subject, within }, await readNow(client));
  for (const [at, transition] of life.entries()) {
    if (at === 0) await insertRequest(client, transition.request, null);
    await storeTransition(client, wakes, transition);
  }
  const { digest, run, outline, counts, scopes } = made;
  const started = await startRequest(client, wakes, {
    request: made.request,
    digest,
    authority: 'attested',
    runs: [{ run, digest, outline, counts, scopes }],
  });
  if (started.is === 'transition' && started.request.state === 'running' && started.request.overlap === null) return;
  const other = started.is === 'transition' ? started.request.overlap?.request : undefined;
  throw new LetheError('SUBJECT_BUSY', `${name} has an open run already${other === undefined ? '' : ` (${other})`}`);
}
