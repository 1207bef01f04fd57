import { valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { RowAsked } from './draft.ts';
import type { Evidence } from './evidence.ts';

interface Known {
  readonly subjects: readonly RowAsked[];
  readonly links: readonly ProposedLink[];
}

/**
 * Columns that hold a person's key, in tables that lead to the person by another column already, and are called after
 * nothing: `linking_target_id` beside `user_id`. Of uuids only, which are equal by no chance.
 */
export function keysOfPerson(schema: Schema, { subjects, links }: Known, evidence: Evidence): readonly ProposedLink[] {
  return subjects
    .filter(({ ownership }) => ownership === 'person')
    .flatMap(({ table: root }) => {
      const [key, ...more] = rowKeyIn(schema, root);
      if (key === undefined || more.length > 0 || !isUuid(schema.tables[root], key)) return [];
      return Object.values(schema.tables)
        .filter((table) => table.name !== root && leadsTo(root, table, links))
        .flatMap((table) =>
          freeColumns(table, links).flatMap((column) => linkOf({ table, column, root, key }, evidence) ?? []),
        );
    });
}

const isUuid = (table: Table | undefined, key: string): boolean =>
  table?.columns.some((column) => column.name === key && valueType(column) === 'uuid') ?? false;

const leadsTo = (root: string, { name, references }: Table, links: readonly ProposedLink[]): boolean =>
  references.some(({ to }) => to === root) || links.some(({ link }) => link.table === name && link.to === root);

function freeColumns({ name: table, columns, references, primaryKey }: Table, links: readonly ProposedLink[]) {
  const bound = new Set([
    ...references.flatMap((reference) => reference.columns),
    ...links.flatMap(({ link }) => (link.table === table ? link.columns : [])),
    ...(primaryKey?.columns ?? []),
  ]);
  return columns.filter(
    (column) => valueType(column) === 'uuid' && column.generated !== 'stored' && !bound.has(column.name),
  );
}

interface Place {
  readonly table: Table;
  readonly column: Column;
  readonly root: string;
  readonly key: string;
}

function linkOf({ table, column, root, key }: Place, evidence: Evidence): ProposedLink | null {
  const asked = { table: table.name, column: column.name, path: null, when: null, to: root, toColumn: key };
  const answer = evidence.ask({ ask: 'overlap', ...asked });
  if (answer === null || answer.found === 0 || answer.found < answer.looked) return null;
  const link = { table: table.name, columns: [column.name], to: root, toColumns: [key], when: null };
  const role = itemOf(referringOf(column.name)?.item ?? wordsOf(column.name));
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${root}`;
  return { link, role, evidence: `no name leads there, and ${shown}`, proven: true };
}
