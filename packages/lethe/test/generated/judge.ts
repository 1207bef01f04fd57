import type { ApplyResult } from '../../src/service/apply.ts';
import { named } from './config-by-hand.ts';
import { type Came, differences, lossOf, rowsAfter, rowsBefore } from './expected.ts';
import { type Rows, storedTables } from './read-rows.ts';
import type { Structure } from './structure.ts';
import type { World } from './world.ts';

export interface Verdict {
  readonly status: ApplyResult['status'];
  /** `, died` or `, killed`: words behind the status. */
  readonly disturbance: string;
  readonly structures: ReadonlySet<Structure>;
  /** Nobody has to decide anything. */
  readonly plain: boolean;
  /** Codes of findings. */
  readonly codes: readonly string[];
  /** What must never be, in words. */
  readonly violations: readonly string[];
}

export interface Judged {
  readonly result: ApplyResult;
  readonly disturbance: string;
  readonly came: Came;
  readonly rows: Rows;
}

/** Completed and exactly right, or stopped with findings and nothing changed. */
export function judge(world: World, judged: Judged): Verdict {
  const { result, disturbance } = judged;
  const codes = [...new Set(result.findings.map(({ code }) => code))].sort();
  const completed = result.status === 'completed';
  const violations = completed ? ofCompleted(world, judged) : ofStopped(world, judged);
  const plain = world.undecided.length === 0;
  return { status: result.status, disturbance, structures: world.structures, plain, codes, violations };
}

function ofCompleted(world: World, { result, came, rows }: Judged): readonly string[] {
  return [
    ...world.undecided.map((table) => `completed, although nobody could say what becomes of ${named(table)}`),
    ...(result.verified ? [] : ['completed and not verified']),
    ...differences(rowsAfter(world, came), rows),
    ...storedTables(world).flatMap((table) => {
      const counted = result.tables.filter((each) => each.table === named(table) && each.action === 'deleted');
      const sum = counted.reduce((total, each) => total + each.rows, 0);
      const lost = lossOf(world, table, came);
      return sum === lost ? [] : [`receipts say that ${named(table)} lost ${sum} rows; it lost ${lost}`];
    }),
  ];
}

function ofStopped(world: World, { result, rows }: Judged): readonly string[] {
  const { status, findings } = result;
  const names = new Set(findings.map(({ table }) => table));
  return [
    ...(status === 'blocked' ? [] : [`stopped half-way: ${status} ${JSON.stringify(findings)}`]),
    ...(findings.length === 0 ? ['stopped without a finding'] : []),
    ...findings.filter(({ next }) => next === '').map(({ message }) => `says not what to do: ${message}`),
    ...world.undecided.filter((table) => !names.has(named(table))).map((table) => `does not name ${named(table)}`),
    ...(world.undecided.length > 0 || world.limits.length > 0
      ? []
      : [`stopped, and all is plain: ${JSON.stringify(findings)}`]),
    ...differences(rowsBefore(world), rows),
  ];
}
