import { Refusal } from './refusal.ts';

const allowed = 10;
const windowMs = 15 * 60_000;

/** Wrong passwords by address, so that nobody guesses on; by address and not by person, who may not exist. */
export class PasswordTries {
  readonly #now: () => number;
  readonly #wrong = new Map<string, { count: number; readonly endsAtMs: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  check(email: string): void {
    const tries = this.#current(email);
    if (tries === undefined || tries.count < allowed) return;
    const minutes = Math.ceil((tries.endsAtMs - this.#now()) / 60_000);
    throw new Refusal(429, 'Too many wrong passwords', `Try again in ${minutes} minutes.`);
  }

  wrong(email: string): void {
    for (const [known, { endsAtMs }] of this.#wrong) if (endsAtMs <= this.#now()) this.#wrong.delete(known);
    const tries = this.#current(email) ?? { count: 0, endsAtMs: this.#now() + windowMs };
    tries.count += 1;
    this.#wrong.set(email, tries);
  }

  right(email: string): void {
    this.#wrong.delete(email);
  }

  #current(email: string): { count: number; readonly endsAtMs: number } | undefined {
    const tries = this.#wrong.get(email);
    return tries === undefined || tries.endsAtMs <= this.#now() ? undefined : tries;
  }
}
