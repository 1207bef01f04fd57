import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { tenantWords } from '../schema/tenant-words.ts';
import { declaredAlone, type LinkCandidate, uniqueColumns } from './link-candidates.ts';

/**
 * Columns that name no table, and may hold the subject's key all the same: named like a declared key to it elsewhere, by
 * one of the usual words, or by a key so long that equal values are no chance.
 */
export function tenantCandidates(
  schema: Schema,
  root: Table,
  known: readonly LinkCandidate[],
): readonly LinkCandidate[] {
  const named = new Set(known.map(({ table, column }) => `${table}\0${column}`));
  const learned = learnedNames(schema, root.name);
  return Object.values(schema.tables).flatMap((table) => {
    if (table.name === root.name || table.kind === 'foreign' || table.extension !== null) return [];
    const declared = declaredAlone(table);
    return table.columns
      .filter(({ name }) => !declared.has(name) && !named.has(`${table.name}\0${name}`))
      .flatMap((column) => candidateOf(table, column, { root, learned }) ?? []);
  });
}

/** Columns by which declared foreign keys of other tables refer to it, and that say nothing more than what they lead to. */
export function learnedNames(schema: Schema, to: string): ReadonlySet<string> {
  const references = Object.values(schema.tables).flatMap(({ name, references: all }) => (name === to ? [] : all));
  const single = references
    // What survives by SET NULL only points there: an employer, a publisher, a carrier.
    .filter((each) => each.to === to && each.columns.length === 1 && !/^set /.test(each.onDelete))
    .flatMap(({ columns }) => columns);
  // One table whose key is the subject's says nothing of what others call `id`.
  return new Set(single.filter((column) => !/^(?:id|uuid|guid|key|pk)$/i.test(column) && !isRole(column)));
}

/** What anything may be to something else. */
const isRole = (column: string): boolean => roles.has(referringOf(column)?.item.join('_') ?? wordsOf(column).join('_'));

const roles = new Set(
  'parent owner source target root child related original merged replaced object subject entity'.split(' '),
);

function candidateOf(
  table: Table,
  column: Column,
  { root, learned }: { readonly root: Table; readonly learned: ReadonlySet<string> },
): LinkCandidate | null {
  const key = uniqueColumns(root).find(({ name }) => rowKeyColumns(root).includes(name)) ?? uniqueColumns(root)[0];
  if (key === undefined || comparison(column, key) === null) return null;
  const found = { table: table.name, column: column.name, to: root.name, toColumn: key.name, role: '' };
  if (learned.has(column.name)) return { ...found, weak: false };
  const item = referringOf(column.name)?.item ?? wordsOf(column.name);
  const [word = ''] = item;
  const isLong = valueType(key) === 'uuid' || key.category === 'S';
  // Small numbers are keys of everything: there only the name can tell.
  const meansIt = word === 'tenant' || abbreviates(word, root.name) || (isLong && tenantWords.has(word));
  const isGeneric = item.length === 1 && meansIt;
  const names = referringOf(column.name) !== null && isLong && (key.category !== 'S' || column.category === 'S');
  return isGeneric || names ? { ...found, weak: true } : null;
}

/** `org` of organizations. */
function abbreviates(word: string, table: string): boolean {
  const last = wordsOf(table).at(-1) ?? '';
  return word.length >= 3 && last.startsWith(word);
}
