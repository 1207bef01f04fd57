/**
 * Which rows of a table, as data. Rendered to SQL in postgres/, shown in words by explain.ts, hashed as it is.
 * Columns of the outer row are named plainly; `in` names the table it looks into.
 */
export type Predicate =
  /** The columns equal the subject's key, part by part. */
  | ({ readonly op: 'subject'; readonly columns: readonly string[] } & Reading)
  /** The columns are set and differ from the subject's key. */
  | ({ readonly op: 'not subject'; readonly columns: readonly string[] } & Reading)
  /** (columns) in (select keys from table where …): the row hangs from one that matches. */
  | ({
      readonly op: 'in';
      readonly columns: readonly string[];
      readonly table: string;
      readonly keys: readonly string[];
      readonly where: Predicate;
      /** One side is a uuid, the other its text, which some write in capitals: the side that is the uuid. */
      readonly uuid?: 'columns' | 'keys';
      /** The single key column is json, and this the way to the value in it. */
      readonly keysPath?: readonly string[];
      /** The single key column is a list, and any of its members a key. */
      readonly keysList?: true;
    } & Reading)
  /** The column, as text, is one of these values. */
  | { readonly op: 'one of'; readonly column: string; readonly values: readonly string[] }
  | { readonly op: 'set'; readonly column: string }
  /** The row lies in this partition of its table, or in a partition of that. */
  | { readonly op: 'partition'; readonly partition: string }
  /**
   * A row that goes is mentioned in the row's texts by its key, and none that another subject has: looked for before
   * the first step, and remembered by the row's own key, in `columns`.
   */
  | ({ readonly op: 'mentions' } & KnownByKey)
  /**
   * The row hangs from rows that others of its table own, which go with those: looked for before the first step too, and
   * remembered in the same way.
   */
  | ({ readonly op: 'returning' } & KnownByKey)
  /** What stands under this name in the outline holds for the row. Only where an `in` looks into the table. */
  | { readonly op: 'named'; readonly name: string }
  | { readonly op: 'not'; readonly of: Predicate }
  | { readonly op: 'all'; readonly of: readonly Predicate[] }
  | { readonly op: 'any'; readonly of: readonly Predicate[] };

/** The row's key is one of those that are remembered as texts. `type`: what a key of one column is compared as; left out: as a text. */
export interface KnownByKey {
  readonly table: string;
  readonly columns: readonly string[];
  readonly type?: 'smallint' | 'integer' | 'bigint' | 'uuid';
}

/** How the value is read from the columns. */
export interface Reading {
  /** The single column is json, and this the way to the value in it, which is compared as text. */
  readonly path?: readonly string[];
  /** The subject's key is a uuid and the column its text, which some write in capitals. */
  readonly anyCase?: true;
  /** Compared as text: a number or uuid on one side, a text on the other. */
  readonly asText?: true;
  /** The single column is a list, and one of its members is meant. */
  readonly list?: true;
}
