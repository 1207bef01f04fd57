import type { Edge } from '../planner/edges.ts';
import type { Answer, Evidence } from './evidence.ts';

interface Asked {
  readonly table: string;
  readonly evidence: Evidence;
}

/** Rows of how many, of those that were looked at, hang from nothing by these. Null: it is not known, or there are none. */
export function unsetIn({ table, evidence }: Asked, edges: readonly Pick<Edge, 'columns'>[]): number | null {
  return answered({ table, evidence }, edges)?.unset ?? null;
}

/** Nearly every row hangs from something by these: one in five may not. */
export function areMostlySet(asked: Asked, edges: readonly Pick<Edge, 'columns'>[]): boolean {
  const answer = answered(asked, edges);
  return answer !== null && answer.unset * 5 <= answer.rows;
}

function answered({ table, evidence }: Asked, edges: readonly Pick<Edge, 'columns'>[]): Answer<'unset'> | null {
  const columns = [...new Set(edges.flatMap((edge) => edge.columns))];
  const answer = evidence.ask({ ask: 'unset', table, columns });
  return answer === null || answer.rows === 0 ? null : answer;
}
