import type { ClientBase } from 'pg';

interface Definition {
  drop: string;
  create: string;
}

/**
 * Takes away foreign keys and the indexes that no constraint owns, loads, and puts them back as they were.
 * Building an index once and checking a key once is several times cheaper than doing both row by row.
 * Only inside a transaction: otherwise a crash on the way would leave the database without its keys.
 */
export async function withoutKeys(client: ClientBase, load: () => Promise<void>): Promise<void> {
  const keys = await foreignKeys(client);
  const indexes = await plainIndexes(client);
  await runAll(
    client,
    [...keys, ...indexes].map((definition) => definition.drop),
  );
  await load();
  await runAll(
    client,
    [...indexes, ...keys].map((definition) => definition.create),
  );
}

/** In their first order: PostgreSQL fires the triggers behind foreign keys in the order the keys were made. */
async function foreignKeys(client: ClientBase): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'app'::regnamespace ORDER BY oid`);
  return rows;
}

async function plainIndexes(client: ClientBase): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(`
    SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS create
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'app'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    ORDER BY i.indexrelid`);
  return rows;
}

async function runAll(client: ClientBase, statements: string[]): Promise<void> {
  if (statements.length > 0) await client.query(statements.join(';\n'));
}
