import { sql } from 'kysely';
import pg, { type ClientBase } from 'pg';
import { childIndex, runIndexName } from '../schema/child-index.ts';
import { splitTableName, tableName } from '../schema/table-name.ts';
import { asLetheError, type Database, sqlState } from './connection.ts';
import { quoteName } from './quote.ts';
import { one, run, type Sql, tableSql } from './sql.ts';
import { type IndexRow, introspectIndexes } from './statements/introspect-indexes.ts';

/** An index that lets the server find children of a row that goes, without reading all of them. */
export interface WantedIndex {
  /** The table or partition. */
  readonly relation: string;
  readonly columns: readonly string[];
}

/** The indexes of one run, in the hands of one process. */
export interface RunIndexes extends AsyncDisposable {
  /** Notes them, before anything is built. */
  want(indexes: readonly WantedIndex[]): Promise<void>;
  /** Builds what is noted and not there, concurrently: nobody who writes waits. False: told to end before it was done. */
  build(signal: AbortSignal, tell: (index: WantedIndex) => void): Promise<boolean>;
  /**
   * Drops those that Lethe has built. It waits for transactions that may use one: nobody else does, but whoever dropping
   * is the end of. Answers the names of those that could not be dropped now.
   */
  drop(waitMs: number): Promise<readonly string[]>;
  /** They are not needed again, but those that are still to be dropped. */
  forget(left: readonly string[]): Promise<void>;
}

// Unlike the labels of a run's workers: a take-over ends those, and what is built goes on being built.
const label = 'lethe:indexes';
// A process that is killed takes its statement along within a second. Building takes as long as it takes.
const settings = '-c client_connection_check_interval=1000 -c statement_timeout=0 -c lock_timeout=0';

