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

/** Where the database lists its roles, one that is not among them would let nobody in, and nobody would know why. */
export function checkRoles(roles: readonly string[], members: Members | null, at: Place, known: Known): void {
  const table = members === null ? null : own(known.schema.tables, members.table);
  const labels = table?.columns.find((column) => column.name === members?.role)?.enumLabels ?? null;
  if (labels === null) return;
  for (const [index, role] of roles.entries()) checkLabel(role, labels, at.item(index));
}

export const explainRoles = (roles: readonly string[]): string => `Whoever is ${roles.join(' or ')}`;
