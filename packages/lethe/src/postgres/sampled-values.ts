import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { RunRecord } from '../engine/control.ts';
import type { Step } from '../planner/plan.ts';
import type { Database } from './connection.ts';
import { lookingInto } from './looking.ts';
import { columnsOf } from './named-sets.ts';
import { pendingRowsSql } from './rows-sql.ts';
import { run, type Sql } from './sql.ts';
import {
  type Sample,
  type SampledTable,
  sampledOfRow,
  sampledTablesOf,
  samplesAsRows,
  samplesOf,
} from './table-samples.ts';

/** Sampled values that rows of the subject hold. Noted by their places: no copy is made of them. */
export interface NotedSamples {
  /** Tables that are bound to have some, or cannot be looked into. */
  readonly tables: readonly string[];
  readonly places: readonly NotedPlaces[];
}

export interface NotedPlaces extends Pick<Sample, 'expression' | 'of'> {
  readonly table: string;
  readonly at: readonly number[];
}

/** Of so large a share of a table some values are bound to be sampled: nobody need look. */
const sureShare = 0.01;

/** Where rows hold so few values in all, those of the subject are nearly all of them: nobody need look. */
const fewValues = 100;

/** Looks whose values are sampled, while the rows are there: it costs what the subject's rows do, however large the tables. */
export async function noteSamples(database: Database, run: RunRecord): Promise<NotedSamples> {
  const { steps, sure, samples } = await database.use((client) => toLookInto(client, run));
  const places: NotedPlaces[] = [];
  await lookingInto(database, steps, async (client, step) => {
    const { few = [], many = [] } = Object.groupBy(
      (samples.get(step.table) ?? []).filter(isLookedAt(step)),
      ({ isComplete, values }) => (isComplete && values.length <= fewValues ? 'few' : 'many'),
    );
    places.push(...few.map((sample) => placesIn(step, sample, [...sample.values.keys()])));
    places.push(
      ...(await placesOf(client, step, { samples: many, rows: pendingRowsSql(step, run.outline, sql`t.*`) })),
    );
  });
  return { tables: sure, places };
}

interface ToLookInto {
  readonly steps: readonly Step[];
  readonly samples: ReadonlyMap<string, readonly Sample[] | null>;
  /** Tables that nobody need look into. */
  readonly sure: readonly string[];
}

async function toLookInto(client: ClientBase, { outline, counts }: RunRecord): Promise<ToLookInto> {
  const rowsOf = new Map(outline.steps.map((step, at) => [step, counts.steps[at] ?? 0]));
  const steps = outline.steps.filter((step) => step.kind !== 'detach' && (rowsOf.get(step) ?? 0) > 0);
  const facts = await sampledTablesOf(client, [...new Set(steps.map(({ table }) => table))]);
  const isSure = ({ table, rows, blind }: SampledTable): boolean =>
    blind || steps.some((step) => step.table === table && (rowsOf.get(step) ?? 0) >= rows * sureShare);
  const open = facts.filter((fact) => !isSure(fact)).map(({ table }) => table);
  const samples = await samplesOf(client, open);
  const looked = new Set(open.filter((table) => samples.get(table) !== null));
  return {
    steps: steps.filter(({ table }) => looked.has(table)),
    samples,
    sure: facts.map(({ table }) => table).filter((table) => !looked.has(table)),
  };
}

/**
 * What a row is called and found by, where it is a number, says nothing once the row is gone, and the tenant's stands in
 * every statistic. Of rows that stay, only what is overwritten is looked at.
 */
function isLookedAt(step: Step): (sample: Sample) => boolean {
  const found = new Set(columnsOf(step.predicate));
  return ({ column, isKey, mayBeKey }) => {
    if (column === null) return true;
    if (isKey || (mayBeKey && found.has(column))) return false;
    return step.kind !== 'anonymise' || column in step.columns;
  };
}

async function placesOf(
  client: ClientBase,
  step: Step,
  { samples, rows: held }: { samples: readonly Sample[]; rows: Sql },
): Promise<readonly NotedPlaces[]> {
  if (samples.length === 0) return [];
  const { rows } = await run<{ at: number; places: number[] }>(
    client,
    // Their rows first: values of others are not written out to be compared.
    sql`with t as materialized (${held}),
          held as materialized (select x.at, x.v from t cross join ${sampledOfRow(samples)})
        select at, array_agg(distinct s.place) as places
        from held join ${samplesAsRows(samples.map(({ values }) => values))} using (at, v) group by 1`,
  );
  return rows.flatMap(({ at, places }) => {
    const sample = samples[at];
    return sample === undefined ? [] : [placesIn(step, sample, places)];
  });
}

function placesIn({ table }: Step, { expression, of }: Sample, at: readonly number[]): NotedPlaces {
  return { table, expression, of, at };
}
