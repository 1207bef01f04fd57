import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { LetheError } from '../errors.ts';
import type { Counts, Outline, Plan } from '../planner/plan.ts';
import { seal } from '../planner/seal.ts';
import type { Reader } from './scoped.ts';
import { one, run } from './sql.ts';

export interface KeptPlan {
  readonly id: string;
  readonly request: string | null;
  readonly madeAt: string;
  readonly plan: Plan;
}

export interface NewPlan {
  readonly id: string;
  readonly request: string | null;
  /** kind:key of the subject and of what it lies in. */
  readonly scopes: readonly string[];
  readonly plan: Plan;
}

const madeAt = sql`to_json(made_at at time zone 'UTC')#>>'{}' || 'Z'`;

export async function keepPlan(client: ClientBase, { id, request, scopes, plan }: NewPlan): Promise<KeptPlan> {
  const { outline, counts, digest } = plan;
  const { kind, key } = outline.subject;
  const { made } = await one<{ made: string }>(
    client,
    sql`insert into lethe.plans (id, request, kind, key, scopes, digest, outline, counts)
        values (${id}, ${request}, ${kind}, ${[...key]}::text[], ${[...scopes]}::text[], ${digest},
          ${JSON.stringify(outline)}::jsonb, ${JSON.stringify(counts)}::jsonb) returning ${madeAt} as made`,
  );
  return { id, request, madeAt: made, plan };
}

export async function readPlan(reader: Reader, id: string): Promise<KeptPlan> {
  const { rows } = await run<{ request: string | null; outline: Outline; counts: Counts; made: string }>(
    reader.client,
    sql`select request, outline, counts, ${madeAt} as made from lethe.plans
        where id = ${id} and ${reader.inScope(sql`scopes`)}`,
  );
  const [row] = rows;
  if (row === undefined) throw planUnknown(id);
  return { id, request: row.request, madeAt: row.made, plan: seal(row.outline, row.counts) };
}

/** Where a plan belongs; read before it is decided who may see it. */
export async function subjectOfPlan(client: ClientBase, id: string): Promise<{ kind: string; key: string[] }> {
  const { rows } = await run<{ kind: string; key: string[] }>(
    client,
    sql`select kind, key from lethe.plans where id = ${id}`,
  );
  const [row] = rows;
  if (row === undefined) throw planUnknown(id);
  return row;
}

export function planUnknown(id: string): LetheError {
  return new LetheError('PLAN_UNKNOWN', `there is no plan ${id.slice(0, 100)}`);
}
