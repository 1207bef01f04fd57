import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { createSchema, type GenerateOptions, generate } from './generate.ts';

export interface CrmTemplate {
  name: string;
  build(url: string): Promise<void>;
}

/** A filled CRM that tests copy instead of generating it each time; named by everything it is made from. */
export async function crmTemplate(options: GenerateOptions): Promise<CrmTemplate> {
  const hash = createHash('sha256').update(JSON.stringify(options));
  const folder = new URL('./', import.meta.url);
  const names = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.test)\.(ts|sql)$/.test(file));
  for (const name of [...names.sort(), '../app/development-password.ts', '../app/password.ts'])
    hash.update(await readFile(new URL(name, folder)));
  return { name: `crm_${hash.digest('hex').slice(0, 24)}`, build: (url) => fill(url, options) };
}

async function fill(url: string, options: GenerateOptions): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await createSchema(client);
    await generate(client, options);
  } finally {
    await client.end();
  }
}
