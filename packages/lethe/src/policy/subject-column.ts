import { findColumn, findTable, type Known } from './lookup.ts';
import { readColumn, readInTable, splitInTable } from './names.ts';
import { nearest } from './nearest.ts';
import type { ValueSource, ValueSubject } from './policy.ts';
import { inWords, type Place } from './problem.ts';
import { distinct, object, optional, type Read, refuse, required } from './read.ts';
import { type CommonOptions, commonFields, type PolicyRead } from './subject-options.ts';
import type { AnyTables, ColumnIn, ColumnPathIn, TableIn } from './tables.ts';
import { standsByName } from './value-columns.ts';

export interface SubjectColumnOptions<Tables> extends CommonOptions<Tables> {
  /** Columns of other names that hold the same value. */
  readonly also?: readonly ColumnPathIn<Tables>[];
  /** Columns of this name that mean something else. */
  readonly except?: readonly ColumnPathIn<Tables>[];
}

export interface SubjectColumnWritten extends SubjectColumnOptions<AnyTables> {
  readonly column: string;
}

/** The name of a column of any table. */
export type AnyColumnIn<Tables> = { [Table in TableIn<Tables>]: ColumnIn<Tables, Table> }[TableIn<Tables>];

/** A subject without a row of its own: every row that has its value in a column of this name is the subject's. */
export function subjectColumn(column: string, options: SubjectColumnOptions<AnyTables> = {}): SubjectColumnWritten {
  return { ...options, column };
}

const readPaths = distinct(
  { expected: 'columns, each with its schema and table', write: "['app.events.tenant_ns']" },
  readInTable,
);

/** Asked of a row that is not there. */
const ofNoRow: Read<null> = (value, at) => {
  refuse(value, at, {
    expected: 'nothing: subjectColumn(…) has no row of its own that could say it',
    write: "nothing: remove it, or write subject('app.tenants', { … }) if there is a table with a row for each",
  });
  return null;
};

interface Written extends Omit<PolicyRead<ValueSubject>, 'table' | 'value'>, ValueSource {}

const readWritten = object<Written>(
  { expected: 'a subject', write: "subjectColumn('namespace', { … })" },
  {
    column: required(readColumn),
    also: optional<readonly string[]>(readPaths, Object.freeze([])),
    except: optional<readonly string[]>(readPaths, Object.freeze([])),
    name: optional<null>(ofNoRow, null),
    handle: optional<null>(ofNoRow, null),
    timeZone: optional<null>(ofNoRow, null),
    within: optional<null>(ofNoRow, null),
    ...commonFields,
  },
);

export const readSubjectColumn: Read<PolicyRead<ValueSubject>> = (value, at) => {
  const { column, also, except, ...rest } = readWritten(value, at);
  checkNamed({ column, also, except }, at);
  return Object.freeze({ table: null, value: Object.freeze({ column, also, except }), ...rest });
};

/** `also` and `except` are the exceptions to what the name says. */
function checkNamed({ column, also, except }: ValueSource, at: Place): void {
  for (const [index, path] of except.entries()) {
    const place = at.field('except').item(index);
    if (splitInTable(path).name !== column) {
      const expected = `a column called ${column}: others are not meant anyway`;
      place.problem({ expected, found: inWords(path), write: 'nothing: remove it' });
    } else if (also.includes(path)) {
      place.problem({ expected: 'a column that also does not name', found: inWords(path), write: 'one of the two' });
    }
  }
}

/** The columns it names are there, and there is at least one that holds its value. */
export function checkValueColumns(policy: ValueSubject, at: Place, known: Known): void {
  const { column, also, except } = policy.value;
  for (const [list, paths] of Object.entries({ also, except })) {
    for (const [index, path] of paths.entries()) checkPath(path, at.field(list).item(index), known);
  }
  // Misspelt, it would leave nearly everything, however many columns `also` names.
  if (standsByName(policy, known)) return;
  const names = new Set(Object.values(known.schema.tables).flatMap((table) => table.columns.map(({ name }) => name)));
  const meant = names.has(column) ? null : nearest(column, names);
  at.field('column').problem({
    expected: `a column of a table of the schemas ${known.store.schemas.join(', ')} that is not left alone`,
    found: inWords(column),
    write: meant === null ? 'the name of a column as the database has it' : `'${meant}'`,
  });
}

function checkPath(path: string, at: Place, known: Known): void {
  const { table: owner, name } = splitInTable(path);
  const table = findTable(owner, at, known);
  if (table !== null) findColumn(table, name, at);
}
