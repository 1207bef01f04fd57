import { splitTableName } from '../schema/table-name.ts';

/** Names as a person writes them in SQL: quoted only where they must be. */
export function quoted(table: string): string {
  const { schema, name } = splitTableName(table);
  return `${quotedName(schema)}.${quotedName(name)}`;
}

export function quotedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
