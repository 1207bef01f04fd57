import { canonicalJson, sha256Hex } from '../../canonical-json.ts';

/** What an approval binds: the plan's own digest, or for several targets one over all of theirs, in their order. */
export function digestOfPlans(digests: readonly string[]): string {
  const [only] = digests;
  return only !== undefined && digests.length === 1 ? only : sha256Hex(canonicalJson([...digests]));
}
