import { comparison } from '../schema/comparison.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { isPointing } from './role.ts';
import { isTraffic } from './table-kinds.ts';

/** A subject without a row: the column that holds its value, and tables that have it. */
interface Value {
  readonly column: string;
  readonly reached: ReadonlySet<string>;
}

const mostly = 0.5;
const atLeast = 3;

/** Columns of what passes by, called otherwise, of which most values are such a value: `outbox.partition_key`. */
export function copiedValues(
  schema: Schema,
  tables: readonly Table[],
  { column, reached }: Value,
  evidence: Evidence,
): readonly Proposed<`${string}.${string}`>[] {
  const holders = [...reached].flatMap((name) => schema.tables[name] ?? []).filter(isLooked(column));
  const largest = holders.sort((a, b) => b.estimate.rows - a.estimate.rows)[0];
  const held = largest?.columns.find(({ name }) => name === column);
  if (largest === undefined || held === undefined) return [];
  return tables
    .filter(({ name, columns }) => isTraffic(name) && columns.every((each) => each.name !== column))
    .flatMap((table) =>
      table.columns
        .filter(
          (each) =>
            each.generated !== 'stored' &&
            each.category !== 'N' &&
            !isPointing(wordsOf(each.name)) &&
            comparison(each, held) === 'value',
        )
        .flatMap((each) => {
          const asked = { table: table.name, column: each.name, path: null, when: null };
          const answer = evidence.ask({ ask: 'overlap', ...asked, to: largest.name, toColumn: column });
          if (answer === null || answer.found < atLeast || answer.found < answer.looked * mostly) return [];
          const shown = `${answer.found} of ${answer.looked} sampled values stand in ${largest.name}.${column}`;
          return [{ value: `${table.name}.${each.name}` as const, evidence: shown }];
        }),
    );
}

const few = 100_000;

/** Without an index each value that is looked for reads the whole table. */
const isLooked =
  (column: string) =>
  ({ columns, indexes, estimate }: Table): boolean =>
    columns.some(({ name }) => name === column) &&
    (estimate.rows <= few || indexes.some((index) => index.valid && index.columns[0] === column));
