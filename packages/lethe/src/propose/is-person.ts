import type { Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { splitTableName } from '../schema/table-name.ts';
import { tenantWords } from '../schema/tenant-words.ts';
import { isPeople } from './table-kinds.ts';

const always = new Set(['user', 'users', 'person', 'people', 'profile', 'profiles', 'employee', 'employees']);

/** What people are called by what they do for others. */
const professions = new Set(
  (
    'teacher tutor instructor trainer coach doctor physician dentist nurse therapist caregiver technician mechanic inspector adjuster ' +
    'courier worker agent consultant freelancer volunteer lawyer attorney guardian parent pupil child staff operator'
  ).split(' '),
);

/** Whoever says so of a customer means the business that the others sign in for. */
const tenants = new Set('tenant org organization organisation company team workspace'.split(' '));

/**
 * Whether a row is a person, whose rows are only what the schema says goes along, or a tenant, to whom all belongs that
 * leads there. A customer may be either: one with an address of their own is taken for a person.
 */
export function isPerson(table: Table | undefined, kind: string): boolean {
  if (table === undefined || tenants.has(kind)) return false;
  if (always.has(kind) || always.has(splitTableName(table.name).name.toLowerCase())) return true;
  const item =
    itemOf(wordsOf(splitTableName(table.name).name))
      .split('_')
      .at(-1) ?? '';
  const names = new Set(table.columns.map(({ name }) => wordsOf(name).join('_')));
  if (professions.has(kind) || professions.has(item) || (names.has('first_name') && names.has('last_name')))
    return true;
  const looks = personalColumns(table).map(({ looksLike }) => looksLike);
  // Whoever has an address and a password signs in, whatever they are called there.
  const signsIn = looks.includes('e-mail address') && looks.includes('password or token');
  if (signsIn && kind !== 'account' && !tenantWords.has(kind)) return true;
  return isPeople(table.name) && looks.some((each) => each !== 'free text');
}
