import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';

/** `schema.table.column` → rows in which one of the texts stands, in every schema of the database that is not the server's own. */
export type Findings = Map<string, number>;

/** Searches every column of every table for texts: as text, and as bytes in hex where the column prints them so. */
export async function findInDatabase(client: ClientBase, texts: string[]): Promise<Findings> {
  const { rows: columns } = await client.query<{ relation: string; name: string; column: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS relation, n.nspname || '.' || c.relname AS name, a.attname AS column
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum`);
  const needles = texts.flatMap((text) => [text, Buffer.from(text).toString('hex')]);
  const found: Findings = new Map();
  for (const [relation, ofTable] of Map.groupBy(columns, (column) => column.relation)) {
    const counts = ofTable.map(({ column }, at) => {
      const value = `t.${client.escapeIdentifier(column)}::text`;
      const hit = needles.map((_, needle) => `position($${needle + 1} in ${value}) > 0`).join(' OR ');
      return `count(*) FILTER (WHERE ${hit}) AS c${at}`;
    });
    const { rows } = await client.query<Record<string, string>>(
      `SELECT ${counts.join(', ')} FROM ${relation} t`,
      needles,
    );
    ofTable.forEach(({ name, column }, at) => {
      const count = Number(rows[0]?.[`c${at}`]);
      if (count > 0) found.set(`${name}.${column}`, count);
    });
  }
  return found;
}

/** The files below a folder that hold one of the texts, by path. */
export async function findInFiles(folder: string, texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (texts.some((text) => bytes.includes(text))) found.push(file);
  }
  return found;
}
