import type { ClientBase } from 'pg';
import type { Act, Writer } from '../engine/store.ts';
import type { Step } from '../planner/plan.ts';
import { one, run, type Sql } from './sql.ts';
import { capturingSql } from './step-sql.ts';

/** Carries the write out; rows whose values an effect needs go to the outbox in the same statement. Answers the rows written. */
export async function writeCaptured(
  client: ClientBase,
  writer: Writer,
  act: Act,
  step: Step,
  write: Sql,
): Promise<number> {
  if (act.effects.length === 0 || step.kind !== 'delete' || step.no !== act.step.no)
    return (await run(client, write)).affected;
  const { affected } = await one<{ affected: number }>(client, capturingSql(write, writer.run, act.effects, step.key));
  return affected;
}
