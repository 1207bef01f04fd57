import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from './users.ts';

const lifetimeMs = 12 * 60 * 60_000;

export interface Session {
  readonly id: string;
  readonly user: User;
  /** In every form of this session; another site cannot read it. */
  readonly formToken: string;
  readonly expiresAtMs: number;
  /** When the password was last given. */
  authTimeMs: number;
}

/** In memory: signing out really ends a session, and so does a restart. */
export class Sessions {
  readonly #now: () => number;
  readonly #open = new Map<string, Session>();

  constructor(now: () => number) {
    this.#now = now;
  }

  open(user: User): Session {
    for (const { id, expiresAtMs } of this.#open.values()) if (expiresAtMs <= this.#now()) this.#open.delete(id);
    const session: Session = {
      id: randomBytes(32).toString('base64url'),
      user,
      formToken: randomBytes(32).toString('base64url'),
      expiresAtMs: this.#now() + lifetimeMs,
      authTimeMs: this.#now(),
    };
    this.#open.set(session.id, session);
    return session;
  }

  find(id: string | undefined): Session | null {
    const session = id === undefined ? undefined : this.#open.get(id);
    return session === undefined || session.expiresAtMs <= this.#now() ? null : session;
  }

  close({ id }: Session): void {
    this.#open.delete(id);
  }
}

export function isFormToken({ formToken }: Session, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [one, two] = [Buffer.from(formToken), Buffer.from(given)];
  return one.length === two.length && timingSafeEqual(one, two);
}
