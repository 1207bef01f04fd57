import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { DeleteStep, EffectUse, Outline } from '../planner/plan.ts';
import { one, run, type Sql } from './sql.ts';
import { deletionSql, writeSql } from './step-sql.ts';

/** Rows of one step that a statement deletes. */
export interface Part {
  readonly step: DeleteStep;
  /** The step's table, or a leaf of it. */
  readonly relation: Sql;
  readonly where: Sql;
}

/**
 * Deletes rows of one or several tables in one statement: every condition is tested on what was there before, and the
 * foreign keys look when all has gone. Rows whose values an effect needs go to the outbox of the run; of none, where it
 * is only tried. Answers the rows deleted, by part.
 */
export async function deleteTogether(
  client: ClientBase,
  runId: string | null,
  outline: Outline,
  parts: readonly Part[],
): Promise<readonly number[]> {
  const [only] = parts;
  if (only === undefined) return [];
  const effects = (step: DeleteStep): readonly EffectUse[] =>
    runId === null ? [] : outline.effects.filter(({ table }) => table === step.table);
  if (parts.length === 1 && effects(only.step).length === 0)
    return [(await run(client, writeSql(only.step, only.relation, only.where))).affected];
  const withs = parts.flatMap((part, at) => deletionSql(`gone${at}`, part, runId ?? '', effects(part.step)));
  const counts = parts.map((_, at) => sql`(select count(*)::int from ${sql.id(`gone${at}`)})`);
  const { rows } = await one<{ rows: number[] }>(
    client,
    sql`with ${sql.join(withs)} select array[${sql.join(counts)}] as rows`,
  );
  return rows;
}

/** Rows of the part that are there: after its statement, rows that something refuses to delete. */
export async function rowsLeft(client: ClientBase, { relation, where }: Omit<Part, 'step'>): Promise<number> {
  const { left } = await one<{ left: string }>(
    client,
    sql`select count(*) as left from ${relation} as t where ${where}`,
  );
  return Number(left);
}
