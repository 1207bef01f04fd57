import type { Finding } from '../planner/finding.ts';
import type { Plan } from '../planner/plan.ts';
import { postgresStore } from '../postgres/store.ts';
import type { Lethe } from './lethe.ts';

/** What the database would refuse or add, were the plan carried out now. One that is blocked anyway is not tried. */
export async function rehearsal(
  { loaded, database }: Pick<Lethe, 'loaded' | 'database'>,
  { outline, findings, rows }: Plan,
): Promise<readonly Finding[]> {
  if (findings.length > 0) return [];
  return postgresStore({ database, schemas: loaded.store.config.schemas }).rehearse(outline, rows);
}
