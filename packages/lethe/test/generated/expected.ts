import { asRead, type Rows, storedTables } from './read-rows.ts';
import type { Reference, Row, Table, World } from './world.ts';

/*
 * Slow and plain on purpose. Nothing here follows a reference to find out whose a row is: that is known of each row
 * since it was made.
 */

/** Rows of other sessions that the database took while the run was at work. */
export type Came = ReadonlySet<Row>;

/** What the world looks like before anything is deleted. */
export function rowsBefore(world: World): Rows {
  return new Map(storedTables(world).map((table) => [table, asRead(table, table.rows)]));
}

/** The victim's rows are gone, and what pointed at them from rows that stay is NULL. All else is as it was. */
export function rowsAfter(world: World, came: Came): Rows {
  return new Map(
    storedTables(world).map((table) => {
      const left = allRows(world, table, came).filter(({ owner }) => owner !== world.victim);
      return [
        table,
        asRead(
          table,
          left.map((row) => forgetting(world, table, row)),
        ),
      ];
    }),
  );
}

function forgetting(world: World, table: Table, row: Row): Row {
  const lost = world.references.filter(
    (reference) => reference.means === 'points' && reference.from === table && pointsAtVictim(reference, row, world),
  );
  const cleared = lost.flatMap(({ columns }) => columns.map((column): [string, null] => [column, null]));
  return { ...row, values: { ...row.values, ...Object.fromEntries(cleared) } };
}

function pointsAtVictim({ columns, to, toColumns }: Reference, row: Row, { victim }: World): boolean {
  return to.rows.some(
    (other) =>
      other.owner === victim &&
      columns.every(
        (column, part) => row.values[column] !== null && row.values[column] === other.values[toColumns[part] ?? ''],
      ),
  );
}

/** For who goes by the schema: where no key says that a column refers to anything, it may be left as it is. */
export function overlookingPointers({ references }: World, rows: Rows): Rows {
  return new Map(
    [...rows].map(([table, lines]) => {
      const loose = references.filter(
        ({ from, means, declared }) => from === table && means === 'points' && declared === null,
      );
      const columns = new Set(loose.flatMap((reference) => reference.columns));
      const cleared = (line: string): string => {
        const values: Row['values'][string][] = JSON.parse(line);
        return JSON.stringify(values.map((value, at) => (columns.has(table.columns[at]?.name ?? '') ? null : value)));
      };
      return [table, columns.size === 0 ? lines : lines.map(cleared).sort()];
    }),
  );
}

/** How many rows of the victim each table loses. */
export function lossOf(world: World, table: Table, came: Came): number {
  return allRows(world, table, came).filter(({ owner }) => owner === world.victim).length;
}

function allRows({ meanwhile }: World, table: Table, came: Came): readonly Row[] {
  const late = meanwhile.filter((each) => each.table === table).flatMap(({ rows }) => rows);
  return [...table.rows, ...late.filter((row) => came.has(row))];
}

/** Rows that are there and should not be, and the other way round, in words. */
export function differences(expected: Rows, found: Rows): readonly string[] {
  return [...expected].flatMap(([table, rows]) => {
    const there = [...(found.get(table) ?? [])];
    const missing = rows.filter((row) => !take(there, row));
    const name = `${table.schema}.${table.name}`;
    return [...missing.map((row) => `${name} lacks ${row}`), ...there.map((row) => `${name} has ${row} too many`)];
  });
}

function take(from: string[], row: string): boolean {
  const at = from.indexOf(row);
  if (at !== -1) from.splice(at, 1);
  return at !== -1;
}
