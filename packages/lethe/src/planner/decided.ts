import type { Ownerships } from './ownership.ts';
import type { Setting } from './setting.ts';
import type { Fates } from './spine.ts';

/** What is settled before steps are made: whose every row is, and what becomes of it. */
export interface Decided {
  readonly setting: Setting;
  readonly ownerships: Ownerships;
  readonly fates: Fates;
}
