import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Database } from './connection.ts';
import { lookingInto } from './looking.ts';
import type { NotedPlaces } from './sampled-values.ts';
import { run, type Sql, tableSql } from './sql.ts';
import {
  type Sample,
  type SampledTable,
  sampledOfRow,
  sampledTablesOf,
  samplesAsRows,
  samplesOf,
} from './table-samples.ts';

/** What is to be analysed again. Null: all of the table. */
export interface Stale {
  readonly table: string;
  readonly columns: readonly string[] | null;
}

/** Some rows of each page, for those beside each other are often alike. */
interface Look {
  readonly pages: number;
  readonly rows: number;
}

// Most of what is sampled are words that all rows use: a glance sees them, and leaves few columns to be looked at closely.
const glance: Look = { pages: 100, rows: 1_000 };
const closeLook: Look = { pages: 1_000, rows: 5_000 };

/**
 * Of the noted samples, those that no row was seen to hold any more. However large the table, so many rows are looked at;
 * a value that is rare is taken for gone.
 */
export async function goneSamples(database: Database, noted: readonly NotedPlaces[]): Promise<readonly Stale[]> {
  const byTable = Map.groupBy(noted, ({ table }) => table);
  const { facts, samples } = await database.use(async (client) => ({
    facts: await sampledTablesOf(client, [...byTable.keys()]),
    samples: await samplesOf(client, [...byTable.keys()]),
  }));
  const stale: Stale[] = [];
  await lookingInto(database, facts, async (client, fact) => {
    const places = samplesAt(byTable.get(fact.table) ?? [], samples.get(fact.table) ?? []);
    const columns = places === null ? null : await goneIn(client, fact, places);
    if (columns === null || columns.length > 0) stale.push({ table: fact.table, columns });
  });
  return stale;
}

/** The samples with only the values at the noted places; null: they are not what they were. */
function samplesAt(noted: readonly NotedPlaces[], samples: readonly Sample[]): readonly Sample[] | null {
  const found: Sample[] = [];
  for (const { expression, of, at } of noted) {
    const sample = samples.find((each) => each.expression === expression && each.of === of);
    const values = at.map((place) => sample?.values[place]).filter((value) => value !== undefined);
    if (sample === undefined || values.length < at.length) return null;
    found.push({ ...sample, values });
  }
  return found;
}

/** Columns of which a value is gone; null: not of a column. */
async function goneIn(
  client: ClientBase,
  fact: SampledTable,
  samples: readonly Sample[],
): Promise<readonly string[] | null> {
  const gone = await unseen(client, fact, await unseen(client, fact, samples, glance), closeLook);
  // Expressions of indexes are analysed with their whole table only.
  if (gone.some(({ column }) => column === null)) return null;
  return [...new Set(gone.flatMap(({ column }) => column ?? []))];
}

/** The samples with only the values that no row was seen to hold. */
async function unseen(
  client: ClientBase,
  fact: SampledTable,
  samples: readonly Sample[],
  look: Look,
): Promise<readonly Sample[]> {
  if (samples.length === 0) return [];
  const { rows } = await run<{ at: number; values: string[] }>(
    client,
    sql`select at, array_agg(v) as values from (
          select s.at, s.v from ${samplesAsRows(samples.map(({ values }) => values))}
          except select x.at, x.v from ${someRowsSql(fact, look)} t cross join ${sampledOfRow(samples)}) gone
        group by at`,
  );
  return rows.flatMap(({ at, values }) => {
    const sample = samples[at];
    return sample === undefined ? [] : [{ ...sample, values }];
  });
}

/** All of a small table; of a large one rows from all over it, so that what many rows hold is among them. */
function someRowsSql({ table, rows, pages }: SampledTable, look: Look): Sql {
  const share = Math.min(1, look.pages / Math.max(pages, 1));
  const oneOf = Math.max(1, Math.floor((rows * share) / look.rows));
  return sql`(select * from ${tableSql(table)} tablesample system (${sql.lit(100 * share)})
    where hashtid(ctid) % ${sql.lit(oneOf)} = 0)`;
}
