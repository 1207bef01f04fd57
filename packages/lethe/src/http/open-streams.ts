import { LetheError } from '../errors.ts';

/** Each looks into the database again and again for as long as it is open. */
const mostOfOne = 20;
const mostOfAll = 100;
const tryAgainSeconds = 30;

export interface OpenStreams {
  /** Until the signal: the other side has hung up, or the stream was ended. */
  enter(caller: string, until: AbortSignal): void;
}

export function openStreams(): OpenStreams {
  const open = new Map<string, number>();
  let all = 0;
  return {
    enter(caller, until) {
      const own = open.get(caller) ?? 0;
      if (own >= mostOfOne || all >= mostOfAll) throw tooMany();
      if (until.aborted) return;
      open.set(caller, own + 1);
      all += 1;
      const leave = (): void => {
        const left = (open.get(caller) ?? 1) - 1;
        if (left === 0) open.delete(caller);
        else open.set(caller, left);
        all -= 1;
      };
      until.addEventListener('abort', leave, { once: true });
    },
  };
}

const tooMany = (): LetheError =>
  new LetheError('TOO_OFTEN', 'Too many streams are open. Close one, or wait as long as the Retry-After header says.', {
    details: { retryAfterSeconds: tryAgainSeconds },
  });
