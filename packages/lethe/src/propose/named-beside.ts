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

/**
 * References of people's own rows to what goes with one of them, such as the address that was used last: where the schema
 * says nothing of it, rows of others that refer to the same are cut off.
 */
export function ownRowsPointers({ setting, reached }: SettledKind): readonly ProposedLink[] {
  const { root, policy } = setting;
  if (policy.ownership !== 'person') return [];
  return edgesFrom(setting, root.name)
    .filter(({ to, cut, when }) => reached.has(to) && to !== root.name && cut.length > 0 && when === null)
    .filter(({ onDelete, said, compare }) => (onDelete ?? 'no action') === 'no action' && !said && !compare.path)
    .map(({ columns, to, toColumns }) => ({
      link: { table: root.name, columns, to, toColumns, when: null, onDelete: 'set null' },
      role: '',
      evidence: `what it refers to goes with its ${policy.kind}; ${columns.join(', ')} of others' rows becomes NULL`,
    }));
}
