import { valueType } from '../schema/comparison.ts';
import type { Column, Key, Table } from '../schema/graph.ts';
import { rowKey, rowKeyColumns } from '../schema/row-key.ts';
import { constantMisfit } from './constant-fit.ts';
import { isPointedAt, type KnownSubject, own, tiesOf } from './lookup.ts';
import type { AnonymiseRule, Replacement } from './policy.ts';
import type { Problem } from './problem.ts';

interface Target {
  readonly column: Column;
  readonly table: Table;
  readonly replacement: Replacement;
  readonly rule: AnonymiseRule;
  readonly known: KnownSubject;
}

type Illegal = Omit<Problem, 'path'>;

/** Why this value cannot stand in this column of every row, or null when nothing speaks against it. */
export function whyIllegal(target: Target): Illegal | null {
  return whyFixed(target) ?? whyLinked(target) ?? whyUnfit(target) ?? whyAlike(target);
}

const remove = 'nothing: leave the column out';

/** Columns that nobody may write. */
function whyFixed({ column, table, known }: Target): Illegal | null {
  const expected = 'a column that may change';
  const found = (why: string): Illegal => ({
    expected,
    found: `${JSON.stringify(column.name)}, ${why}`,
    write: remove,
  });
  if (column.generated === 'stored' || column.generated === 'virtual') {
    return { ...found('a generated column'), write: 'the columns it is made of instead' };
  }
  if (column.generated !== 'no') return found('an identity column');
  // The row would no longer be found: not by its later end, and not by a run that starts again.
  if (rowKeyColumns(table).includes(column.name)) return found('part of the key that names its row');
  if (isPointedAt(table, column.name, known)) return found('to which a foreign key or link points');
  return null;
}

/** A link may become NULL, unless that breaks the key or loses the row. Any other value would point somewhere else. */
function whyLinked({ column, table, replacement, rule, known }: Target): Illegal | null {
  const foundBy = rule.keepFor === null || table.name === known.subject ? null : known.subject;
  const ties = tiesOf(table, known).filter((tie) => tie.columns.includes(column.name));
  const problem = (why: string, write: string): Illegal => ({
    expected: replacement.with === 'null' ? 'a column the row can lose' : 'a column that is not part of a foreign key',
    found: `${JSON.stringify(column.name)}, ${why}`,
    write,
  });
  for (const tie of ties) {
    if (tie.to === foundBy) return problem('by which the rows are found again when their time ends', remove);
    if (tie.full) return problem(`part of a MATCH FULL foreign key to ${tie.to}`, remove);
    if (replacement.with !== 'null') return problem(`a link to ${tie.to}`, column.nullable ? "'null'" : remove);
  }
  return null;
}

function whyUnfit({ column, table, replacement }: Target): Illegal | null {
  switch (replacement.with) {
    case 'null':
      if (column.nullable) return null;
      return {
        expected: 'a column that can be NULL',
        found: `${JSON.stringify(column.name)}, which is NOT NULL`,
        write:
          column.category === 'S'
            ? "constant('deleted') or fromKey({ prefix: 'deleted-' })"
            : 'constant(…) of its type',
      };
    case 'constant':
      return constantMisfit(replacement.value, column);
    case 'key':
      return whyKeyUnfit(replacement, column, table);
  }
}

function whyKeyUnfit(replacement: Extract<Replacement, { with: 'key' }>, column: Column, table: Table): Illegal | null {
  const write = column.nullable ? "'null' or constant(…)" : 'constant(…) of its type';
  if (column.category !== 'S')
    return { expected: 'a text column', found: `${JSON.stringify(column.name)} of type ${column.type}`, write };
  const named = rowKey(table);
  if (named === null)
    return {
      expected: 'a table with a primary key or a unique key of NOT NULL columns',
      found: `${table.name}, which has none`,
      write,
    };
  if (column.maxLength === null) return null;
  const key = longestKey(table, named.columns);
  const needed = [...replacement.prefix].length + [...replacement.suffix].length + (key ?? 0);
  if (key !== null && needed <= column.maxLength) return null;
  return {
    expected: `at most ${column.maxLength} characters`,
    found: key === null ? 'a key of unlimited length' : `${needed} with the longest key`,
    write: key !== null && key < column.maxLength ? 'a shorter prefix or suffix' : write,
  };
}

/** Two rows would get the same value where the database allows each only once. */
function whyAlike({ column, table, replacement, rule }: Target): Illegal | null {
  const unique = table.uniques.find((key) => key.columns.includes(column.name) && mayClash(key, replacement));
  if (unique === undefined) return null;
  // The rest of the key may tell the rows apart: by what names the row, or by a text made of it.
  if (unique.columns.some((each) => own(rule.columns, each)?.with === 'key')) return null;
  if (rowKey(table)?.columns.every((part) => unique.columns.includes(part))) return null;
  const write = [
    ...(column.nullable && !unique.nullsNotDistinct ? ["'null'"] : []),
    ...(column.category === 'S' ? ["fromKey({ prefix: 'deleted-' })"] : []),
  ];
  return {
    expected: 'a value that differs from row to row',
    found: `the same in every row of ${JSON.stringify(column.name)}, part of the unique key ${unique.name}`,
    write: write.length === 0 ? remove : write.join(' or '),
  };
}

/** NULL clashes with NULL only where the database was told so; a text of the key with no other. */
function mayClash(unique: Key, replacement: Replacement): boolean {
  return replacement.with === 'constant' || (replacement.with === 'null' && unique.nullsNotDistinct === true);
}

const keyLengths: Readonly<Record<string, number>> = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  uuid: 36,
  date: 13,
  boolean: 5,
};

/** Characters of the longest key, its parts joined by one character each; null when a part has no limit. */
function longestKey(table: Table, parts: readonly string[]): number | null {
  const columns = table.columns.filter((each) => parts.includes(each.name));
  const lengths = columns.map((each) => each.maxLength ?? own(keyLengths, valueType(each)));
  return lengths.reduce((sum, each) => (sum === null || each === null ? null : sum + each), parts.length - 1);
}
