import { canonicalJson } from '../canonical-json.ts';
import type { Predicate } from './predicate.ts';

/** All of these hold; flat, without repetitions, and no wrapper round a single one. */
export function all(of: readonly Predicate[]): Predicate {
  return joined('all', of);
}

/** One of these holds. Of none: no row at all. */
export function any(of: readonly Predicate[]): Predicate {
  return joined('any', of);
}

export function not(of: Predicate): Predicate {
  return { op: 'not', of };
}

function joined(op: 'all' | 'any', of: readonly Predicate[]): Predicate {
  const flat = of.flatMap((part) => (part.op === op ? part.of : [part]));
  const distinct = [...new Map(flat.map((part) => [canonicalJson(part), part])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : { op, of: distinct };
}
