import { LetheError } from '../errors.ts';

/**
 * The one spelling of a table everywhere in Lethe: `schema.table`. A part that holds a dot or a quote, or is empty, is
 * written quoted as in SQL (`"we.ird".t`), so that every name has exactly one spelling and can be taken apart again.
 * Unlike SQL, case is kept without quotes.
 */
export function tableName(schema: string, name: string): string {
  return `${part(schema)}.${part(name)}`;
}

export function splitTableName(table: string): { readonly schema: string; readonly name: string } {
  const match = /^("(?:[^"]|"")*"|[^."]+)\.("(?:[^"]|"")*"|[^."]+)$/u.exec(table);
  const [, schema, name] = match ?? [];
  if (schema === undefined || name === undefined) {
    throw new LetheError(
      'CONFIG_INVALID',
      `not a table name: ${table}. Write schema.table, quoted where a part holds a dot.`,
    );
  }
  return { schema: plain(schema), name: plain(name) };
}

function part(identifier: string): string {
  return identifier === '' || /[."]/u.test(identifier) ? `"${identifier.replaceAll('"', '""')}"` : identifier;
}

function plain(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
}
