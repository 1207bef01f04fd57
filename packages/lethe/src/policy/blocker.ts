import { type Condition, checkCondition, explainCondition, readCondition } from './condition.ts';
import { readVersion } from './effect.ts';
import { findTable, type Known } from './lookup.ts';
import { readName, readTable } from './names.ts';
import type { Blocker } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, optional, type Read, required, text } from './read.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';

export interface BlockerOptions<Tables, Table extends TableIn<Tables>> {
  readonly version: number;
  readonly table: Table;
  readonly where?: Condition<ColumnIn<Tables, Table>>;
  /** `block`, the default, stops the deletion while there are such rows; `warn` only shows them. */
  readonly level?: 'warn' | 'block';
  readonly message: string;
}

export interface BlockerWritten extends BlockerOptions<AnyTables, string> {
  readonly name: string;
}

/** Rows that stand in the way of a deletion: unpaid invoices, an open dispute. */
export function blocker(name: string, options: BlockerOptions<AnyTables, string>): BlockerWritten {
  return { ...options, name };
}

export const readBlocker: Read<Blocker> = object<Blocker>(
  { expected: 'a blocker', write: "blocker('unpaid-invoices', { … })" },
  {
    name: required(readName),
    version: required(readVersion),
    table: required(readTable),
    where: optional<Condition | null>(readCondition, null),
    level: optional<'warn' | 'block'>(oneOf('block', 'warn'), 'block'),
    message: required(
      text({ expected: 'a message for the person asking', write: "message: 'There are unpaid invoices.'" }),
    ),
  },
);

export function checkBlocker(blocker: Blocker, at: Place, known: Known): void {
  const table = findTable(blocker.table, at.field('table'), known);
  if (table !== null) checkCondition(blocker.where, table, at.field('where'));
}

export function explainBlocker(blocker: Blocker): string {
  const does = blocker.level === 'block' ? 'stops the deletion' : 'warns';
  const rows = `there are rows of ${blocker.table}${explainCondition(blocker.where)}`;
  return `Blocker ${blocker.name}@${blocker.version} ${does} while ${rows}: ${blocker.message}`;
}
