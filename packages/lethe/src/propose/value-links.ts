import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import { referringOf } from './words.ts';

/**
 * Columns that are named after no table, of tables that nothing else leads from, and hold keys that are too long to be
 * equal by chance: `entity_id` of whatever it may be. One link for each table that the values are found in.
 */
export function valueLinks(
  schema: Schema,
  tables: readonly Table[],
  reached: ReadonlySet<string>,
  evidence: Evidence,
): readonly ProposedLink[] {
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => mayRefer(table, column))
      .flatMap((column) =>
        ofSome([...reached].flatMap((to) => linkTo(table, column, schema.tables[to], evidence) ?? [])),
      ),
  );
}

interface Found {
  readonly link: ProposedLink;
  /** Every value that was looked at is a key there. */
  readonly all: boolean;
}

/** Unless it is one table, and all values are its keys, each link holds for some of the rows. */
function ofSome(found: readonly Found[]): readonly ProposedLink[] {
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0 && only.all) return [only.link];
  return found.map(({ link }) => ({ ...link, link: { ...link.link, some: true } }));
}

function mayRefer(table: Table, column: Column): boolean {
  const declared = table.references.some(({ columns }) => columns.includes(column.name));
  if (declared || column.generated === 'stored') return false;
  // Some tables take over the key of what they belong to, and no constraint says so.
  const takenOver = rowKeyColumns(table).join() === column.name;
  return valueType(column) === 'uuid' || ((referringOf(column.name) !== null || takenOver) && column.category === 'S');
}

function linkTo(table: Table, column: Column, to: Table | undefined, evidence: Evidence): Found | null {
  if (to === undefined || to.name === table.name) return null;
  return (
    uniqueColumns(to)
      .map((key) => linkToKey(table, column, { to, key }, evidence))
      .find((found) => found !== null) ?? null
  );
}

function linkToKey(
  table: Table,
  column: Column,
  { to, key }: { readonly to: Table; readonly key: Column },
  evidence: Evidence,
): Found | null {
  const isPrimary = key.name === rowKeyColumns(to)[0];
  const isLong = valueType(key) === 'uuid' || (isPrimary && key.category === 'S');
  if (!isLong || comparison(column, key) === null) return null;
  const asked = {
    table: table.name,
    column: column.name,
    path: null,
    when: null,
    to: to.name,
    toColumn: key.name,
    long: true as const,
  };
  const answer = evidence.ask({ ask: 'overlap', ...asked });
  if (answer === null || answer.found === 0) return null;
  const { long: _, ...anyLength } = asked;
  const whole = evidence.ask({ ask: 'overlap', ...anyLength });
  const link = { table: table.name, columns: [column.name], to: to.name, toColumns: [key.name], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${to.name}`;
  return {
    link: { link, role: '', evidence: `no name leads there, and ${shown}`, proven: true },
    // Values that are short prove nothing, and may be keys of something else.
    all: answer.found === answer.looked && whole?.found === whole?.looked,
  };
}
