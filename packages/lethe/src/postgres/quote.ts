import { splitTableName } from '../schema/table-name.ts';

/** An identifier as SQL text, always quoted: no word list of any server version has to be known. */
export function quoteIdent(identifier: string): string {
  // The server would end the statement's text there, and no catalogue holds such a name.
  if (identifier.includes('\0')) throw new Error('bug: an identifier holds a NUL character');
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** `schema.table`, as Lethe spells it, as SQL text. */
export function quoteName(table: string): string {
  const { schema, name } = splitTableName(table);
  return `${quoteIdent(schema)}.${quoteIdent(name)}`;
}
