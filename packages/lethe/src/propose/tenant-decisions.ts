import { type Edge, survives } from '../planner/edges.ts';
import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import { detach } from '../policy/detach.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Column } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { joinsOnly } from './joins-only.ts';
import { oneOf } from './kind-words.ts';
import { emailOf } from './open-columns.ts';
import { hasAnything } from './payloads.ts';
import { type Roles, roleOf } from './role.ts';
import { openTables } from './settled-reach.ts';
import { ofPeople } from './shared-people.ts';
import {
  isContracts,
  isCredentials,
  isKeptFor,
  isLogins,
  isLookup,
  isNotifications,
  isOwnedThing,
  isPartOfTrail,
  isPeople,
  isSettings,
  isTraffic,
  isTrail,
  isWishes,
  planned,
} from './table-kinds.ts';
import { learnedNames } from './tenant-candidates.ts';
import { hasNumberOfItsOwn, isKeyedBy, type OpenTable, openTable, wouldBeNobodys } from './tenant-question.ts';
import { mayTell } from './told-by-values.ts';
import { areMostlySet, unsetIn } from './unset-in.ts';

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
    const all = edgesFrom(setting, table).filter(({ to }) => reach.has(to) && to !== table);
    if (reach.has(table) || table === setting.root.name) continue;
    const links = all.filter(({ compare }) => compare.list !== true);
    if (links.length === 0) {
      found.set(table, outOfLists(table, all));
      continue;
    }
    const decision = decide(openTable({ setting, table, links, reach, learned, ...known }));
    if (decision !== 'asked') found.set(table, decision);
  }
  return found;
}

type Decision = Proposed<RuleWritten> | 'asked';

/** What else its rows say is looked through, except what is said of people who sign in. */
function outOfLists(table: string, lists: readonly Edge[]): Proposed<RuleWritten> {
  const columns = [...new Set(lists.flatMap((edge) => edge.columns))];
  const evidence = `what goes is taken out of ${columns.join(', ')}`;
  return { value: detach(...columns), evidence, ...(isLogins(table) ? {} : { rest: 'searched' as const }) };
}

/** The first that has something to say says it. */
const decide = (open: OpenTable): Decision =>
  ofSharedPeople(open) ??
  ofTheTenant(open) ??
  ofOtherPeople(open) ??
  ofTrail(open) ??
  ofHolder(open) ??
  ofParents(open) ??
  ofNothingElse(open) ??
  ofWhatOnlyPoints(open);

/** What a row says of whose it is, it says where its links are NULL, lead to nobody's or to none that is known too. */
const deleted = (open: OpenTable, evidence: string, by: readonly Edge[] = open.own): Decision =>
  mayTell(open.setting, open.table) &&
  (hasAnything(tableOf(open.setting, open.table)) || open.links.some(({ some }) => some) || unsetIn(open, by) !== 0)
    ? someDeleted(evidence)
    : { value: 'delete', evidence };

/** Rows that the rule does not take are looked through. */
const someDeleted = (evidence: string): Decision => ({ value: 'delete', evidence, rest: 'searched' });

/** What else it says of the tenant would stay with it, and is looked through; what is said of people who sign in is theirs. */
function cutOff({ setting, table, cut }: OpenTable, evidence: string): Decision {
  const isSomebody = isLogins(table) || emailOf(tableOf(setting, table)) !== null;
  const isOpen = !isSomebody && mayTell(setting, table);
  return { value: detach(...cut), evidence, ...(isOpen ? { rest: 'searched' as const } : {}) };
}

function ofSharedPeople(open: OpenTable): Decision | null {
  const { setting, table, cut, toRoot } = open;
  const people = isLogins(table) && cut.length > 0 ? ofPeople(open, toRoot) : null;
  if (people === null) return null;
  if (people.is === 'open') return 'asked';
  return cutOff(open, `shared: its rows are joined to ${setting.policy.kind}s by ${people.by}`);
}

