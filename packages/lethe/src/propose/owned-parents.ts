import type { Edge } from '../planner/edges.ts';
import { ownsCode } from '../planner/link-code.ts';
import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedOwner, Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { oneOf } from './kind-words.ts';
import { isAgain, type PointedTable, pointedTable } from './pointed-table.ts';
import { isOfSeveral, type Verdict, verdictOn } from './pointed-verdict.ts';
import { isCopies, isKeptByReferences, isKeptFor, isLogins, isLookup, isOwnedThing, isVisits } from './table-kinds.ts';
import { isOfPerson } from './why-ignored.ts';

/** What the subject's rows point to: their own (settings, an address), or everybody's (a plan, a country). */
export interface PointedTo {
  readonly owned: readonly ProposedOwner[];
  /** By table: why its rows are not the subject's. */
  readonly shared: ReadonlyMap<string, string>;
  /** Of a person: tables of which rows of several refer to the same rows. What these say may be of one all the same. */
  readonly several: ReadonlySet<string>;
  readonly undecided: readonly Undecided[];
}

/** Only of tables that nothing else reaches. */
export function pointedTo(setting: Setting, reach: ReadonlySet<string>, evidence: Evidence): PointedTo {
  const owned: ProposedOwner[] = [];
  const shared = new Map<string, string>();
  const several = new Set<string>();
  const undecided: Undecided[] = [];
  for (const [table, links] of targets(setting, reach)) {
    // What is written down by the way says itself whose it is, or nobody knows.
    if (isVisits(tableOf(setting, table))) continue;
    const pointed = pointedTable(setting, table, { links, reach, evidence });
    // What a person's rows point to is mostly what they took part in.
    if (setting.policy.ownership === 'person' && !isNothingElse(setting, pointed)) {
      if (isOfSeveral(pointed)) several.add(table);
      continue;
    }
    const { is, because } = verdictFor(setting, pointed);
    if (is === 'shared') shared.set(table, because);
    else if (is === 'owned') owned.push(...links.map((edge) => ownerOf(edge, because)), ...usersOf(setting, pointed));
    else undecided.push(askAbout(setting, table, links, because));
  }
  return { owned, shared, several, undecided };
}

/** What a person's row refers to is theirs where a key says so, or where it is a file: a document may be of others. */
function verdictFor(setting: Setting, pointed: PointedTable): Verdict {
  const verdict = verdictOn(pointed);
  const { name } = pointed.table;
  if (isLogins(name) && isOfPerson(setting, name) && !pointed.facts.some(isAgain))
    return { is: 'undecided', because: `it may be what else is known of the ${setting.policy.kind}` };
  // Of what is there for everybody, some is used twice and some lies about.
  if (setting.policy.ownership === 'person' && verdict.is === 'shared' && isLookup(name) && isUsedUp(pointed))
    return { is: 'undecided', because: `each row of ${name} is referred to by one row, and none is left over` };
  const isTheirs = (pointed.oneToOne !== null && isOwnedThing(name)) || isKeptFor(name);
  if (setting.policy.ownership === 'tenant' || verdict.is !== 'owned' || isTheirs) return verdict;
  return { ...verdict, is: 'undecided' };
}

/** By people's own rows: they are as many as these. */
const isUsedUp = ({ links, facts, root }: PointedTable): boolean =>
  links.every((edge) => edge.table === root) && facts.reduce((sum, fact) => sum + (fact?.distinct ?? 0), 0) >= 3;

/** Each of its rows is referred to once, by nobody else, and refers to nothing itself: the recording of a meeting. */
const isNothingElse = (setting: Setting, { table, facts, isEnd, isJoined }: PointedTable): boolean =>
  isEnd &&
  !isJoined &&
  edgesFrom(setting, table.name).length === 0 &&
  facts.every((fact) => fact !== null && fact.idle === 0 && !isAgain(fact));

function targets(setting: Setting, reach: ReadonlySet<string>): ReadonlyMap<string, readonly Edge[]> {
  const links = [...reach]
    .flatMap((table) => edgesFrom(setting, table))
    .filter(({ to, when, compare }) => !reach.has(to) && when === null && compare.path === undefined)
    .filter(({ to }) => !setting.ignored.has(to) && !setting.untouchable.has(to));
  return Map.groupBy(links, ({ to }) => to);
}

/** What else refers to stored files has them too, whoever's it is, unless it is only a copy of one. */
function usersOf(setting: Setting, { table, links }: PointedTable): readonly ProposedOwner[] {
  if (!isKeptByReferences(table)) return [];
  return edgesTo(setting, table.name)
    .filter((edge) => !links.includes(edge) && edge.table !== table.name && edge.when === null && !isCopies(edge.table))
    .map((edge) => ownerOf(edge, 'it refers to such rows too, and they stay while it does'));
}

const ownerOf = ({ table, columns, to, toColumns }: Edge, evidence: string): ProposedOwner => ({
  ...{ table, columns, to, toColumns, evidence },
});

function askAbout(setting: Setting, table: string, links: readonly Edge[], why: string): Undecided {
  const item = wordsOf(splitTableName(table).name).join(' ');
  return {
    table,
    question: `are the ${item} that ${oneOf(setting.policy.kind)}'s rows point to its own? ${why}`,
    write: `If they go with it, write ${links.map(ownsCode).join(', ')} under owned in the store (import { owns } from 'lethe'); if others use them too, '${table}': ignore('…') under rules.`,
  };
}
