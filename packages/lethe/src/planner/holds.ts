import { byCodeUnit } from '../schema/order.ts';
import type { Ownerships } from './ownership.ts';
import type { Setting } from './setting.ts';

/** A hold on one table, in force for the subject or for what it lies in. */
export interface TableHold {
  readonly hold: string;
  readonly table: string;
}

/**
 * The setting under holds. Only a table that is reached without them is held: as a claim on rows, a hold would lead the
 * plan to tables that are not the subject's. Rows that the policy leaves alone stay as they are without it.
 */
export function underHolds(setting: Setting, ownerships: Ownerships, holds: readonly TableHold[]): Setting {
  const byTable = Map.groupBy(
    holds.filter(({ table }) => ownerships.has(table)),
    ({ table }) => table,
  );
  return { ...setting, held: new Map([...byTable].map(([table, on]) => [table, reasonOf(on)])) };
}

/** The ids alone: why it was placed is nobody's business who reads a certificate. */
function reasonOf(holds: readonly TableHold[]): string {
  const ids = [...new Set(holds.map(({ hold }) => hold))].sort(byCodeUnit);
  return ids.map((id) => `hold ${id}`).join(' and ');
}
