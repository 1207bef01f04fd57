import { isJson } from '../schema/comparison.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import { isPointing } from './role.ts';
import type { TableIndex } from './table-index.ts';

/**
 * Ids inside json, of tables whose rows are found no other way. Believed only where the values are keys: what stands in
 * a json is bound by nothing.
 */
export function jsonLinks(
  schema: Schema,
  index: TableIndex,
  { tables, ...known }: Known & { readonly tables: readonly Table[] },
  evidence: Evidence,
): readonly ProposedLink[] {
  return tables.flatMap((table) =>
    table.columns.filter(isJson).flatMap(({ name: column }) => {
      const paths = evidence.ask({ ask: 'keys', table: table.name, column })?.paths ?? [];
      return paths.flatMap(
        (path) => linkAt(schema, index, { table: table.name, column, path, ...known }, evidence) ?? [],
      );
    }),
  );
}

interface Known {
  /** The tables of all subjects. */
  readonly roots: ReadonlySet<string>;
  /** Those that are looked for under any name: a person is named by whatever they did, and a session is a person's. */
  readonly tenants: ReadonlySet<string>;
  /** They pass by: numbers in them are keys of what they are called after, and rows without are looked through. */
  readonly numbers: boolean;
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly path: readonly string[];
}

function linkAt(
  schema: Schema,
  index: TableIndex,
  { roots, tenants, numbers, ...at }: Place & Known,
  evidence: Evidence,
): ProposedLink | null {
  const last = at.path.at(-1) ?? '';
  const item = referringOf(last)?.item.join('_') ?? (last === 'id' ? at.path.at(-2) : undefined);
  for (const { table: to } of item === undefined ? [] : index.find(item, at.table)) {
    const key = uniqueColumns(schema.tables[to]).find(({ name }) => name === rowKeyIn(schema, to)[0]);
    if (key === undefined) continue;
    // A small number is a key of everything: what it is called has to be believed, and all of several have to be keys.
    const isAny = key.category === 'N' && !roots.has(to);
    if (isAny && (!numbers || index.sibling(item ?? '', at.table) !== null)) continue;
    const link = linkTo({ at, to, toColumn: key.name, ...(isAny ? { atLeast: several, part: 1 } : {}) }, evidence);
    if (link !== null) return link;
  }
  return isPointing(wordsOf(last)) ? null : byTenantsKey(schema, at, tenants, evidence);
}

/** Whatever it is called: `{"tenant": "0f9c…"}`. */
function byTenantsKey(
  schema: Schema,
  at: Place,
  tenants: ReadonlySet<string>,
  evidence: Evidence,
): ProposedLink | null {
  for (const to of tenants) {
    const key = uniqueColumns(schema.tables[to]).find(({ name }) => name === rowKeyIn(schema, to)[0]);
    if (key === undefined || key.category === 'N') continue;
    const link = linkTo({ at, to, toColumn: key.name, long: true }, evidence);
    if (link !== null) return link;
  }
  return null;
}

interface Tried {
  readonly at: Place;
  readonly to: string;
  readonly toColumn: string;
  /** Only values that are equal to none by chance are looked at. */
  readonly long?: boolean;
  /** How many values have to be keys there, and which part of those that were looked at. */
  readonly atLeast?: number;
  readonly part?: number;
}

const several = 2;

function linkTo(
  { at, to, toColumn, long = false, atLeast = 1, part = 0.9 }: Tried,
  evidence: Evidence,
): ProposedLink | null {
  const asked = { ask: 'overlap', ...at, when: null, to, toColumn } as const;
  const answer = evidence.ask(long ? { ...asked, long } : asked);
  if (answer === null || answer.found < atLeast || answer.found / answer.looked < part) return null;
  const link = { table: at.table, columns: [at.column], to, toColumns: [toColumn], when: null, path: at.path };
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${to}`;
  return { link, role: '', evidence: `${at.column} holds ${at.path.join('.')}; ${shown}` };
}
