import type { Schema } from '../schema/graph.ts';
import {
  deleteRows,
  holdsFor,
  type NamedRow,
  type Row,
  type Rows,
  refuseDangling,
  rowsAhead,
} from '../testing/rows-in-memory.ts';
import { goesWithOwners } from './owned-step.ts';
import type { DeleteStep, Outline, Owns, Step, Tie } from './plan.ts';
import type { Predicate } from './predicate.ts';

export interface Carried {
  readonly schema: Schema;
  readonly rows: Rows;
  readonly key: readonly string[];
}

interface Carrying extends Carried {
  readonly ahead: ReadonlySet<Row>;
}

/**
 * An outline carried out on rows in memory, naively and one row a batch, so that whatever only works on whole tables is
 * caught. In untidy rows, one that names our tenant may hang from another's and be left over where none should be; the
 * last sweep of a run takes it, and so does this.
 */
export function carryOut(carried: Carried, outline: Outline, tidy = true): void {
  const world = { ...carried, ahead: rowsAhead(outline, carried.rows, carried.key) };
  for (const step of outline.steps.filter((each) => !goesWithOwners(outline, each))) {
    if (step.kind === 'delete') deleteStep(world, outline, step, tidy);
    else if (step.kind === 'detach') {
      for (const row of matching(world, outline, step)) for (const column of step.columns) row[column] = null;
    }
    refuseDangling(world.schema, world.rows);
  }
}

function deleteStep(world: Carrying, outline: Outline, step: DeleteStep, tidy: boolean): void {
  const waiting = (): readonly Row[] => {
    const aside = setAside(world, outline, step);
    return matching(world, outline, step).filter((row) => !aside.has(row));
  };
  if (tidy && step.carriedBy !== null && !step.leftovers && waiting().length > 0)
    throw new Error(`${step.table} has leftovers`);
  for (let [row] = waiting(); row !== undefined; [row] = waiting()) {
    const together = groupOf(world, outline, step, row);
    const { deleted, updated } = deleteRows(world.schema, world.rows, together);
    if (deleted.some(({ table }) => owning(outline, table).length > 0)) throw new Error('an owner went unnamed');
    deleteOwned(world, outline, together);
    const taken = [...together, ...deleted];
    const outside = taken.find(({ table }) => table !== step.table && !step.cascades.includes(table));
    if (outside !== undefined) throw new Error(`${step.table} took ${outside.table} along`);
    const changed = updated.find(({ table }) => !step.triggerWrites.includes(table));
    if (changed !== undefined) throw new Error(`${step.table} changed ${changed.table}`);
  }
}

function owning({ steps }: Outline, table: string): readonly Owns[] {
  return steps.flatMap((step) => (step.kind === 'delete' && step.table === table ? (step.owns ?? []) : []));
}

/** What these rows owned goes where nothing refers to it any more. What only rows refer to that went before has come late. */
function deleteOwned(world: Carrying, outline: Outline, gone: readonly NamedRow[]): void {
  const { rows, key, ahead } = world;
  for (const { table, row } of gone) {
    for (const owns of owning(outline, table)) {
      const owned = (rows.get(owns.table) ?? []).filter((each) =>
        owns.columns.every((column, part) => row[column] != null && row[column] === each[owns.toColumns[part] ?? '']),
      );
      const holders = outline.owned?.find((each) => each.table === owns.table)?.holders ?? [];
      for (const each of owned) {
        const holds = (of: Predicate | null): boolean =>
          of !== null && holdsFor(of, each, rows, key, outline.named, ahead);
        if (!holders.some(({ rows: any }) => holds(any))) {
          deleteRows(world.schema, rows, [{ table: owns.table, row: each }]);
          deleteOwned(world, outline, [{ table: owns.table, row: each }]);
        } else if (!holders.some(({ keeping }) => holds(keeping))) {
          throw new Error(`${owns.table} is referred to by rows that should have gone`);
        }
      }
    }
  }
}

function matching({ rows, key, ahead }: Carrying, { named }: Outline, step: Step): readonly Row[] {
  return (rows.get(step.table) ?? []).filter((row) => holdsFor(step.predicate, row, rows, key, named, ahead));
}

/** A row and, round its knot, all that refers to it. With the subject's own row goes what is left of its knot. */
function groupOf(world: Carrying, outline: Outline, step: DeleteStep, row: Row): readonly NamedRow[] {
  const first = { table: step.table, row };
  if (step.knot === undefined) return [first];
  if (step.root) return [step.table, ...step.cascades].flatMap((table) => goingIn(world, outline, table));
  const pool = [step.table, ...step.cascades].flatMap((table) => goingIn(world, outline, table));
  return closure([first], pool, (from, to) => refers(to, from, step.knot ?? [], world));
}

function goingIn(world: Carrying, outline: Outline, table: string): readonly NamedRow[] {
  const step = outline.steps.find((each) => each.kind === 'delete' && each.table === table);
  return step === undefined ? [] : matching(world, outline, step).map((row) => ({ table, row }));
}

/** What the subject's own row refers to round its knot cannot go before it. */
function setAside(world: Carrying, outline: Outline, step: DeleteStep): ReadonlySet<Row> {
  const root = outline.steps.find((each) => each.kind === 'delete' && each.root);
  if (step.root || root === undefined || !step.knot?.some(({ table }) => table === root.table)) return new Set();
  const own = matching(world, outline, root).map((row) => ({ table: root.table, row }));
  const pool = [step.table, ...step.cascades].flatMap((table) => goingIn(world, outline, table));
  return new Set(closure(own, pool, (from, to) => refers(from, to, step.knot ?? [], world)).map(({ row }) => row));
}

function closure(
  first: readonly NamedRow[],
  pool: readonly NamedRow[],
  leads: (from: NamedRow, to: NamedRow) => boolean,
): readonly NamedRow[] {
  const found = [...first];
  for (const from of found)
    found.push(...pool.filter((to) => !found.some(({ row }) => row === to.row) && leads(from, to)));
  return found;
}

function refers(child: NamedRow, parent: NamedRow, knot: readonly Tie[], { rows, key }: Carrying): boolean {
  return knot.some((tie) => {
    if (tie.table !== child.table || tie.to !== parent.table) return false;
    const { columns, to, toColumns, compare, when } = tie;
    const where = { op: 'all', of: [] } as const;
    const only = new Map([...rows, [to, [parent.row]]]);
    return (
      (when === null || child.row[when.column] === when.equals) &&
      holdsFor({ op: 'in', columns, table: to, keys: toColumns, where, ...compare }, child.row, only, key)
    );
  });
}
