import { isListOf } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import { tenantWords } from '../schema/tenant-words.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import type { SettledKind } from './kind.ts';
import { isNumber } from './link-candidates.ts';

/**
 * Columns that list tenants, in tables that are not a tenant's: for whom a flag is on, where somebody works. Of numbers
 * only where the column says so.
 */
export function listLinks(
  schema: Schema,
  tenants: readonly SettledKind[],
  evidence: Evidence,
): readonly ProposedLink[] {
  return tenants.flatMap(({ setting: { root }, reached }) => {
    const [key, ...more] = root.hasRow ? rowKeyIn(schema, root.name) : [];
    const target = schema.tables[root.name]?.columns.find(({ name }) => name === key);
    if (target === undefined || more.length > 0) return [];
    return Object.values(schema.tables)
      .filter(({ name, extension }) => extension === null && !reached.has(name))
      .flatMap((table) =>
        table.columns
          .filter((column) => isListOf(column, target))
          .flatMap((column) => linkOf(schema, { table, column, root: root.name, key: target.name }, evidence) ?? []),
      );
  });
}

interface Place {
  readonly table: Table;
  readonly column: Column;
  readonly root: string;
  readonly key: string;
}

function linkOf(schema: Schema, { table, column, root, key }: Place, evidence: Evidence): ProposedLink | null {
  const isTold = namesTenants(column.name, root);
  if (!isTold && isNumber(schema, { table: root, column: key })) return null;
  const asked = { table: table.name, column: column.name, path: null, when: null, to: root, toColumn: key };
  const answer = evidence.ask({ ask: 'overlap', ...asked });
  if (answer === null || answer.found === 0 || answer.found < answer.looked) return null;
  const link = { table: table.name, columns: [column.name], to: root, toColumns: [key], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled members are in ${root}`;
  return { link, role: 'listed', evidence: `${column.name} is a list; ${shown}` };
}

/** `account_ids`, `tenant_ids`. */
function namesTenants(column: string, root: string): boolean {
  const words = itemOf(wordsOf(column).filter((word) => !/^(?:ids?|uuids?|keys?|list)$/.test(word)));
  return words === itemOf(wordsOf(splitTableName(root).name)) || tenantWords.has(words);
}
