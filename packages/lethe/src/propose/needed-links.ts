import { edgesFrom } from '../planner/setting.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { SettledKind } from './kind.ts';
import { isLogins } from './table-kinds.ts';

/** Only links that decide something: what hangs from a table that names the tenant itself needs no second way. */
export function neededLinks(links: readonly ProposedLink[], kinds: readonly SettledKind[]): readonly ProposedLink[] {
  const needed = links.filter(({ link }) => kinds.some((kind) => isNeeded(link, kind)));
  const pairs = new Set(needed.flatMap(({ link }) => (link.when === null ? [] : [pairOf(link)])));
  // A pair is written whole: a value that is not written is one that nobody has thought of.
  return links.filter((each) => needed.includes(each) || (each.link.when !== null && pairs.has(pairOf(each.link))));
}

function isNeeded({ table, to }: ProposedLink['link'], kind: SettledKind): boolean {
  const { setting, reached, rules, undecided } = kind;
  if (!reached.has(to)) return false;
  if (setting.policy.ownership === 'person') return reached.has(table) || rules.has(table) || isWaiting(table, kind);
  // A link that stands in the configuration says whose the rows are; where that is asked, it is for the answer to say.
  if (undecided.some((open) => open.table === table) && !reached.has(table) && !rules.has(table)) return false;
  if (to === setting.root.name) return true;
  const namesTenant = edgesFrom(setting, table).some(
    (edge) => edge.to === setting.root.name && edge.nullable.length === 0 && edge.when === null,
  );
  // Whoever signs in may take part in several: a row that names them beside another tenant is to be found.
  return (!namesTenant || isLogins(to)) && (reached.has(table) || rules.has(table));
}

/** What becomes of it is asked once its parents are decided about; of a person, a link alone decides nothing. */
function isWaiting(table: string, { setting, undecided, ignored }: SettledKind): boolean {
  const asked = new Set(undecided.map((open) => open.table));
  return !asked.has(table) && !ignored.has(table) && edgesFrom(setting, table).some(({ to }) => asked.has(to));
}

const pairOf = ({ table, when }: ProposedLink['link']): string => `${table}\0${when?.column}`;
