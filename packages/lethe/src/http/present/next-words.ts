import type { Request } from '../../requests/request.ts';
import type { State } from '../../requests/state.ts';
import { isoOf } from './moment.ts';

type Facts = Pick<Request, 'verifyDeadlineAt' | 'confirmation' | 'blocked' | 'dueAt' | 'outcome' | 'residualsLeft'> & {
  readonly policy: Pick<Request['policy'], 'confirm'>;
};

const by = (moment: number | null | undefined): string =>
  moment === null || moment === undefined ? 'in time' : `by ${isoOf(moment)}`;

const words: Readonly<Record<State, (facts: Facts) => string>> = {
  received: () => 'We look whether this is ours to delete. Nothing has been deleted yet.',
  verifying: ({ verifyDeadlineAt }) =>
    `Prove ${by(verifyDeadlineAt)} that you may ask for this. Nothing has been deleted yet.`,
  confirming: ({ confirmation, policy }) =>
    policy.confirm?.by === 'typed'
      ? `Type the name of what is to be deleted ${by(confirmation?.deadlineAt)}. Nothing is scheduled yet.`
      : `Open the link that was mailed, or enter its code, ${by(confirmation?.deadlineAt)}. Nothing is scheduled yet.`,
  blocked: ({ blocked }) =>
    `Settle what is in the way ${by(blocked?.deadlineAt)}; it goes on by itself then. Nothing has been deleted yet.`,
  scheduled: ({ dueAt }) =>
    dueAt === null
      ? 'The deletion is about to begin.'
      : `The deletion begins at ${isoOf(dueAt)}. Until then it can be cancelled.`,
  held: () => 'We are required to keep some data for now. It goes on by itself when that ends.',
  running: () => 'The deletion is being carried out and can no longer be cancelled.',
  completed: ({ residualsLeft }) =>
    residualsLeft === 0
      ? 'Everything that was to be deleted is deleted. Nothing is left to do.'
      : 'The deletion is done. What is kept, and until when, is listed with the residuals.',
  closed: () => 'Everything is deleted, and what was kept for a time is gone too.',
  cancelled: () => 'The deletion was cancelled. Nothing was deleted.',
  expired: () => 'The time ran out, so nothing was deleted. Ask again if you still want it.',
  refused: () => 'The request was refused. Nothing was deleted.',
  forwarded: () => 'Somebody else answers for this data; the request was passed on to them. We deleted nothing.',
};

/** What happens next, or what to do, in words: no state is a dead end. */
export const nextWords = (request: Facts & { readonly state: State }): string => words[request.state](request);