/** A link to the tenant itself, under its name, says whose a row is. */
function ofTheTenant(open: OpenTable): Decision | null {
  const { setting, table, toRoot, holder } = open;
  if (toRoot === undefined) return null;
  // The schema says that a row survives the subject: it may be of somebody else too, or be handed out to the next.
  const isHandedOut = holder !== null || hasNumberOfItsOwn(tableOf(setting, table), [toRoot]);
  if (survives(toRoot) && isHandedOut) return 'asked';
  return deleted(open, `${toRoot.columns.join(', ')} says whose a row is; rows with NULL there are shared and stay`, [
    toRoot,
  ]);
}

function ofOtherPeople(open: OpenTable): Decision | null {
  const { table, own, cut, issued } = open;
  // Nearly each hangs from the tenant's, and from one alone: staff of a department, and who looks after all of them.
  if (isLogins(table) && own.length > 0 && areMostlySet(open, own)) return 'asked';
  if (isLogins(table) && cut.length > 0) return cutOff(open, 'people, who only point to it');
  return issued !== undefined && isLogins(issued.to)
    ? deleted(open, `${issued.columns.join(', ')} says for whom a row was issued`)
    : null;
}

/** The calls of an event, the states of a job. */
function ofTrail({ setting, table, links, holder }: OpenTable): Decision | null {
  const own = tableOf(setting, table);
  const isPart =
    isTrail(own) && links.every((edge) => !survives(edge) && isPartOfTrail(own, tableOf(setting, edge.to)));
  return isPart && holder === null ? ofSome(namesOf(links)) : null;
}

/** A row that is of something else, and of the tenant's too where a link is set: whose it is nobody can tell. */
function ofHolder(open: OpenTable): Decision | null {
  const { setting, table, holder, cut, own, isOwned, tells } = open;
  if (holder === null || cut.length === 0) return null;
  // NULL there would mean all of them: a setting for one thing would become the one for everything.
  if (isKeyedBy(open, holder))
    return isOwnedThing(table) ? deleted(open, `one row for each of ${holder} and its own`) : 'asked';
  if (isSettings(table) || (own.length > 0 && isCredentials(table))) return 'asked';
  // It goes with what it is about, whoever got it.
  if (own.length > 0 && isNotifications(table) && isPassing(setting, table)) return ofSome(namesOf(own));
  // People who only have a part in it hold it less, but what it says would stay with them.
  const claims = [own.length > 0 || isOwned, tells, !isPeople(holder)].filter((claim) => claim);
  if (claims.length > 1) return 'asked';
  return cutOff(open, `its rows hang from ${holder}, which is not the ${setting.policy.kind}'s`);
}

/** Rows do not survive what they hang from. Asked: some hang from nothing, and nothing says whose they are. */
function ofParents(open: OpenTable): Decision | null {
  const { setting, table, links, own } = open;
  const parents = own.filter((edge) => !survives(edge));
  if (parents.length === 0) return null;
  // A pair of references hangs from either end; otherwise what only points to the subject's rows makes no row theirs.
  const holding = joinsOnly(setting, tableOf(setting, table)) ? links : parents;
  const names = namesOf(holding);
  const unset = unsetIn(open, holding);
  if (unset === null) return deleted(open, `its rows hang from the ${setting.policy.kind}'s by ${names}`);
  const isPlain = holding.every(({ when }) => when === null);
  if (unset > 0 && isPlain) return isPassing(setting, table) ? ofSome(names) : 'asked';
  // It was there before it hung from anything, and may be handed on.
  if (isPlain && (hasNumberOfItsOwn(tableOf(setting, table), holding) || holding.some(({ to }) => isContracts(to))))
    return 'asked';
  return deleted(open, `every sampled row hangs from ${oneOf(setting.policy.kind)}'s row by ${names}`);
}

/**
 * Rows survive what they hang from. Where each hangs from the tenant's, and from nothing else that could hold it, what
 * survives would be nobody's: what was written down about it, or what is handed out again.
 */
