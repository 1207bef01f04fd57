import { checkLabel } from './condition.ts';
import { type Known, own } from './lookup.ts';
import type { Members } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, type Read, text } from './read.ts';

const readRole = text({ expected: 'a role of the host database', write: "'owner'" });

export const readRoles: Read<readonly string[]> = distinct(
  { expected: 'a list of roles', write: "by: ['owner']" },
  readRole,
);

/** A role that the column cannot hold would let nobody in, and nobody would know why. */
export function checkRoles(roles: readonly string[], members: Members | null, at: Place, known: Known): void {
  const table = members === null ? null : own(known.schema.tables, members.table);
  const column = table?.columns.find(({ name }) => name === members?.role);
  if (column === undefined || roles.length === 0) return;
  if (column.enumLabels !== null) {
    for (const [index, role] of roles.entries()) checkLabel(role, column.enumLabels, at.item(index));
  } else if (column.category !== 'S') {
    at.problem({
      expected: 'roles that the column of members holds as text or as labels of an enum',
      found: `${JSON.stringify(column.name)} of type ${column.type}`,
      write: "members: { …, role: … } with the column that holds the role's name",
    });
  }
}

export const explainRoles = (roles: readonly string[]): string => `Whoever is ${roles.join(' or ')}`;
