import type { TokenSecrets } from '../../intake/token-secrets.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Lethe } from '../lethe.ts';

/** What the worker's side of a request's life works with. */
export interface Life {
  readonly lethe: Lethe;
  readonly secrets: TokenSecrets;
  /** null: no mail can be sent, and no policy needs any. */
  readonly mailer: Mailer | null;
  readonly log: LifeLog;
}

/** A sentence, and ids and codes for a program. Never personal data. */
export type LifeLog = (level: 'info' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;
