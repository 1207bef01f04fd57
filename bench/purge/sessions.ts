import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Taken } from '../statement-times.ts';

export interface Beside {
  readonly subject: number;
  /** Whose rows the load reads and writes. */
  readonly workspaces: readonly number[];
}

export interface SessionTimes {
  readonly waits: Taken;
  readonly load: Taken;
}

export interface Sessions extends AsyncDisposable {
  /** Of the statements since the last call. */
  take(): Promise<SessionTimes>;
  during(ms: number): Promise<SessionTimes>;
}

/** In a thread of their own: what the deletion costs this one is not to count as a wait. */
export async function sessionsBeside(url: string, beside: Beside): Promise<Sessions> {
  const thread = new Worker(new URL('./sessions-thread.ts', import.meta.url), { workerData: { url, ...beside } });
  const answer = async (): Promise<SessionTimes> => {
    const [times]: SessionTimes[] = await once(thread, 'message');
    if (times === undefined) throw new Error('bug: the thread answers with times');
    return times;
  };
  const take = (): Promise<SessionTimes> => {
    thread.postMessage('take');
    return answer();
  };
  await answer();
  return {
    take,
    async during(ms) {
      await take();
      await sleep(ms);
      return take();
    },
    async [Symbol.asyncDispose]() {
      thread.postMessage('end');
      await once(thread, 'exit');
    },
  };
}
