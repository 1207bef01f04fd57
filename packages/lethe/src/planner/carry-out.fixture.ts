import type { Schema } from '../schema/graph.ts';
import { deleteRows, holdsFor, type NamedRow, type Row, type Rows, refuseDangling } from '../testing/rows-in-memory.ts';
import type { DeleteStep, Outline, Step, Tie } from './plan.ts';

export interface Carried {
  readonly schema: Schema;
  readonly rows: Rows;
  readonly key: readonly string[];
}

/**
 * An outline carried out on rows in memory, naively and one row a batch, so that whatever only works on whole tables is
 * caught. In untidy rows, one that names our tenant may hang from another's and be left over where none should be; the
 * last sweep of a run takes it, and so does this.
 */
export function carryOut(world: Carried, outline: Outline, tidy = true): void {
  for (const step of outline.steps) {
    if (step.kind === 'delete') deleteStep(world, outline, step, tidy);
    else if (step.kind === 'detach') {
      for (const row of matching(world, outline, step)) for (const column of step.columns) row[column] = null;
    }
    refuseDangling(world.schema, world.rows);
  }
}

function deleteStep(world: Carried, outline: Outline, step: DeleteStep, tidy: boolean): void {
  const waiting = (): readonly Row[] => {
    const aside = setAside(world, outline, step);
    return matching(world, outline, step).filter((row) => !aside.has(row));
  };
  if (tidy && step.carriedBy !== null && !step.leftovers && waiting().length > 0)
    throw new Error(`${step.table} has leftovers`);
  for (let [row] = waiting(); row !== undefined; [row] = waiting()) {
    const together = groupOf(world, outline, step, row);
    const { deleted, updated } = deleteRows(world.schema, world.rows, together);
    const taken = [...together, ...deleted];
    const outside = taken.find(({ table }) => table !== step.table && !step.cascades.includes(table));
    if (outside !== undefined) throw new Error(`${step.table} took ${outside.table} along`);
    const changed = updated.find(({ table }) => !step.triggerWrites.includes(table));
    if (changed !== undefined) throw new Error(`${step.table} changed ${changed.table}`);
  }
}

function matching({ rows, key }: Carried, { named }: Outline, step: Step): readonly Row[] {
  return (rows.get(step.table) ?? []).filter((row) => holdsFor(step.predicate, row, rows, key, named));
}

/** A row and, round its knot, all that refers to it. With the subject's own row goes what is left of its knot. */
function groupOf(world: Carried, outline: Outline, step: DeleteStep, row: Row): readonly NamedRow[] {
  const first = { table: step.table, row };
  if (step.knot === undefined) return [first];
  if (step.root) return [step.table, ...step.cascades].flatMap((table) => goingIn(world, outline, table));
  const pool = [step.table, ...step.cascades].flatMap((table) => goingIn(world, outline, table));
  return closure([first], pool, (from, to) => refers(to, from, step.knot ?? [], world));
}

function goingIn(world: Carried, outline: Outline, table: string): readonly NamedRow[] {
  const step = outline.steps.find((each) => each.kind === 'delete' && each.table === table);
  return step === undefined ? [] : matching(world, outline, step).map((row) => ({ table, row }));
}

/** What the subject's own row refers to round its knot cannot go before it. */
function setAside(world: Carried, outline: Outline, step: DeleteStep): ReadonlySet<Row> {
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

function refers(child: NamedRow, parent: NamedRow, knot: readonly Tie[], { rows, key }: Carried): boolean {
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
