import { addressWords } from '../schema/address-words.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Proposed } from './draft.ts';
import { uniqueColumns } from './link-candidates.ts';

const telling = new Set([...addressWords, ...'external uuid guid sid token'.split(' ')]);

/** Columns of the subject's own row whose values are nobody else's: where one turns up afterwards, something was left. */
export function identifiersOf(table: Table, ownership: 'tenant' | 'person'): readonly Proposed<string>[] {
  const unique = new Set(uniqueColumns(table).map(({ name }) => name));
  const usable = table.columns.filter((column) => isLong(column) && column.generated === 'no');
  return usable.flatMap((column) => {
    const value = `${table.name}.${column.name}`;
    if (unique.has(column.name)) return [{ value, evidence: 'unique' }];
    const personal = ownership === 'person' && /^(?:e?mail|phone|mobile)/.test(wordsOf(column.name).join('_'));
    if (personal) return [{ value, evidence: 'an address of the person' }];
    return [];
  });
}

/** Long enough not to stand in a text by chance. Whatever else is unique is looked for only if it is meant to be told. */
function isLong(column: Column): boolean {
  if (valueType(column) === 'uuid') return true;
  if (column.category !== 'S' || (column.maxLength ?? 100) < 8) return false;
  return wordsOf(column.name).some((token) => telling.has(token)) || /^(?:id|key)$/.test(column.name);
}
