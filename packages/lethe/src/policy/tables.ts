/**
 * The tables and columns that names are checked against by the compiler: an interface generated from the live schema,
 * such as `interface Tables { 'app.contacts': { id: string; name: string | null } }`.
 */
export type AnyTables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type TableIn<Tables> = keyof Tables & string;

export type ColumnIn<Tables, Table extends keyof Tables> = keyof Tables[Table] & string;

/** `app.workspaces.slug`: a column with its table. */
export type ColumnPathIn<Tables> = {
  [Table in TableIn<Tables>]: `${Table}.${ColumnIn<Tables, Table>}`;
}[TableIn<Tables>];
