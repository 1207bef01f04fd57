import type { Action, KeyKind } from './world.ts';

/**
 * A schema with its rows, described by few choices: what is generated, printed and shrunk. Tables are named by numbers
 * that count, round and round, those made before: any part can be taken away and the rest still means something.
 * `salt` decides what needs no name: how many rows, and which of them refer to which.
 */
export interface Description {
  /** Whoever looks at it for the first time can only go by what the schema says: it may not mean something else. */
  readonly plainSpoken: boolean;
  readonly root: {
    readonly key: Exclude<KeyKind, 'none'>;
    readonly ownRow: boolean;
    /** What the key is; no table has both. */
    readonly by: 'primary key' | 'unique key';
    readonly decor: Decor;
  };
  /** 2 to 4. */
  readonly tenants: number;
  readonly victim: number;
  readonly camelCase: boolean;
  readonly users: boolean;
  readonly insertGuard: boolean;
  /** Null: nothing was there. */
  readonly pieces: readonly (Piece | null)[];
  /** Plain tables are added until there are so many. */
  readonly tables: number;
  readonly salt: number;
}

export interface Decor {
  readonly name: 'plain' | 'upper' | 'spaces' | 'quotes' | 'dotted' | 'long' | 'non-ascii';
  readonly schema: 'app' | 'billing' | 'Büro' | 'outside';
  readonly softDeleted: 'no' | 'yes' | 'partial unique';
  readonly check: boolean;
  readonly generated: 'no' | 'stored' | 'virtual';
  readonly identity: 'no' | 'always' | 'by default';
  readonly beside: 'nothing' | 'array' | 'json';
  readonly authors: number;
  readonly view: 'no' | 'view' | 'materialised';
  readonly identifier: boolean;
}

export interface TieSpec {
  readonly at: number;
  readonly by: 'foreign key' | 'column' | 'text column' | 'json';
  readonly onDelete: Action;
  readonly none: 'never' | 'null' | 'zero';
  readonly deferral: 'no' | 'deferrable' | 'deferred';
  readonly index: boolean;
}

interface Salted {
  readonly salt: number;
}

export interface PlainPiece extends Salted {
  readonly kind: 'table';
  readonly key: KeyKind;
  readonly ties: readonly TieSpec[];
  readonly tenant: 'no' | 'foreign key' | 'column';
  readonly partition: 'no' | 'range' | 'list' | 'hash' | 'keys of partitions';
  readonly decor: Decor;
}

export interface PolymorphicPiece extends Salted {
  readonly kind: 'polymorphic';
  readonly arms: readonly number[];
  readonly types: 'tables' | 'classes';
  readonly ids: 'numbers' | 'numbers as text' | 'uuids as text';
  readonly tenant: 'no' | 'foreign key' | 'column';
  readonly byType: boolean;
  readonly none: boolean;
}

export interface ArcPiece extends Salted {
  readonly kind: 'one of two';
  readonly one: number;
  readonly other: number;
  readonly onDelete: 'cascade' | 'no action';
}

export interface JunctionPiece extends Salted {
  readonly kind: 'junction';
  readonly one: number;
  readonly other: number;
  readonly style: 'composite key' | 'no key' | 'A and B' | 'undeclared';
  /** The other side is shared by everybody. */
  readonly shared: boolean;
}

export interface UniquePiece extends Salted {
  readonly kind: 'to unique';
  readonly at: number;
  readonly none: boolean;
  readonly full: boolean;
  readonly onDelete: 'cascade' | 'no action' | 'set null';
}

export interface SelfPiece extends Salted {
  readonly kind: 'self';
  readonly at: number;
  readonly none: boolean;
  readonly onDelete: Action;
}

export interface CyclePiece extends Salted {
  readonly kind: 'cycle';
  readonly at: number;
  /** 2 to 13 tables. */
  readonly size: number;
  readonly links: 'one may be NULL' | 'all may be NULL' | 'NOT NULL' | 'NOT NULL, CASCADE';
  readonly deferral: 'no' | 'deferrable' | 'deferred';
  readonly tenant: boolean;
}

export interface OwnedPiece extends Salted {
  readonly kind: 'owned';
  readonly at: number;
  readonly none: boolean;
  readonly onDelete: 'restrict' | 'no action';
  /** The owned row has children of its own. */
  readonly child: boolean;
}

export interface PointerPiece extends Salted {
  readonly kind: 'pointer';
  readonly at: number;
  readonly by: 'set null' | 'no action' | 'column';
}

export interface CrossPiece extends Salted {
  readonly kind: 'cross';
  readonly from: number;
  readonly to: number;
  readonly onDelete: Action;
}

export interface TriggerPiece extends Salted {
  readonly kind: 'trigger';
  readonly at: number;
  readonly timing: 'before row' | 'after row' | 'after statement';
}

export interface GrowingPiece extends Salted {
  readonly kind: 'growing';
  readonly by: 'foreign key' | 'column';
  readonly partition: boolean;
}

export interface UndecidedPiece extends Salted {
  readonly kind: 'undecided';
  readonly at: number;
  readonly what: 'nullable key' | 'row of two tenants' | 'child of another';
}

export type Piece =
  | PlainPiece
  | PolymorphicPiece
  | ArcPiece
  | JunctionPiece
  | UniquePiece
  | SelfPiece
  | CyclePiece
  | OwnedPiece
  | PointerPiece
  | CrossPiece
  | TriggerPiece
  | GrowingPiece
  | UndecidedPiece;
