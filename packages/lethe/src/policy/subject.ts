import { readColumn, readTable } from './names.ts';
import type { RowSubject, Within } from './policy.ts';
import { object, optional, type Read, required } from './read.ts';
import { type CommonOptions, commonFields, type PolicyRead } from './subject-options.ts';
import type { AnyTables, ColumnIn, TableIn } from './tables.ts';
import { readWithin } from './within.ts';

export interface SubjectOptions<Tables, Table extends TableIn<Tables> = TableIn<Tables>> extends CommonOptions<Tables> {
  /** Columns of the subject's own row. */
  readonly name?: ColumnIn<Tables, Table>;
  readonly handle?: ColumnIn<Tables, Table>;
  readonly timeZone?: ColumnIn<Tables, Table>;
  /** One wider kind, with the columns that hold the key of that one. */
  readonly within?: Readonly<Record<string, ColumnIn<Tables, Table> | readonly ColumnIn<Tables, Table>[]>>;
}

export interface SubjectWritten extends SubjectOptions<AnyTables> {
  readonly table: string;
}

/** What is deleted with all that hangs on it, and what is to be done with the tables where that is not simply `delete`. */
export function subject(table: string, options: SubjectOptions<AnyTables> = {}): SubjectWritten {
  return { ...options, table };
}

// First among the words that a writer is told.
const { ownership, ...others } = commonFields;

export const readSubject: Read<PolicyRead<RowSubject>> = object<PolicyRead<RowSubject>>(
  { expected: 'a subject', write: "subject('app.workspaces', { … })" },
  {
    table: required(readTable),
    ownership,
    name: optional<string | null>(readColumn, null),
    handle: optional<string | null>(readColumn, null),
    timeZone: optional<string | null>(readColumn, null),
    within: optional<Within | null>(readWithin, null),
    ...others,
  },
);
