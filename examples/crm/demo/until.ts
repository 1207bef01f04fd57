import { setTimeout as sleep } from 'node:timers/promises';

// Also where a machine has other things to do.
const withinMs = 60_000;
const betweenMs = 40;

/** Asks until there is an answer. What never comes ends the demo, and so does Ctrl-C. */
export async function until<T>(what: string, signal: AbortSignal, ask: () => Promise<T | null>): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  let answer = await ask();
  while (answer === null) {
    if (performance.now() > giveUpAt) throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}.`);
    await sleep(betweenMs, undefined, { signal });
    answer = await ask();
  }
  return answer;
}
