import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { type Answer, nameOf, type Question } from '../propose/evidence.ts';
import type { Schema } from '../schema/graph.ts';
import { type Database, sqlState } from './connection.ts';
import { evidenceSql } from './evidence-sql.ts';
import { one } from './sql.ts';

const together = 40;
const longestMs = 4_000;

/**
 * Asks the rows, reading only, within bounds of time: what cannot be read or takes too long is `unknown`, and nothing is
 * concluded from it.
 */
export async function measure(
  database: Database,
  schema: Schema,
  questions: readonly Question[],
): Promise<Map<string, Answer | 'unknown'>> {
  const answers = new Map<string, Answer | 'unknown'>();
  const askable = questions.filter((question) => isReadable(question, schema));
  for (const question of questions) if (!askable.includes(question)) answers.set(nameOf(question), 'unknown');
  const batches = Array.from({ length: Math.ceil(askable.length / together) }, (_, at) =>
    askable.slice(at * together, (at + 1) * together),
  );
  const lane = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      for (const [name, answer] of await answersTo(database, schema, batch)) answers.set(name, answer);
    }
  };
  await Promise.all([lane(), lane()]);
  return answers;
}

/** Row security would answer for rows that it hides. */
function isReadable(question: Question, schema: Schema): boolean {
  const tables = [
    ...('table' in question ? [question.table] : []),
    ...('to' in question ? [question.to] : []),
    ...('of' in question ? [question.of] : []),
    ...('via' in question ? (question.via ?? []).map(({ to }) => to) : []),
  ];
  return tables.every((name) => {
    const table = schema.tables[name];
    return table?.privileges.select === true && table.privileges.seesAllRows;
  });
}

type Named = readonly (readonly [string, Answer | 'unknown'])[];

async function answersTo(database: Database, schema: Schema, batch: readonly Question[]): Promise<Named> {
  try {
    return await database.transaction((client) => ask(client, schema, batch), 'read only');
  } catch (error) {
    if (sqlState(error) === null) throw error;
    if (batch.length > 1) {
      const named: (readonly [string, Answer | 'unknown'])[] = [];
      for (const question of batch) named.push(...(await answersTo(database, schema, [question])));
      return named;
    }
    // Too long, or values that refuse to be read: nothing is known, which is said where it matters.
    return batch.map((question) => [nameOf(question), 'unknown'] as const);
  }
}

async function ask(client: ClientBase, schema: Schema, batch: readonly Question[]): Promise<Named> {
  await client.query(
    `set local row_security = off; set local jit = off; set local statement_timeout = ${longestMs};
     set local lock_timeout = 500; set local max_parallel_workers_per_gather = 0`,
  );
  const answers = batch.map((question) => sql`(${evidenceSql(question, schema)})`);
  const { all } = await one<{ all: Answer[] }>(client, sql`select json_build_array(${sql.join(answers)}) as all`);
  return batch.map((question, at) => [nameOf(question), all[at] ?? 'unknown'] as const);
}
