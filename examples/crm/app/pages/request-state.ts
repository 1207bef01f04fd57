import type { DeletionRequest, RequestState } from '../lethe-client.ts';
import { dateIn } from './date.ts';

const words: Readonly<Record<RequestState, string>> = {
  received: 'Deletion has been asked for and is being looked at. Nothing is scheduled yet.',
  verifying: 'Deletion has been asked for and waits for proof of who asks. Nothing is scheduled yet.',
  confirming: 'We sent an e-mail with a link. Nothing is scheduled until the link in it is used.',
  blocked: 'Deletion has been asked for, but something is in its way.',
  scheduled: 'Deletion is scheduled',
  held: 'We are required to keep this data for now. Deletion waits until that ends.',
  running: 'Deletion is under way and cannot be cancelled any more.',
  completed: 'Deleted. What the law asks us to keep stays until its date.',
  closed: 'Deleted.',
  cancelled: 'Deletion was cancelled.',
  expired: 'Deletion was asked for but not confirmed in time. Nothing was deleted.',
  refused: 'Deletion was asked for and refused. Nothing was deleted.',
  forwarded: 'The request was passed on to those who are responsible.',
};

export function stateInWords({ state, dueAt }: DeletionRequest, timeZone: string): string {
  if (state !== 'scheduled') return words[state];
  const when = dueAt === null ? '' : ` for ${dateIn(timeZone, dueAt)}`;
  return `${words.scheduled}${when}. Nothing has been deleted yet.`;
}
