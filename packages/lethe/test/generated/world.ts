import type { Random } from './random.ts';
import type { Structure } from './structure.ts';

/** As PostgreSQL writes it with `::text`. */
export type Value = string | null;

/** The number of a tenant; null: shared by everybody. */
export type Owner = number | null;

export interface Row {
  /** The truth, from which everything is judged: whose the row is, as its maker meant it. */
  readonly owner: Owner;
  readonly values: Record<string, Value>;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** What follows the type: a default, an identity. */
  readonly more?: string;
  /** Generated from another column; never written by us. */
  readonly generated?: { readonly as: string; readonly virtual: boolean };
  /** For columns that are no references: what stands in a row. */
  value?(row: { readonly owner: Owner; readonly no: number; readonly values: Row['values'] }, random: Random): Value;
}

export interface Partitioning {
  readonly by: 'range' | 'list' | 'hash';
  readonly column: string;
  /** `for values …`, one a partition; `default`. */
  readonly bounds: readonly string[];
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** What one of its rows is called: `account`. */
  readonly noun: string;
  readonly columns: Column[];
  /** The primary key, or what stands for it; empty: there is none. */
  key: readonly string[];
  readonly keyBy: 'primary key' | 'unique key';
  readonly uniques: { readonly columns: readonly string[]; readonly where?: string; readonly constraint: boolean }[];
  readonly indexes: (readonly string[])[];
  readonly checks: string[];
  readonly partitioning: Partitioning | null;
  readonly rows: Row[];
  /** The columns that hold the tenant's key in each row, in its order; null: there are none. */
  tenant: readonly string[] | null;
  /** Rows are found, and referred to, by these columns of types that hold their values. */
  readonly kind: KeyKind;
}

export type KeyKind = 'bigint' | 'integer' | 'uuid' | 'text' | 'two parts' | 'none';
export type Action = 'cascade' | 'restrict' | 'no action' | 'set null';

export interface ForeignKey {
  readonly onDelete: Action;
  readonly deferral: 'no' | 'deferrable' | 'deferred';
  readonly full?: boolean;
  /** `on delete set null (column)`. */
  readonly setNull?: readonly string[];
  /** Declared on each partition alone. */
  readonly onPartitions?: boolean;
}

export interface Reference {
  readonly from: Table;
  readonly columns: readonly string[];
  readonly to: Table;
  readonly toColumns: readonly string[];
  /** Null: a convention that only the product knows. */
  readonly declared: ForeignKey | null;
  /** Only rows with this value in the column refer so. */
  readonly when?: { readonly column: string; readonly equals: string };
  readonly path?: readonly string[];
  /**
   * `belongs`: a row is its parent's tenant's. `uses`: the other end is shared by everybody. `points`: the row stays and
   * the reference is cleared when the other end goes. `owns`: the row referred to is the tenant's, because this one is.
   */
  readonly means: 'belongs' | 'uses' | 'points' | 'owns';
}

export interface Trigger {
  readonly name: string;
  readonly on: Table;
  readonly writes: Table;
  readonly timing: 'before row' | 'after row' | 'after statement';
}

/** What another session does while the run is at work. */
export interface Meanwhile {
  readonly table: Table;
  readonly bounds: string | null;
  readonly rows: readonly Row[];
}

export interface Undecided {
  readonly table: Table;
  /** A look at names and rows may propose something, and is then believed: rows of it that point at the victim's may go. */
  readonly proposable: boolean;
}

export interface World {
  /** Key of each, part by part. */
  readonly tenants: readonly (readonly string[])[];
  readonly victim: number;
  readonly root: Table;
  /** The tenants have no rows of their own, and the root is no table: only a value in many others. */
  readonly rowless: boolean;
  readonly tables: Table[];
  readonly references: Reference[];
  readonly triggers: Trigger[];
  readonly views: { readonly name: string; readonly of: Table; readonly materialised: boolean }[];
  readonly identifiers: { readonly table: Table; readonly column: string }[];
  readonly meanwhile: Meanwhile[];
  /** Tables of which the schema does not say what should happen: the plan must stop and name them. */
  readonly undecided: Undecided[];
  readonly structures: Set<Structure>;
}

/** Where tenants have no rows of their own, their value stands in columns of this name. */
export const valueColumn = 'namespace';

/** A schema that the configuration does not list. */
export const outside = 'elsewhere';
