import type { ApplyResult } from '../../src/service/apply.ts';
import { named } from './config-by-hand.ts';
import { type Came, differences, lossOf, overlookingPointers, rowsAfter, rowsBefore } from './expected.ts';
import { type Rows, storedTables } from './read-rows.ts';
import type { Structure } from './structure.ts';
import type { Table, World } from './world.ts';

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
  /** It was not told all that can be known. */
  readonly mayStop: boolean;
}

/** Completed and exactly right, or stopped with findings and nothing changed. */
export function judge(given: World, judged: Judged): Verdict {
  const { result, disturbance, mayStop } = judged;
  const world = mayStop ? { ...given, undecided: given.undecided.filter(({ proposable }) => !proposable) } : given;
  const codes = [...new Set(result.findings.map(({ code }) => code))].sort();
  const completed = result.status === 'completed';
  const violations = completed ? ofCompleted(world, judged, proposables(given, judged)) : ofStopped(world, judged);
  const plain = world.undecided.length === 0;
  return { status: result.status, disturbance, structures: world.structures, plain, codes, violations };
}

/** Tables of which a proposal said what becomes of rows that only point at the victim's. */
function proposables({ undecided }: World, { mayStop }: Judged): readonly Table[] {
  return mayStop ? undecided.flatMap(({ table, proposable }) => (proposable ? [table] : [])) : [];
}

function ofCompleted(world: World, { result, came, rows, mayStop }: Judged, free: readonly Table[]): readonly string[] {
  const seen = (all: Rows): Rows => (mayStop ? overlookingPointers(world, all) : all);
  return [
    ...world.undecided.map(({ table }) => `completed, although nobody could say what becomes of ${named(table)}`),
    ...(result.verified ? [] : ['completed and not verified']),
    ...differences(seen(without(rowsAfter(world, came), free)), seen(rows)),
    ...storedTables(world)
      .filter((table) => !free.includes(table))
      .flatMap((table) => {
        const counted = result.tables.filter((each) => each.table === named(table) && each.action === 'deleted');
        const sum = counted.reduce((total, each) => total + each.rows, 0);
        const lost = lossOf(world, table, came);
        return sum === lost ? [] : [`receipts say that ${named(table)} lost ${sum} rows; it lost ${lost}`];
      }),
  ];
}

const without = (rows: Rows, tables: readonly Table[]): Rows =>
  new Map([...rows].filter(([table]) => !tables.includes(table)));

function ofStopped(world: World, { result, rows, mayStop }: Judged): readonly string[] {
  const { status, findings } = result;
  const names = new Set(findings.map(({ table }) => table));
  // What hangs from a table that is asked about is not looked at before that is decided.
  const isNamed = (table: Table): boolean => mayStop || names.has(named(table));
  return [
    ...(status === 'blocked' ? [] : [`stopped half-way: ${status} ${JSON.stringify(findings)}`]),
    ...(findings.length === 0 ? ['stopped without a finding'] : []),
    ...findings.filter(({ next }) => next === '').map(({ message }) => `says not what to do: ${message}`),
    ...world.undecided.filter(({ table }) => !isNamed(table)).map(({ table }) => `does not name ${named(table)}`),
    ...(mayStop || world.undecided.length > 0 ? [] : [`stopped, and all is plain: ${JSON.stringify(findings)}`]),
    ...differences(rowsBefore(world), rows),
  ];
}
