import type { Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import type { Setting } from './setting.ts';

/** Rows hang from the subject's by an edge that says nothing about whose they are: a person decides. */
export function undecided(edge: Edge, { policy }: Setting): Finding {
  const { table, columns, to, cut, onDelete } = edge;
  const link = `${table}.${columns.join(', ')} → ${to} (${edge.name}${onDelete === null ? '' : `, ${onDelete}`})`;
  const detach = cut.map((column) => `'${column}'`).join(', ');
  const others =
    policy.ownership === 'person'
      ? `'delete', anonymise({ … }) or keep({ … }) if these rows are the ${policy.kind}'s own`
      : `'delete' if these rows belong to the ${policy.kind}`;
  return {
    code: 'UNDECIDED',
    table,
    message:
      cut.length > 0
        ? `${link} can be cut; nothing says whose these rows are`
        : `${link} cannot be cut; nothing says whose these rows are`,
    next:
      cut.length > 0
        ? `Write '${table}': detach(${detach}) under rules to set the link to NULL, or ${others}.`
        : `Write '${table}': ${others}, or make ${columns.join(', ')} nullable and detach it.`,
  };
}
