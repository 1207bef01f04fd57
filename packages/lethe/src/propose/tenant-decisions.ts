import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { detach } from '../policy/detach.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { joinsOnly } from './joins-only.ts';
import { oneOf } from './kind-words.ts';
import { hasAnything, isTelling } from './payloads.ts';
import { isOwner, placeOf, type Roles, roleOf } from './role.ts';
import { openTables } from './settled-reach.ts';
import { ofPeople } from './shared-people.ts';
import { isLogins, isLookup, isOwnedThing, isPeople, isTraffic } from './table-kinds.ts';
import { learnedNames } from './tenant-candidates.ts';
import type { TenantQuestion as Question } from './tenant-question.ts';

/**
 * Tables whose rows hang from the tenant's by links that can be NULL: they may be the tenant's own, or only point to it.
 * The name of the link and the rows speak for one or the other; what is proposed is written down with that reason.
 */
export function tenantDecisions(
  setting: Setting,
  reach: ReadonlySet<string>,
  known: { readonly evidence: Evidence; readonly roles: Roles },
): ReadonlyMap<string, Proposed<RuleWritten>> {
  const learned = learnedNames(setting.schema, setting.root.name);
  const found = new Map<string, Proposed<RuleWritten>>();
  for (const table of openTables(setting, reach)) {
    const links = edgesFrom(setting, table).filter(({ to }) => reach.has(to) && to !== table);
    if (reach.has(table) || table === setting.root.name) continue;
    const decision = decide({ setting, table, links, reach, learned, ...known });
    if (decision !== null) found.set(table, decision);
  }
  return found;
}

function decide(question: Question): Proposed<RuleWritten> | null {
  const { setting, table, links } = question;
  const cuttable = links.every(({ cut }) => cut.length > 0);
  const roles = new Map(
    links.map((edge) => [edge, question.roles.get(placeOf(edge)) ?? roleOf(edge, question.learned, setting.root.name)]),
  );
  const own = links.filter((edge) => roles.get(edge) === '');
  const columns = links.flatMap(({ cut }) => cut);
  const cutOff = (evidence: string): Proposed<RuleWritten> => ({ value: detach(...new Set(columns)), evidence });
  const toRoot = own.find(({ to }) => to === setting.root.name);
  const people = isLogins(table) && cuttable ? ofPeople(question, toRoot) : null;
  if (people?.is === 'open') return null;
  if (people?.is === 'shared') return cutOff(`shared: its rows are joined to ${setting.policy.kind}s by ${people.by}`);
  if (toRoot !== undefined) {
    // The schema says that a row survives the subject: it may be of somebody else too, or be handed out to the next.
    const isHandedOut = hasNumberOfItsOwn(tableOf(setting, table), toRoot.columns);
    if (survives(toRoot) && (isHandedOut || holderOf(question) !== null)) return null;
    const column = toRoot.columns.join(', ');
    const evidence = `${column} says whose a row is; rows with NULL there are shared and stay`;
    // What a json or a text says of whose a row is, it says where the column is NULL too.
    return {
      value: 'delete',
      evidence,
      ...(hasAnything(tableOf(setting, table)) ? { rest: 'searched' as const } : {}),
    };
  }
  if (isLogins(table) && cuttable) return cutOff('people, who only point to it');
  const issued = links.find((edge) => roles.get(edge) === 'resource_owner' && isLogins(edge.to));
  if (issued !== undefined)
    return { value: 'delete', evidence: `${issued.columns.join(', ')} says for whom a row was issued` };
  const tells = isTelling(tableOf(setting, table));
  const other = holderOf(question);
  if (other !== null && cuttable) {
    // NULL there would mean all of them: a setting for one thing would become the one for everything.
    if (isKeyedBy(question, other)) return { value: 'delete', evidence: `one row for each of ${other} and its own` };
    // A row that is of something else, and of the tenant's too where a link is set: whose it is nobody can tell. People
    // who only have a part in it hold it less, but what it says would stay with them.
    const isOwners = links.some((edge) => isOwner(roles.get(edge) ?? ''));
    const claims = [own.length > 0 || isOwners, tells, !isPeople(other)].filter((claim) => claim);
    if (claims.length > 1) return null;
    return cutOff(`its rows hang from ${other}, which is not the ${setting.policy.kind}'s`);
  }
  const parents = own.filter((edge) => !survives(edge));
  if (parents.length > 0) return ofParents(question, parents);
  const alone = ofNothingElse(question, own);
  if (alone !== null) return alone === 'open' ? null : alone;
  // Cut off, what may say something of somebody would be nobody's, and stay.
  if (!cuttable || tells) return null;
  // Whose it is its name says, and that it survives whom: it goes, or it is somebody else's then.
  if (links.some((edge) => isOwner(roles.get(edge) ?? ''))) return null;
  // What only points there by its name survives, and so does what counts something. Texts would be left that are nobody's.
  const says = own.length > 0 && tableOf(setting, table).columns.some(({ category }) => category === 'S');
  const surviving = says && wouldBeNobodys(question) ? undefined : links.find(survives);
  if (surviving !== undefined) return cutOff(`${surviving.name} says that a row survives what it refers to`);
  if (wouldBeNobodys(question)) return null;
  return cutOff(`${columns.join(', ')} only points to it, by its name`);
}

