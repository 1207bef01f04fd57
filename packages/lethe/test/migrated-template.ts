import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { openDatabase } from '../src/postgres/connection.ts';
import { migrateAll } from '../src/service/lethe.ts';
import type { TemplateRecipe } from '../src/testing/database.ts';

const migrationsFolder = new URL('../src/postgres/migrations/', import.meta.url);

/** A product's schema and rows with Lethe's own schemas beside it, or those alone; named by what is in them, so that it is made once. */
export async function migratedTemplate(name: string, schemaFile?: URL): Promise<TemplateRecipe> {
  const schema = schemaFile === undefined ? '' : await readFile(schemaFile, 'utf8');
  const migrations = await Promise.all(
    (await readdir(migrationsFolder)).sort().map((file) => readFile(new URL(file, migrationsFolder), 'utf8')),
  );
  const hash = createHash('sha256').update(schema).update(migrations.join('')).digest('hex').slice(0, 24);
  return {
    name: `${name}_${hash}`,
    async build(url) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(schema);
      await client.end();
      await using database = openDatabase({ url, label: `${name} template`, connections: 1 });
      await migrateAll({ database, url });
    },
  };
}
