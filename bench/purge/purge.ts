// What does a purge of one tenant among ten million rows cost: beside one hand-written cascade, without the indexes it
// needs, for the sessions beside it, and as the database around the same tenant grows?
import type { Databases } from '../databases.ts';
import { besidePart } from './beside.ts';
import { cascadePart } from './cascade.ts';
import { growthPart } from './growth.ts';
import { unindexedPart } from './unindexed.ts';

export interface PurgeOptions {
  /** Of the whole database, about. */
  readonly rows: number;
  readonly rounds: number;
  /** After so long the cascade without indexes is stopped. */
  readonly patienceMs: number;
  /** One part alone. */
  readonly part: string | undefined;
}

const parts: Readonly<Record<string, (on: Databases, options: PurgeOptions) => Promise<void>>> = {
  cascade: cascadePart,
  unindexed: unindexedPart,
  beside: besidePart,
  growth: growthPart,
};

export async function purgeQuestion(on: Databases, options: PurgeOptions): Promise<void> {
  for (const name of options.part === undefined ? Object.keys(parts) : [options.part]) {
    const part = parts[name];
    if (part === undefined) throw new Error(`purge has no part "${name}": ${Object.keys(parts).join(', ')}`);
    await part(on, options);
  }
}