/** A unique key is made of the link and of who else holds the row. */
function isKeyedBy({ setting, table, links }: Question, holder: string): boolean {
  const holding = edgesFrom(setting, table).filter(({ to }) => to === holder);
  return tableOf(setting, table).uniques.some(({ columns }) =>
    [links, holding].every((edges) => edges.some((edge) => edge.columns.every((column) => columns.includes(column)))),
  );
}

const survives = ({ onDelete }: Edge): boolean => onDelete === 'set null' || onDelete === 'set default';

/** Some rows hang from the subject's alone: cut off, nothing would hold these. */
function wouldBeNobodys({ setting, table, links, reach, evidence }: Question): boolean {
  const others = edgesFrom(setting, table).filter(({ to }) => !reach.has(to) && to !== table && !isLookup(to));
  if (others.some(({ nullable }) => nullable.length === 0)) return false;
  const unset = (of: readonly Edge[]): number | null => {
    const answer = evidence.ask({ ask: 'unset', table, columns: [...new Set(of.flatMap((edge) => edge.columns))] });
    return answer === null || answer.rows === 0 ? null : answer.unset;
  };
  return others.length === 0 || (unset([...links, ...others]) === 0 && unset(others) !== 0);
}

/** Null: some rows hang from nothing, and nothing says whose they are. */
function ofParents(
  { setting, table, links, evidence }: Question,
  parents: readonly Edge[],
): Proposed<RuleWritten> | null {
  // A pair of references hangs from either end; otherwise what only points to the subject's rows makes no row theirs.
  const holding = joinsOnly(setting, tableOf(setting, table)) ? links : parents;
  const columns = [...new Set(holding.flatMap((edge) => edge.columns))];
  const answer = evidence.ask({ ask: 'unset', table, columns });
  const names = columns.join(' or ');
  if (answer === null || answer.rows === 0)
    return { value: 'delete', evidence: `its rows hang from the ${setting.policy.kind}'s by ${names}` };
  if (answer.unset > 0 && holding.every(({ when }) => when === null)) return isTraffic(table) ? ofSome(names) : null;
  // It was there before it hung from anything, and may be handed on.
  if (hasNumberOfItsOwn(tableOf(setting, table), columns) && holding.every(({ when }) => when === null)) return null;
  return { value: 'delete', evidence: `every sampled row hangs from ${oneOf(setting.policy.kind)}'s row by ${names}` };
}

/**
 * The schema says that a row survives what it hangs from. Where each row hangs from the tenant's, and from nothing else
 * that could hold it, what survives would be nobody's: what was written down about it, or what is handed out again.
 */
function ofNothingElse(
  { setting, table, reach, learned, evidence }: Question,
  own: readonly Edge[],
): Proposed<RuleWritten> | 'open' | null {
  if (own.length === 0) return null;
  const isDoer = (edge: Edge): boolean => isLogins(edge.to) && roleOf(edge, learned, setting.root.name) !== '';
  const others = edgesFrom(setting, table).filter(({ to }) => !reach.has(to) && to !== table && !isLookup(to));
  if (!others.every(isDoer)) return null;
  const columns = [...new Set(own.flatMap((edge) => edge.columns))];
  const answer = evidence.ask({ ask: 'unset', table, columns });
  const names = columns.join(' or ');
  if (answer === null || answer.rows === 0) return null;
  const isNumbered = hasNumberOfItsOwn(tableOf(setting, table), columns);
  if (answer.unset > 0) return isTraffic(table) && !isNumbered ? ofSome(names) : null;
  if (isNumbered || !(isTraffic(table) || isOwnedThing(table))) return 'open';
  return {
    value: 'delete',
    evidence: `every sampled row hangs from ${oneOf(setting.policy.kind)}'s row by ${names}, and from nothing else`,
  };
}

/** Of what passes by, where some rows hang from nothing: whose these are is looked for in what they say. */
const ofSome = (names: string): Proposed<RuleWritten> => ({
  value: 'delete',
  evidence: `${names} says whose a row is; where it is NULL, what the row says is looked through`,
  rest: 'searched',
});

/** It is a thing with a number, whoever has it: a telephone's, a licence's, a machine's. */
const hasNumberOfItsOwn = ({ uniques }: Table, columns: readonly string[]): boolean =>
  uniques.some(
    (key) =>
      !key.columns.some((column) => columns.includes(column)) &&
      key.columns.some((column) => wordsOf(column).some((word) => numbers.has(word))),
  );

const numbers = new Set(
  'number no serial code key sku plate imei iccid mac ip phone msisdn frame sid hostname barcode tag'.split(' '),
);

/** A table that is not the tenant's, and whose every row is somebody's there: `user_id` NOT NULL, but not `author_id`. */
function holderOf({ setting, table, reach, learned }: Question): string | null {
  const holder = heldBy(setting, table, reach).find((edge) => roleOf(edge, learned, setting.root.name) === '');
  return holder?.to ?? null;
}
