import { parseArgs } from 'node:util';
import pg from 'pg';
import { createSchema, generate } from './generate.ts';
import type { Size } from './layout.ts';
import { sizes } from './layout.ts';

const usage = 'usage: node examples/crm/database/create.ts --database URL --size small|medium|large [--keep]';

function sizeNamed(name: string): Size {
  if (name === 'small' || name === 'medium' || name === 'large') return name;
  throw new Error(`--size ${name} is unknown: write one of ${Object.keys(sizes).join(', ')}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      size: { type: 'string', default: 'small' },
      // What is there already stays, if it is whole.
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.database === undefined) throw new Error(usage);
  const size = sizeNamed(values.size);
  const client = new pg.Client({ connectionString: values.database });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>(`SELECT to_regnamespace('app') IS NOT NULL AS exists`);
    if (rows[0]?.exists && values.keep && (await isWhole(client))) return;
    if (rows[0]?.exists && values.keep) await client.query('DROP SCHEMA app CASCADE');
    else if (rows[0]?.exists) throw new Error('schema app is already there: use another database, or drop it first');
    await createSchema(client);
    const { rows: made, perTable, ms } = await generate(client, { size });
    for (const [table, count] of Object.entries(perTable)) process.stdout.write(`app.${table} ${count}\n`);
    process.stdout.write(`${made} rows in ${(ms / 1000).toFixed(1)} s\n`);
  } finally {
    await client.end();
  }
}

/** The rows come in one transaction, the schema before it: one that was interrupted is empty. */
async function isWhole(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ whole: boolean }>(
    `SELECT to_regclass('app.users') IS NOT NULL AND EXISTS (SELECT FROM app.users) AS whole`,
  );
  return rows[0]?.whole === true;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
