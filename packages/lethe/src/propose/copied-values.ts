import { comparison } from '../schema/comparison.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { isQuicklySearched, standThere } from './few-values.ts';
import { isPointing } from './role.ts';
import { isTraffic } from './table-kinds.ts';

/** A subject without a row: the column that holds its value, and tables that have it. */
interface Value {
  readonly column: string;
  readonly reached: ReadonlySet<string>;
}

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
          if (!standThere(answer)) return [];
          const shown = `${answer.found} of ${answer.looked} sampled values stand in ${largest.name}.${column}`;
          return [{ value: `${table.name}.${each.name}` as const, evidence: shown }];
        }),
    );
}

const isLooked =
  (column: string) =>
  (table: Table): boolean =>
    table.columns.some(({ name }) => name === column) && isQuicklySearched(table, column);
