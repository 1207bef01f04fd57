import { commandLine } from '../../src/service/backend/keys.ts';
import { ann, days, operator } from '../club/club-case.ts';
import type { HttpCase } from './http-case.ts';

/** Ids of one of each thing, all of them of the first club and its people. */
export interface Everything {
  readonly request: string;
  readonly plan: string;
  readonly run: string;
  readonly certificate: string;
  readonly hold: string;
  readonly key: string;
  /** Still waiting. */
  readonly waiting: string;
}

/** A team of the first club that was deleted, with all that is left of it, and a request of the club that waits. */
export async function clubWithEverything({ club, backend }: HttpCase): Promise<Everything> {
  const request = await club.ask('team:1', operator);
  await club.settle();
  await club.tell(request, {
    type: 'proof given',
    proof: { kind: 'operator decision', at: 0, operator: 'key_1', reason: 'asked by phone' },
  });
  await club.settle();
  await club.later(days(1));
  await club.carryOut();
  const { state } = await club.request(request);
  if (state !== 'completed' && state !== 'closed') throw new Error(`the team is ${state}`);
  const waiting = await club.ask('club:1', ann);
  await club.settle();
  const { id: plan } = await backend.plans.make(commandLine, { subject: 'club:1' }, { store: true });
  const review = { reason: 'case 7', owner: 'legal', reviewOn: '2099-01-01' };
  const { hold } = await backend.holds.place(commandLine, { scope: 'team:4', ...review });
  const { key } = await backend.keys.create(commandLine, {
    name: 'theirs',
    scopes: ['request:read'],
    tenant: 'club:1',
    expiresInDays: null,
  });
  const { runs, certificates } = await backend.requests.load(commandLine, request);
  const [run] = runs;
  const [certificate] = certificates;
  if (run === undefined || certificate === undefined) throw new Error('the team has no run or certificate');
  return { request, plan, run, certificate, hold, key: key.id, waiting };
}