function ofNothingElse(open: OpenTable): Decision | null {
  const { setting, table, own, learned } = open;
  const isDoer = (edge: Edge): boolean => isLogins(edge.to) && roleOf(edge, learned, setting.root.name) !== '';
  const unset = own.length > 0 && othersOf(open).every(isDoer) ? unsetIn(open, own) : null;
  if (unset === null) return null;
  const isNumbered = hasNumberOfItsOwn(tableOf(setting, table), own);
  const names = namesOf(own);
  // What somebody sent or uploaded is theirs too, though the schema only says who did.
  const isDone = othersOf(open).some(({ nullable }) => nullable.length === 0);
  if (unset > 0) return isPassing(setting, table) && !isNumbered && !isDone ? ofSome(names) : null;
  if (isNumbered || !(isPassing(setting, table) || (isKeptFor(table) && !isDone))) return 'asked';
  return deleted(
    open,
    `every sampled row hangs from ${oneOf(setting.policy.kind)}'s row by ${names}, and from nothing else`,
  );
}

/** It passes by, and is no thing that is planned, or that others hang from: an event with its guests. */
function isPassing(setting: Setting, table: string): boolean {
  const isPlanned = ({ name }: Column): boolean => {
    const called = wordsOf(name).join('_');
    return called === 'title' || planned.test(called);
  };
  const isParent = edgesTo(setting, table).some((edge) => edge.table !== table && edge.nullable.length === 0);
  return isTraffic(table) && !isWishes(table) && !isParent && !tableOf(setting, table).columns.some(isPlanned);
}

/** Of what passes by, where some rows hang from nothing: whose these are is looked for in what they say. */
const ofSome = (names: string): Decision => someDeleted(`${names} says whose a row is, where it is not NULL`);

function ofWhatOnlyPoints(open: OpenTable): Decision {
  const { setting, table, links, own, cut, isOwned, tells } = open;
  // `favourite_account_id`, which is NULL in some: these people are there without it.
  const areFree = open.onlyPoints && signIn(setting, table) && (unsetIn(open, links) ?? 0) > 0;
  if (cut.length > 0 && areFree) return cutOff(open, `people, of whom some point to none by ${cut.join(', ')}`);
  // Cut off, what may say something of somebody would be nobody's, and stay. So would what is the tenant's by its name.
  if (cut.length === 0 || tells || isOwned || isCredentials(table)) return 'asked';
  const isNobodys = wouldBeNobodys(open, othersOf(open));
  // What only points there by its name survives, and so does what counts something. Texts would be left that are nobody's.
  const says = own.length > 0 && tableOf(setting, table).columns.some(({ category }) => category === 'S');
  const surviving = says && isNobodys ? undefined : links.find(survives);
  if (surviving !== undefined) return cutOff(open, `${surviving.name} says that a row survives what it refers to`);
  return isNobodys ? 'asked' : cutOff(open, `${cut.join(', ')} only points to it, by its name`);
}

/** Its rows have an address, and sessions or accounts of their own; or these are elsewhere, and here is who has them. */
const signIn = (setting: Setting, table: string): boolean =>
  emailOf(tableOf(setting, table)) !== null && (isUserProfiles(setting, table) || haveSessions(setting, table));

const haveSessions = (setting: Setting, table: string): boolean =>
  edgesTo(setting, table).some(
    (edge) => edge.nullable.length === 0 && /(?:session|account|token|credential|identity|login)s?$/i.test(edge.table),
  );

const isUserProfiles = (setting: Setting, table: string): boolean =>
  /user_?profiles?$/i.test(table) && edgesFrom(setting, table).every(({ nullable }) => nullable.length > 0);

/** Links to what is not the tenant's, and could hold a row. */
const othersOf = ({ setting, table, reach }: OpenTable): readonly Edge[] =>
  edgesFrom(setting, table).filter(({ to }) => !reach.has(to) && to !== table && !isLookup(to));

const namesOf = (edges: readonly Edge[]): string => [...new Set(edges.flatMap(({ columns }) => columns))].join(' or ');
