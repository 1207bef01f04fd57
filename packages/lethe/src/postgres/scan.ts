import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { RunRecord } from '../engine/control.ts';
import type { Scanner, ScanResult } from '../engine/run.ts';
import type { Outline } from '../planner/plan.ts';
import type { StoreConfig } from '../policy/policy.ts';
import type { Database } from './connection.ts';
import { foreignSql } from './scan-foreign.ts';
import { rememberIdentifiers } from './scan-identifiers.ts';
import { type Hit, searchValues } from './scan-values.ts';
import { one, run } from './sql.ts';

export interface PostgresScannerOptions {
  readonly database: Database;
  /** As the configuration has it now, also where the run was planned under another. */
  readonly store: ScannedStore;
  /** `schema.table.column`, as the policy names them. */
  readonly identifiersOf: (run: RunRecord) => readonly string[];
}

type ScannedStore = Pick<StoreConfig, 'schemas' | 'mayStay' | 'people'>;

const ownSchemas = ['lethe', 'lethe_jobs'];
// What is looked for lies in the one by design, keys of rows in the next; the last holds random bytes.
const ownStorage: ReadonlySet<string> = new Set(['lethe.identifiers', 'lethe.mentions', 'lethe.salts']);

/** Looks for the subject's identifiers wherever they may have been copied to, Lethe's own tables included. */
export function postgresScanner({ database, store, identifiersOf }: PostgresScannerOptions): Scanner {
  return {
    remember: (writer, record) =>
      rememberIdentifiers({ database, writer, run: record, columns: identifiersOf(record) }),
    scan: (_writer, record) => scan(database, store, record),
    forget: async (writer) => {
      await database.transaction(async (client) => {
        await run(client, sql`delete from lethe.identifiers where run = ${writer.run}`);
        await run(client, sql`delete from lethe.mentions where run = ${writer.run}`);
      });
    },
  };
}

async function scan(database: Database, store: ScannedStore, record: RunRecord): Promise<ScanResult | null> {
  const { at, values } = await database.use((client) => remembered(client, record.id));
  if (values.length === 0) return null;
  const { outline, subject } = record;
  const { schemas } = store;
  const exceptRows = (table: string) => foreignSql(outline, table, 't');
  const naming = tablesThatNameTheSubject(outline);
  const isOwn = (table: string): boolean => ownSchemas.some((schema) => table.startsWith(`${schema}.`));
  const isNaming = (table: string): boolean => naming.has(table) || isOwn(table);
  const others = values.filter((value) => !subject.key.includes(value));
  const keys = values.filter((value) => subject.key.includes(value));

  const plain = await searchValues(database, { values, schemas, exceptRows, skip: isNaming });
  const staying = await searchValues(database, {
    values: others,
    schemas: [...schemas, ...ownSchemas],
    exceptRows,
    skip: (table) => ownStorage.has(table) || !isNaming(table),
    walled: isOwn,
  });
  // A row that stays must say whose it was; so must Lethe's records of the run, where it is not even looked for.
  const named = await searchValues(database, {
    values: keys,
    schemas,
    exceptRows,
    skip: (table) => !naming.has(table),
  });

  const stays = stayingIn(outline, store);
  const found = [
    ...[...plain.hits, ...staying.hits].map((hit) => ({ ...hit, kept: stays(hit) })),
    ...named.hits
      .filter((hit) => !staying.hits.some((other) => samePlace(hit, other)))
      .map((hit) => ({ ...hit, kept: true })),
  ];
  return {
    at,
    identifiers: values.length,
    searched: plain.searched + Math.max(staying.searched, named.searched),
    ms: Math.round(plain.ms + staying.ms + named.ms),
    found: found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  };
}

async function remembered(client: ClientBase, runId: string): Promise<{ at: string; values: string[] }> {
  return one(
    client,
    sql`select to_json(lethe.now())#>>'{}' as at, coalesce((select array_agg(distinct value) from lethe.identifiers where run = ${runId}), '{}') as values`,
  );
}

/**
 * What the policy leaves where it is. What it anonymises must not hold an identifier any more; nor must what it ignores,
 * unless somebody has said of the column that it may stay, or the rows are the host's people: what is theirs is left to them.
 */
function stayingIn({ kept, ignored, steps }: Outline, { mayStay, people }: ScannedStore): (hit: Hit) => boolean {
  const anonymised = tablesOf(steps.filter((step) => step.kind === 'anonymise'));
  const keptTables = tablesOf(kept.filter(({ table }) => !anonymised.has(table)));
  const ignoredTables = tablesOf(ignored);
  const isExcused = ({ table, column }: Hit): boolean =>
    table === people?.table || Object.hasOwn(mayStay, `${table}.${column}`);
  return (hit) => keptTables.has(hit.table) || (ignoredTables.has(hit.table) && isExcused(hit));
}

function tablesThatNameTheSubject({ kept, steps }: Outline): ReadonlySet<string> {
  return tablesOf([...kept, ...steps.filter((step) => step.kind === 'anonymise')]);
}

function tablesOf(entries: readonly { readonly table: string }[]): ReadonlySet<string> {
  return new Set(entries.map(({ table }) => table));
}

const placeOf = ({ table, column }: Hit): string => `${table}\0${column}`;
const samePlace = (a: Hit, b: Hit): boolean => placeOf(a) === placeOf(b);
