import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is not null. A product that never gets there fails with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | null>, withinMs = 25_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`);
    await sleep(40);
  }
}
