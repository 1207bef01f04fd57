import type { RunRecord } from '../engine/control.ts';
import type { RunResult } from '../engine/run.ts';
import { sleep } from '../engine/sleep.ts';
import type { Lethe } from './lethe.ts';

const lookEveryMs = 200;
const looks = 10;

/**
 * A worker of the service was quicker and has the run: this process waits for what comes of it, a while. Null: it is
 * still under way. Being told to end ends the waiting only.
 */
export async function followRun({ control }: Lethe, id: string, signal: AbortSignal): Promise<RunResult | null> {
  for (let look = 0; look < looks; look += 1) {
    if (signal.aborted) return { status: 'drained' };
    const ended = endOf(await control.load(id));
    if (ended !== null) return ended;
    await sleep(lookEveryMs, signal);
  }
  return null;
}

function endOf(run: RunRecord): RunResult | null {
  switch (run.state) {
    case 'completed':
      return { status: 'completed' };
    case 'held':
      return { status: 'held' };
    case 'paused':
      return { status: 'paused' };
    case 'failed':
      return { status: 'failed', findings: run.attention };
    case 'queued':
    case 'running':
    case 'verifying':
      return null;
  }
}
