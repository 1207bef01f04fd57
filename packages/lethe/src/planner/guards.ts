import type { Outline } from './plan.ts';
import type { Predicate } from './predicate.ts';

/** A way in which a row says by itself that it is the subject's: these columns hold its key, where the others say so. */
export interface Guard {
  readonly columns: readonly string[];
  readonly when: readonly { readonly column: string; readonly values: readonly string[] }[];
}

export interface Guards {
  readonly guards: readonly Guard[];
  /** There is no other way: with a guard on each, no new row of the table can be the subject's. */
  readonly complete: boolean;
}

/** What a trigger on the table itself can see of whose a new row is. */
export function guardsOf({ steps }: Outline, table: string): Guards {
  const step = steps.find((candidate) => candidate.kind === 'delete' && candidate.table === table && !candidate.root);
  return step === undefined ? none : waysOf(step.predicate);
}

const none: Guards = { guards: [], complete: false };

function waysOf(predicate: Predicate): Guards {
  switch (predicate.op) {
    case 'subject':
      // What stands in a json is not looked at by a trigger.
      if (predicate.path !== undefined) return none;
      return { guards: [{ columns: predicate.columns, when: [] }], complete: true };
    case 'any': {
      const ways = predicate.of.map(waysOf);
      return { guards: ways.flatMap(({ guards }) => guards), complete: ways.every(({ complete }) => complete) };
    }
    case 'all': {
      // Rows of other partitions may hold the same for something else.
      if (predicate.of.some(({ op }) => op === 'partition')) return none;
      // A row must satisfy every part, so refusing those that satisfy one is enough.
      const parts = predicate.of.map(waysOf).filter(({ guards }) => guards.length > 0);
      const best = parts.find(({ complete }) => complete) ?? parts[0] ?? none;
      const when = predicate.of.flatMap((part) => (part.op === 'one of' ? [part] : []));
      return { ...best, guards: best.guards.map((guard) => ({ ...guard, when: [...guard.when, ...when] })) };
    }
    default:
      return none;
  }
}
