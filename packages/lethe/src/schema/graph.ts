/**
 * The relational graph of one store, as read from its live catalogue. Pure data: no SQL, no connection.
 * Table names are written `schema.table` with the catalogue's own spelling (case kept); see table-name.ts.
 */
export interface Schema {
  /**
   * Every ordinary, partitioned and foreign table of the schemas read, by name, and those of other schemas that refer to
   * or inherit from one of them: their rows would be hit too. Leaf partitions are inside their root.
   */
  readonly tables: Readonly<Record<string, Table>>;
  readonly views: readonly View[];
}

export interface Table {
  readonly name: string;
  /**
   * `foreign`: the rows live on another server, so nothing is deleted from it; it is listed so that somebody decides.
   * A partition that is a foreign table is a table of its own here, besides being named in its root's `partitions`.
   */
  readonly kind: 'table' | 'partitioned' | 'foreign';
  readonly columns: readonly Column[];
  readonly primaryKey: Key | null;
  /** UNIQUE constraints and unique indexes, the primary key excluded. */
  readonly uniques: readonly Key[];
  /** Those of the whole table; a check that a single partition has of its own is not listed. */
  readonly checks: readonly Check[];
  /** Foreign keys of this table, the clones that partitions carry folded into their root's. */
  readonly references: readonly Reference[];
  readonly indexes: readonly Index[];
  /** Triggers that users made, on the table or any of its partitions; foreign-key triggers are not listed. */
  readonly triggers: readonly Trigger[];
  /** Rewrite rules on DELETE, UPDATE or INSERT: they can turn a statement into nothing. */
  readonly rules: readonly string[];
  readonly rowSecurity: 'off' | 'on' | 'forced';
  /** Empty unless the table is partitioned. Names of all leaves. */
  readonly partitions: readonly string[];
  /** Tables that inherit from this one without being its partitions. */
  readonly inheritedBy: readonly string[];
  /** Name of the extension that owns the table, else null. */
  readonly extension: string | null;
  readonly privileges: Privileges;
  readonly estimate: { readonly rows: number; readonly bytes: number };
}

export interface Privileges {
  readonly select: boolean;
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  /** The role sees every row: row security is off, or does not apply to it. */
  readonly seesAllRows: boolean;
}

export interface Column {
  readonly name: string;
  /** As format_type() prints it: `bigint`, `character varying(40)`, `app.stage`, `text[]`. */
  readonly type: string;
  /** Only where the type is a domain: the type under it, printed in the same way. */
  readonly baseType?: string;
  /** The type's pg_type.typcategory letter: S string, N numeric, D date/time, U user-defined, E enum, A array, B boolean… */
  readonly category: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  readonly generated: 'no' | 'stored' | 'virtual' | 'identity always' | 'identity by default';
  readonly maxLength: number | null;
  readonly enumLabels: readonly string[] | null;
  /** Texts that are written differently can be equal there: its collation is not deterministic. Absent where they cannot. */
  readonly looseCollation?: true;
}

export interface Key {
  readonly name: string;
  readonly columns: readonly string[];
  /** A partial or expression unique index, which no reference may point to. Columns an expression uses are listed. */
  readonly partial: boolean;
  /** NULLS NOT DISTINCT: two rows may not both hold NULL. Absent where they may. */
  readonly nullsNotDistinct?: true;
  /** Checked at the end of a transaction: until then two rows may share it. Absent where every statement checks it. */
  readonly deferrable?: true;
}

export interface Check {
  readonly name: string;
  readonly columns: readonly string[];
  /** A condition, or for an exclusion constraint its `EXCLUDE …` text. */
  readonly expression: string;
}

export type DeleteAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/**
 * A foreign key. One that the database does not carry out (NOT ENFORCED, or its triggers disabled) is listed with
 * `validated: false`, and with `onDelete: 'no action'` when its action would not happen.
 */
export interface Reference {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly onDelete: DeleteAction;
  /** `ON DELETE SET NULL (a, b)`: the columns it names; null when it names none. */
  readonly onDeleteColumns: readonly string[] | null;
  readonly match: 'simple' | 'full';
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
  /** A usable index of the child whose leading columns are these (in any order), else null: deletes of the parent scan the child. */
  readonly index: string | null;
  /** Declared on this partition of `table` alone: rows of its other partitions are not bound by it. */
  readonly onlyPartition?: string;
  /** Points at this partition of `to` alone: `toColumns` are unique there, not in the whole of `to`. */
  readonly toPartition?: string;
}

export interface Index {
  readonly name: string;
  /** Key columns in order; an expression is null. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  readonly partial: boolean;
  readonly valid: boolean;
  readonly method: string;
}

export interface Trigger {
  readonly name: string;
  /** The table or partition that carries it. A trigger that partitions have from their root is listed once, at the root. */
  readonly table: string;
  readonly timing: 'before' | 'after' | 'instead of';
  readonly level: 'row' | 'statement';
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[];
  readonly function: string;
}

export interface View {
  readonly name: string;
  readonly materialised: boolean;
  /** Only of a materialised view that holds rows. */
  readonly refresh?: {
    /** The role is its owner, or may maintain it. */
    readonly may: boolean;
    /** It has a unique index, by which it can be refreshed while others read it. */
    readonly concurrently: boolean;
    /** How many other materialised views it is made of: those are refreshed before it. */
    readonly after: number;
  };
  /** Tables it reads, directly or through other views. */
  readonly tables: readonly string[];
}
