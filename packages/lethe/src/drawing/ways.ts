import type { Predicate } from '../planner/predicate.ts';
import type { Link } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';

/** One step from a table towards the subject. */
export interface Way {
  /** null: to the subject itself. */
  readonly to: string | null;
  readonly columns: readonly string[];
  /** Of the foreign key; `link` for one of the configuration; `its value` where the subject has no row. */
  readonly name: string;
}

/**
 * By which references a plan finds rows of a table. Read from the predicate itself: what is drawn is what is carried out.
 * That kept rows hang from these rows is in it too, looked at from the other end, and is no way.
 */
export function waysOf(
  table: string,
  predicate: Predicate,
  known: { schema: Schema; links: readonly Link[] },
): readonly Way[] {
  switch (predicate.op) {
    case 'subject':
      return [
        { to: null, columns: predicate.columns, name: nameOf(table, predicate.columns, null, known) ?? 'its value' },
      ];
    case 'in': {
      const { columns, table: to } = predicate;
      const name = nameOf(table, columns, to, known);
      return name === null ? [] : [{ to, columns, name }];
    }
    case 'all':
    case 'any':
      return predicate.of.flatMap((each) => waysOf(table, each, known));
    case 'mentions':
      return [{ to: null, columns: ['its texts'], name: 'mentions' }];
    case 'returning':
      return [{ to: null, columns: ['what its rows own'], name: 'returning' }];
    case 'not subject':
    case 'one of':
    case 'set':
    case 'partition':
    case 'named':
    case 'not':
      return [];
  }
}

function nameOf(
  table: string,
  columns: readonly string[],
  to: string | null,
  { schema, links }: { schema: Schema; links: readonly Link[] },
): string | null {
  const fits = (tie: { readonly columns: readonly string[]; readonly to: string }): boolean =>
    (to === null || tie.to === to) &&
    tie.columns.length === columns.length &&
    columns.every((column) => tie.columns.includes(column));
  const reference = schema.tables[table]?.references.find(fits);
  if (reference !== undefined) return reference.name;
  return links.some((link) => link.table === table && fits(link)) ? 'link' : null;
}