/** Null: another process has them in hand. The connection, and with it the lock, is the sign that this one lives. */
export async function holdRunIndexes(url: string, database: Database, id: string): Promise<RunIndexes | null> {
  const client = new pg.Client({ connectionString: url, application_name: label, options: settings, keepAlive: true });
  // The statement in flight, or the next one, sees its own error.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { got } = await one<{ got: boolean }>(
      client,
      sql`select pg_try_advisory_lock(${lockOf(sql`${id}::text`)}) as got`,
    );
    if (!got) {
      await client.end();
      return null;
    }
  } catch (error) {
    await client.end();
    throw asLetheError(error) ?? error;
  }
  return {
    want: (indexes) => want(client, id, indexes),
    build: (signal, tell) => build({ client, database }, id, signal, tell),
    drop: (waitMs) => dropAll(client, id, waitMs),
    forget: (left) => forget(client, id, left),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const lockOf = (id: Sql): Sql => sql`hashtextextended('lethe:indexes:' || ${id}, 0)`;

/** Names of those the run asks for: they are to be there while it is carried out. */
export async function runIndexesOf(database: Database, id: string): Promise<readonly string[]> {
  return database.use(async (client) => (await notedFor(client, id)).map(({ name }) => name));
}

/** What runs have noted that nobody carries out: ended, stopped, or given up while their indexes were built. */
export async function idleRunIndexes(database: Database): Promise<readonly IdleIndexes[]> {
  return database.transaction(async (client) => {
    const { rows } = await run<{ run: string; ended: boolean; names: string[] }>(
      client,
      // Whoever builds them has the lock. Here it is given back with the transaction.
      sql`select x.run, bool_and(coalesce(r.state = 'completed', true)) as ended,
            coalesce(array_agg(x.name order by x.no) filter (where exists (
              select from pg_class c where c.relname = x.name and c.relkind = 'i')), '{}') as names
          from lethe.run_indexes x left join lethe.runs r on r.id = x.run
          where r.id is null or r.state in ('completed', 'failed', 'held', 'paused')
          group by x.run having pg_try_advisory_xact_lock(${lockOf(sql`x.run`)}) order by x.run`,
    );
    return rows;
  });
}

export interface IdleIndexes {
  readonly run: string;
  /** It is completed, or was never recorded: it needs none any more. */
  readonly ended: boolean;
  /** Of those that are there. */
  readonly names: readonly string[];
}

/** The same on what rows are in: a partitioned table has none itself, and takes no index concurrently. */
export async function onLeaves(database: Database, indexes: readonly WantedIndex[]): Promise<readonly WantedIndex[]> {
  return database.use(async (client) => {
    const found: WantedIndex[] = [];
    for (const { relation, columns } of indexes) {
      const { rows } = await run<{ schema: string; name: string }>(
        client,
        sql`select n.nspname as schema, c.relname as name
            from pg_partition_tree(to_regclass(${quoteName(relation)})) p join pg_class c on c.oid = p.relid
              join pg_namespace n on n.oid = c.relnamespace
            where p.isleaf and c.relkind = 'r' order by 1, 2`,
      );
      const leaves = rows.map(({ schema, name }) => tableName(schema, name));
      found.push(...(leaves.length === 0 ? [relation] : leaves).map((leaf) => ({ relation: leaf, columns })));
    }
    return found;
  });
}

async function want(client: ClientBase, id: string, indexes: readonly WantedIndex[]): Promise<void> {
  for (const [at, { relation, columns }] of indexes.entries()) {
    await run(
      client,
      sql`insert into lethe.run_indexes (run, no, relation, columns, name)
          values (${id}, ${at + 1}::int, ${relation}, ${[...columns]}::text[], ${runIndexName(id, at + 1)})`,
    );
  }
}

interface Noted extends WantedIndex {
  readonly name: string;
}

async function notedFor(client: ClientBase, id: string): Promise<readonly Noted[]> {
  const { rows } = await run<{ relation: string; columns: string[]; name: string }>(
    client,
    sql`select relation, columns, name from lethe.run_indexes where run = ${id} order by no`,
  );
  return rows;
}

async function build(
  { client, database }: { readonly client: pg.Client; readonly database: Database },
  id: string,
  signal: AbortSignal,
  tell: (index: WantedIndex) => void,
): Promise<boolean> {
  const { pid } = await one<{ pid: number }>(client, sql`select pg_backend_pid() as pid`);
  const cancel = (): void => {
    // Where this fails, the statement ends with the connection.
    database.use((other) => run(other, sql`select pg_cancel_backend(${pid}::int)`)).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel);
  try {
    for (const noted of await notedFor(client, id)) {
      if (signal.aborted) return false;
      if (await isServed(client, noted)) continue;
      tell(noted);
      await dropOne(client, noted);
      await create(client, noted);
    }
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted && sqlState(error) === '57014') return false;
    throw asLetheError(error) ?? error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** It is there, or somebody's own has come that does as well; or the partition is gone. */
async function isServed(client: ClientBase, { relation, columns, name }: Noted): Promise<boolean> {
  const { oid } = await one<{ oid: number | null }>(
    client,
    sql`select to_regclass(${quoteName(relation)})::oid as oid`,
  );
  if (oid === null) return true;
  const { rows } = await client.query<IndexRow>(introspectIndexes, [[oid]]);
  if (rows.some((index) => index.name === name && index.valid)) return true;
  const indexes = rows.map((index) => ({ ...index, partial: index.condition !== null }));
  return childIndex(columns, indexes) !== null;
}

async function create(client: ClientBase, { relation, columns, name }: Noted): Promise<void> {
  const listed = sql.join(columns.map((column) => sql.id(column)));
  await run(client, sql`create index concurrently ${sql.id(name)} on ${tableSql(relation)} (${listed})`);
}

async function dropAll(client: ClientBase, id: string, waitMs: number): Promise<readonly string[]> {
  const left: string[] = [];
  await client.query(`set lock_timeout = ${Math.round(waitMs)}`);
  for (const noted of await notedFor(client, id)) {
    try {
      await dropOne(client, noted);
    } catch (error) {
      // In use for longer than one may wait, or something that somebody made hangs from it by now.
      if (!['55P03', '57014', '2BP01', '42501'].includes(sqlState(error) ?? '')) throw asLetheError(error) ?? error;
      left.push(noted.name);
    }
  }
  await client.query('set lock_timeout = 0');
  return left;
}

/**
 * Only what stands under our name on our table, and is what we would build: built to the end or not. One that was renamed
 * is somebody's by now.
 */
async function dropOne(client: ClientBase, { relation, columns, name }: Noted): Promise<void> {
  const { schema } = splitTableName(relation);
  const { there } = await one<{ there: boolean }>(
    client,
    sql`select exists (
          select from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
          where c.relname = ${name} and n.nspname = ${schema} and i.indrelid = to_regclass(${quoteName(relation)})
            and not i.indisunique and array(
              select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(attnum, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.place) = ${[...columns]}::text[]
        ) as there`,
  );
  if (there) await run(client, sql`drop index concurrently ${sql.id(schema, name)}`);
}

async function forget(client: ClientBase, id: string, left: readonly string[]): Promise<void> {
  await run(client, sql`delete from lethe.run_indexes where run = ${id} and name <> all(${[...left]}::text[])`);
}
