import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { schemaModule } from '../schema/module.ts';
import { introspect } from './introspect.ts';

/** Writes the `schema.ts` that policies are type-checked against, from the database as it is now. */
export async function generateSchema(options: {
  readonly url: string;
  readonly schemas: readonly string[];
  readonly file: string | URL;
}): Promise<void> {
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    const text = schemaModule(await introspect(client, { schemas: options.schemas }));
    await writeFile(options.file, text);
  } finally {
    await client.end();
  }
}
