import { type BlockerOptions, type BlockerWritten, blocker } from './blocker.ts';
import { type EffectOptions, type EffectWritten, effect } from './effect.ts';
import { type LinkOptions, type LinkWritten, link, type PolymorphicOptions, polymorphic } from './link.ts';
import { type OwnsOptions, type OwnsWritten, owns } from './owns.ts';
import type { PostgresWritten } from './store.ts';
import { type SubjectOptions, type SubjectWritten, subject } from './subject.ts';
import {
  type AnyColumnIn,
  type SubjectColumnOptions,
  type SubjectColumnWritten,
  subjectColumn,
} from './subject-column.ts';
import type { ColumnIn, TableIn } from './tables.ts';

/** A configuration as it is written, with the code of its effects. `validateConfig` makes data of it. */
export interface ConfigWritten {
  readonly stores: Readonly<Record<string, PostgresWritten>>;
  readonly subjects: Readonly<Record<string, SubjectWritten | SubjectColumnWritten>>;
}

/** Checks nothing: what is wrong is found when it is read, all of it at once and with its place. */
export function defineConfig(config: ConfigWritten): ConfigWritten {
  return config;
}

/** The words of the language that name tables and columns, for one schema. */
export interface Language<Tables> {
  subject<Table extends TableIn<Tables>>(table: Table, options?: SubjectOptions<Tables, Table>): SubjectWritten;
  subjectColumn<Column extends AnyColumnIn<Tables>>(
    column: Column,
    options?: SubjectColumnOptions<Tables>,
  ): SubjectColumnWritten;
  effect<Table extends TableIn<Tables>, const Values extends ColumnIn<Tables, Table>>(
    name: string,
    options: EffectOptions<Tables, Table, Values>,
  ): EffectWritten;
  blocker<Table extends TableIn<Tables>>(name: string, options: BlockerOptions<Tables, Table>): BlockerWritten;
  link<Table extends TableIn<Tables>, To extends TableIn<Tables>>(
    table: Table,
    options: LinkOptions<Tables, Table, To>,
  ): LinkWritten;
  owns<Table extends TableIn<Tables>, To extends TableIn<Tables>>(
    table: Table,
    options: OwnsOptions<Tables, Table, To>,
  ): OwnsWritten;
  polymorphic<Table extends TableIn<Tables>>(table: Table, options: PolymorphicOptions<Tables, Table>): LinkWritten[];
}

const untyped = Object.freeze({ subject, subjectColumn, effect, blocker, link, owns, polymorphic });

/** The same words, with every table and column checked by the compiler against types generated from the schema. */
export function schemaOf<Tables>(): Language<Tables> {
  // Only the types differ: a name that a schema's types allow is a string, and what is written stays as it is.
  return untyped as unknown as Language<Tables>;
}
