import type { SubjectPolicy } from '../policy/policy.ts';
import { all } from './combine.ts';
import type { Ownerships } from './ownership.ts';
import type { BlockerUse, EffectUse } from './plan.ts';
import type { Predicate } from './predicate.ts';

type Where = SubjectPolicy['effects'][number]['where'];

/** The effects of the policy, each with the rows it is run for. Those on tables out of reach are findings instead. */
export function effectUses({ effects }: SubjectPolicy, ownerships: Ownerships): readonly EffectUse[] {
  return effects.flatMap(({ name, version, table, values, order, where }) => {
    const own = ownerships.get(table);
    return own === undefined
      ? []
      : [{ name, version, table, values, order, where, predicate: narrow(own.owned, where) }];
  });
}

export function blockerUses({ blockers }: SubjectPolicy, ownerships: Ownerships): readonly BlockerUse[] {
  return blockers.flatMap(({ name, version, level, message, table, where }) => {
    const own = ownerships.get(table);
    return own === undefined ? [] : [{ name, version, level, message, table, predicate: narrow(own.owned, where) }];
  });
}

function narrow(owned: Predicate, where: Where): Predicate {
  return where === null ? owned : all([owned, { op: 'one of', column: where.column, values: where.in }]);
}
