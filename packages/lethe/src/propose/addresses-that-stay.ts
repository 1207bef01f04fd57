import { personalColumns } from '../schema/personal.ts';
import type { SettledKind } from './kind.ts';
import { oneOf } from './kind-words.ts';
import { isLogins } from './table-kinds.ts';

/**
 * A tenant's address is mostly one of its people's too, and its name stands in the addresses that it gives them. These people
 * are left alone: there it is no leftover. By column, with the reason.
 */
export function addressesThatStay({
  subject,
  setting,
  ignored,
  identifiers,
}: SettledKind): readonly (readonly [string, string])[] {
  const root = setting.schema.tables[setting.root.name];
  if (subject.ownership === 'person' || root === undefined) return [];
  const addresses = personalColumns(root).filter(({ column }) =>
    identifiers.some(({ value }) => value === `${root.name}.${column}`),
  );
  return [...ignored.keys()].filter(isLogins).flatMap((name) => {
    const table = setting.schema.tables[name];
    const alike = table === undefined ? [] : personalColumns(table);
    return alike
      .filter(({ looksLike }) =>
        looksLike === 'e-mail address'
          ? identifiers.length > 0
          : addresses.some((each) => each.looksLike === looksLike),
      )
      .map(
        ({ column }) => [`${name}.${column}`, `an address of people, who are not ${oneOf(subject.kind)}'s`] as const,
      );
  });
}
