import { isJson } from '../schema/comparison.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import type { TableIndex } from './table-index.ts';

/**
 * Ids inside json, of tables whose rows are found no other way. Believed only where the values are keys: what stands in
 * a json is bound by nothing.
 */
export function jsonLinks(
  schema: Schema,
  index: TableIndex,
  { tables, roots }: { readonly tables: readonly Table[]; readonly roots: ReadonlySet<string> },
  evidence: Evidence,
): readonly ProposedLink[] {
  return tables.flatMap((table) =>
    table.columns.filter(isJson).flatMap(({ name: column }) => {
      const paths = evidence.ask({ ask: 'keys', table: table.name, column })?.paths ?? [];
      return paths.flatMap((path) => linkAt(schema, index, { table: table.name, column, path, roots }, evidence) ?? []);
    }),
  );
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly path: readonly string[];
}

function linkAt(
  schema: Schema,
  index: TableIndex,
  { roots, ...at }: Place & { readonly roots: ReadonlySet<string> },
  evidence: Evidence,
): ProposedLink | null {
  const item =
    referringOf(at.path.at(-1) ?? '')?.item.join('_') ?? (at.path.at(-1) === 'id' ? at.path.at(-2) : undefined);
  if (item === undefined) return null;
  for (const { table: to } of index.find(item, at.table)) {
    const key = uniqueColumns(schema.tables[to]).find(({ name }) => name === rowKeyIn(schema, to)[0]);
    // A small number is a key of everything: only what the subject itself is called can be believed of it.
    if (key === undefined || (key.category === 'N' && !roots.has(to))) continue;
    const answer = evidence.ask({ ask: 'overlap', ...at, when: null, to, toColumn: key.name });
    if (answer === null || answer.found === 0 || answer.found / answer.looked < 0.9) continue;
    const link = { table: at.table, columns: [at.column], to, toColumns: [key.name], when: null, path: at.path };
    const shown = `${answer.found} of ${answer.looked} sampled values are in ${to}`;
    return { link, role: '', evidence: `${at.column} holds ${at.path.join('.')}; ${shown}` };
  }
  return null;
}
