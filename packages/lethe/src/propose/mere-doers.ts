import type { Schema } from '../schema/graph.ts';
import type { ProposedLink } from './accepted-links.ts';
import { isNumber } from './link-candidates.ts';
import { isOwner } from './role.ts';
import { isLogins } from './table-kinds.ts';

/**
 * By what people did alone (`created_by`), a small number makes no row theirs: they may be others, of another table. Such
 * a link is believed where something else says what the row hangs from.
 */
export function withoutMereDoers(schema: Schema, links: readonly ProposedLink[]): readonly ProposedLink[] {
  return links.filter((each) => {
    const { table, columns } = each.link;
    if (!isDoer(each) || !isNumber(schema, { table, column: columns[0] ?? '' })) return true;
    const isHeld = (schema.tables[table]?.references ?? []).some(({ to }) => to !== table && !isLogins(to));
    return isHeld || links.some((other) => other.link.table === table && !isDoer(other));
  });
}

const isDoer = ({ link, role }: ProposedLink): boolean => role !== '' && !isOwner(role) && isLogins(link.to);
