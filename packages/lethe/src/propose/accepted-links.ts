import type { Link } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import type { Evidence } from './evidence.ts';
import { type LinkCandidate, overlapOf } from './link-candidates.ts';

/** A link that is proposed, and why it is believed. */
export interface ProposedLink {
  readonly link: Link;
  readonly role: string;
  readonly evidence: string;
  /** Its values cannot be keys by chance: what its column is called says nothing more. */
  readonly proven?: true;
  /** Of what passes by: where the value stands a row is the subject's, and rows where it does not are looked through. */
  readonly told?: true;
  /** Some values are keys of something else. */
  readonly partial?: true;
}

/** Of the candidates, those whose rows do not speak against them. */
export function acceptedLinks(
  candidates: readonly LinkCandidate[],
  roots: ReadonlySet<string>,
  evidence: Evidence,
): readonly ProposedLink[] {
  return candidates.flatMap((candidate): readonly ProposedLink[] => {
    const { table, column, to, toColumn, role, else: otherwise } = candidate;
    if (otherwise !== undefined) {
      const [own, other] = [fits(candidate, evidence), fits(otherwise, evidence)];
      // Small numbers are keys of both: to which they refer nobody can tell, and the table is asked about.
      if (own === null || other === null || (own && other)) return [];
      if (!own) return acceptedLinks([otherwise], roots, evidence);
    }
    const why = believed(candidate, roots, evidence);
    if (why === null) return [];
    const link = { table, columns: [column], to, toColumns: [toColumn], when: null };
    return [{ link, role, evidence: why, ...(isPartial(candidate, evidence) ? { partial: true } : {}) }];
  });
}

/** Null: the rows have not been asked yet. Where there is no value, nothing speaks against it. */
function fits(candidate: LinkCandidate, evidence: Evidence): boolean | null {
  const answer = overlapOf(candidate, evidence);
  return answer === null ? null : answer.found >= answer.looked * nearlyAll;
}

function isPartial(candidate: LinkCandidate, evidence: Evidence): boolean {
  const answer = overlapOf(candidate, evidence);
  return answer !== null && answer.found < answer.looked;
}

/** Tables from which some way leads to a subject, by keys or candidates. */
export function leadingTo(
  schema: Schema,
  candidates: readonly { readonly table: string; readonly to: string }[],
  roots: ReadonlySet<string>,
): ReadonlySet<string> {
  const ties = [...Object.values(schema.tables).flatMap(({ references }) => references), ...candidates];
  const from = Map.groupBy(ties, ({ to }) => to);
  const leading = new Set(roots);
  // A Set hands out what is added while it is walked through.
  for (const table of leading) for (const tie of from.get(table) ?? []) leading.add(tie.table);
  return leading;
}

const mostly = 0.5;
const nearlyAll = 0.9;

function believed(candidate: LinkCandidate, roots: ReadonlySet<string>, evidence: Evidence): string | null {
  const { column, to, role, weak } = candidate;
  const answer = overlapOf(candidate, evidence);
  if (answer === null) return null;
  const { looked, found } = answer;
  const by = `named ${column}${weak ? ', like what it holds' : ''}`;
  if (looked === 0) return weak ? null : `${by}; there is no value to compare`;
  const shown = `${by}; ${found} of ${looked} sampled values are in ${to}`;
  if (found === 0) return null;
  // Rows of subjects that were deleted by hand still name them.
  const isTenant = roots.has(to) && role === '' && !weak;
  return isTenant || found / looked >= (weak ? nearlyAll : mostly) ? shown : null;
}
