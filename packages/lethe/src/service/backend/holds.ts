import { LetheError } from '../../errors.ts';
import type { Holds } from '../../http/backend.ts';
import { type HoldRecord, listHolds, placeHold, releaseHold } from '../../postgres/holds.ts';
import { introspect } from '../../postgres/introspect.ts';
import { requireTable } from '../held-tables.ts';
import { locate, subjectUnknown } from '../subject-path.ts';
import type { Ground } from './ground.ts';
import { type KeyCaller, requireKey } from './standing.ts';

/** Of operators only: a person of the host neither places holds nor learns of them here. */
export function holdsOf({ lethe }: Ground): Holds {
  const { database, wakes } = lethe;
  /** A hold has no tenant of its own: where its subject lies, says whose it is. */
  const isWithin = async ({ tenant }: KeyCaller, scope: string): Promise<boolean> => {
    if (tenant === null || tenant === scope) return true;
    const located = await locate(lethe, scope).catch((error: unknown) => {
      // Of a kind that the configuration no longer has.
      if (error instanceof LetheError && error.code === 'SUBJECT_INVALID') return null;
      throw error;
    });
    return located?.path.includes(tenant) ?? false;
  };
  return {
    async list(caller) {
      const key = requireKey(caller, 'hold:read');
      const holds = await listHolds(database);
      // One after the other: there may be many, and whoever lists them is not to take every connection.
      const within: HoldRecord[] = [];
      for (const hold of holds) if (await isWithin(key, hold.scope)) within.push(hold);
      return within;
    },
    async place(caller, hold) {
      const key = requireKey(caller, 'hold:write');
      // It need not be there: a hold may stand before what it is on.
      const located = await locate(lethe, hold.scope);
      if (key.tenant !== null && !located.path.includes(key.tenant)) throw subjectUnknown(located);
      if (hold.table !== undefined) {
        const { schemas } = lethe.loaded.store.config;
        requireTable(await database.use((client) => introspect(client, { schemas })), hold.table);
      }
      return placeHold(database, { ...hold, scope: located.text, path: located.path, by: key.name }, wakes);
    },
    async release(caller, hold, reason) {
      const key = requireKey(caller, 'hold:write');
      const found = (await listHolds(database)).find((each) => each.hold === hold);
      if (found === undefined || !(await isWithin(key, found.scope)))
        throw new LetheError('HOLD_UNKNOWN', `there is no open hold ${hold.slice(0, 100)}`);
      return (await releaseHold(database, { hold, reason, by: key.name }, wakes)).runs;
    },
  };
}
