import type { Names } from './names.ts';
import type { Column, KeyKind, Value } from './world.ts';

type Bare = Pick<Column, 'name' | 'type'>;

/** Names of key columns are those of their product: a text key is seldom called id. */
export function keyColumns(kind: KeyKind, names: Names): readonly Bare[] {
  switch (kind) {
    case 'bigint':
    case 'integer':
    case 'uuid':
      return [{ name: 'id', type: kind }];
    case 'text':
      return [{ name: 'slug', type: 'text' }];
    case 'two parts':
      return [
        { name: 'region', type: 'text' },
        { name: names.column('line', 'no'), type: 'integer' },
      ];
    case 'none':
      return [];
  }
}

/** The key of a table's row number `no`, from 1. Numbers begin at 1 in every table, as they do in products. */
export function keyValues(kind: KeyKind, table: number, no: number): readonly string[] {
  switch (kind) {
    case 'bigint':
    case 'integer':
      return [String(no)];
    case 'uuid':
      return [`${hex(table, 8)}-0000-4000-8000-${hex(no, 12)}`];
    case 'text':
      // No two tables share a text: what is looked for afterwards is then only what was meant.
      return [`${texts[no % texts.length]}-${table}-${no}`];
    case 'two parts':
      return [no % 2 === 0 ? 'eu' : 'us west', String(Math.ceil(no / 2))];
    case 'none':
      return [];
  }
}

/** None begins another one: with a dash and a number behind it, it is only itself. */
const texts = ['acme', 'Müller & Söhne', 'o’neil', 'globex'];

function hex(no: number, digits: number): string {
  return no.toString(16).padStart(digits, '0');
}

/** What stands where there is no reference although the column cannot be NULL. */
export function zeroOf(type: string): Value {
  return type === 'text' ? '' : '0';
}

export function hasZero(type: string): boolean {
  return type !== 'uuid';
}
