import type { ClientBase, Pool, QueryResultRow } from 'pg';
import { LetheError } from '../errors.ts';
import type { Schema } from '../schema/graph.ts';
import { schemaFromRows } from './introspect-graph.ts';
import { type CheckRow, introspectChecks } from './statements/introspect-checks.ts';
import { type ColumnRow, introspectColumns } from './statements/introspect-columns.ts';
import { type IndexRow, introspectIndexes } from './statements/introspect-indexes.ts';
import { introspectReferences, type ReferenceRow } from './statements/introspect-references.ts';
import { introspectRelations, type RelationRow } from './statements/introspect-relations.ts';
import { introspectRules, type RuleRow } from './statements/introspect-rules.ts';
import { introspectServer, type ServerRow } from './statements/introspect-server.ts';
import { introspectTriggers, type TriggerRow } from './statements/introspect-triggers.ts';
import { introspectViews, type ViewRow } from './statements/introspect-views.ts';

const oldestVersion = 150_000;

/**
 * Reads the live catalogue as one role sees it at one moment, in a read-only transaction of its own. The number of
 * statements does not depend on the number of tables. A client passed in must not be inside a transaction.
 */
export async function introspect(
  client: ClientBase | Pool,
  options: { readonly schemas: readonly string[] },
): Promise<Schema> {
  if (!('totalCount' in client)) return inSnapshot(client, () => read(client, options.schemas));
  const pooled = await client.connect();
  try {
    const schema = await inSnapshot(pooled, () => read(pooled, options.schemas));
    pooled.release();
    return schema;
  } catch (cause) {
    // Not back into the pool: the failure may be the connection's.
    pooled.release(true);
    throw cause;
  }
}

async function inSnapshot<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  if (client.getTransactionStatus() === 'T') throw new Error('bug: introspect was given a client inside a transaction');
  await client.query('begin transaction isolation level repeatable read, read only');
  try {
    // Without a search path, types, defaults and conditions are printed with their schema. Compiling catalogue queries
    // takes longer than running them.
    await client.query("set local search_path = ''; set local jit = off");
    const result = await work();
    await client.query('commit');
    return result;
  } catch (cause) {
    // Where the connection is gone this fails too; the first error says more.
    await Promise.allSettled([client.query('rollback')]);
    throw cause;
  }
}

async function read(client: ClientBase, schemas: readonly string[]): Promise<Schema> {
  const all = async <Row extends QueryResultRow>(statement: string, ...values: unknown[]): Promise<Row[]> =>
    (await client.query<Row>(statement, values)).rows;
  for (const server of await all<ServerRow>(introspectServer, schemas)) refuseUnreadable(server);
  const relations = await all<RelationRow>(introspectRelations, schemas);
  const oids = relations.map(({ oid }) => oid);
  return schemaFromRows({
    relations,
    columns: await all<ColumnRow>(introspectColumns, oids),
    references: await all<ReferenceRow>(introspectReferences, oids),
    indexes: await all<IndexRow>(introspectIndexes, oids),
    checks: await all<CheckRow>(introspectChecks, oids),
    triggers: await all<TriggerRow>(introspectTriggers, oids),
    rules: await all<RuleRow>(introspectRules, oids),
    views: await all<ViewRow>(introspectViews, schemas, oids),
  });
}

function refuseUnreadable({ version, missingSchemas }: ServerRow): void {
  if (version < oldestVersion) {
    throw new LetheError('DATABASE_UNSUPPORTED', `the server is PostgreSQL ${Math.floor(version / 10_000)}`, {
      details: { version },
    });
  }
  if (missingSchemas.length > 0) {
    throw new LetheError('CONFIG_INVALID', `the database has no schema ${missingSchemas.join(', ')}`, {
      details: { missingSchemas },
    });
  }
}
