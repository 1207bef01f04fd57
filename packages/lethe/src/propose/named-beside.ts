import { edgesFrom, isBeside } from '../planner/setting.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { SettledKind } from './kind.ts';
import { isOwner, roleOf } from './role.ts';
import { learnedNames } from './tenant-candidates.ts';

/**
 * References by which rows that say in another column whose they are name a second tenant, and that the schema says
 * nothing of (NO ACTION): a job's subcontractor, who would stay for as long as others' jobs name it.
 */
export function namedBeside({ setting, reached }: SettledKind): readonly ProposedLink[] {
  const { root, schema } = setting;
  const learned = learnedNames(schema, root.name);
  return [...reached].flatMap((table) =>
    edgesFrom(setting, table)
      .filter((edge) => edge.onDelete === 'no action' && isBeside(edge, setting))
      .filter((edge) => !isOwner(roleOf(edge, learned, root.name)))
      .map(({ columns, to, toColumns }) => ({
        link: { table, columns, to, toColumns, when: null, onDelete: 'set null' },
        role: '',
        evidence: `each row says in another column whose it is; ${columns.join(', ')} of others' rows becomes NULL`,
      })),
  );
}
