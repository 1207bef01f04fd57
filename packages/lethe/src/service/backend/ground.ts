import type { TokenSecrets } from '../../intake/token-secrets.ts';
import type { Database } from '../../postgres/connection.ts';
import type { Lethe } from '../lethe.ts';
import type { SubjectNames } from './subject-names.ts';

/**
 * A connection in use. Whoever holds one in a transaction asks with it: waiting for a second one while holding the first,
 * a few callers at once would wait for each other.
 */
export type Client = Parameters<Parameters<Database['transaction']>[0]>[0];

/** What every part of the backend stands on. */
export interface Ground {
  readonly lethe: Lethe;
  readonly secrets: TokenSecrets;
  readonly names: SubjectNames;
}
