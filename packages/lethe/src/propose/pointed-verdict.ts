import type { Table } from '../schema/graph.ts';
import { plural } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { oneOf } from './kind-words.ts';
import { isAgain, type PointedTable, type Sharing } from './pointed-table.ts';
import {
  isAgreement,
  isCalledAfter,
  isEverybodys,
  isFrameworks,
  isKeptByReferences,
  isKeptFor,
  isLogins,
  isLookup,
  isOwnedThing,
  isSpreadOver,
} from './table-kinds.ts';

export interface Verdict {
  readonly is: 'shared' | 'owned' | 'undecided';
  readonly because: string;
}

/** The first that knows says it: the name, whose rows refer to it, a unique key, and how often they do. */
export function verdictOn(pointed: PointedTable): Verdict {
  const { name } = pointed.table;
  return (
    byName(pointed) ??
    bySeveral(pointed) ??
    byUniqueKey(pointed) ??
    byUse(pointed) ??
    undecided(`each row of ${name} is referred to by one row at most, so it may be that row's own`)
  );
}

const shared = (because: string): Verdict => ({ is: 'shared', because });
const owned = (because: string): Verdict => ({ is: 'owned', because });
const undecided = (because: string): Verdict => ({ is: 'undecided', because });

function byName(pointed: PointedTable): Verdict | null {
  const { kind, table, facts } = pointed;
  if (isFrameworks(table)) return shared('kept by a framework for itself');
  if (isSpreadOver(table.name) && personalColumns(table).length === 0)
    return shared('what the product is spread over, by its name');
  // `employees.id` that is a person's: whose that is does not go by its name.
  if (isLogins(table.name) && !pointed.sharesKey)
    return shared(`people, who are not ${oneOf(kind)}'s: those left in none stay`);
  // Referred to again and again, and never by two, or once each: subjects made them.
  const isMade = isWithin(facts) || facts.every(isOfMany);
  const isReference = isLookup(table.name) && personalColumns(table).length === 0 && !isMade;
  return isReference ? shared('reference data by its name') : null;
}

/** Rows of several subjects refer to the same: everybody's. One row in many may be a mistake, or one that two share. */
function bySeveral({ kind, facts, isThing }: PointedTable): Verdict | null {
  const across = facts.filter((fact) => (fact?.across ?? 0) > 0);
  if (across.some(isMany) && (across.length === facts.length || !isThing))
    return shared(`rows of several ${plural(kind)} refer to the same rows of it`);
  if (across.length === 0) return null;
  return undecided(`some of them are referred to by rows of several ${plural(kind)}, and others may not be`);
}

/** Many of its rows are referred to by rows of several. */
export const isOfSeveral = (pointed: PointedTable): boolean => bySeveral(pointed)?.is === 'shared';

/** Unique means one at a time: what lies about, bears a number, or has others that hang from it, is handed out again. */
function byUniqueKey(pointed: PointedTable): Verdict | null {
  const { table, facts, holder, oneToOne } = pointed;
  if (oneToOne === null) return null;
  if (holder !== null) return undecided(`each is one row's own, and hangs from ${holder} as well`);
  const isLent =
    oneToOne.table !== pointed.root && !isOwnedThing(table.name) && !isCalledAfter(table.name, oneToOne.table);
  const isHandedOut = isLent || facts.some(isLying) || pointed.isReferredToByOthers || isNumbered(table);
  if (!isOwnedThing(table.name) && isHandedOut) return null;
  return owned(`${oneToOne.table}.${oneToOne.columns.join(', ')} is unique: each row is one row's own`);
}

function byUse(pointed: PointedTable): Verdict | null {
  const { kind, table, links, facts, isThing } = pointed;
  if (isKeptByReferences(table)) return owned('nobody needs what nothing refers to any more');
  const isReused = facts.some(isAgain);
  const isIdle = links.length === 1 && facts.some(isLying);
  // What names the subject itself, or hangs from somebody else, is of more than the one that refers to it.
  const isOwn = isOwnedThing(table.name) && !isEverybodys(table.name);
  const isFree = pointed.holder === null && !pointed.namesSubject && isOwn;
  if (isFree && !pointed.isJoined && isEachOnes(facts))
    return owned('by its name, what belongs to the one row that refers to it');
  if (isFree && pointed.isEnd && !isIdle && !isCalled(table) && isWithin(facts))
    return owned(`its rows are referred to again and again, and always by one ${kind}`);
  if (!isReused && isOnesOwn(pointed)) return owned('each row is referred to by one row, and none is left over');
  // Within one subject or across several is not to be seen; what looks like somebody's own is not called everybody's.
  if (isReused && isThing) return undecided(`several rows refer to the same row of ${table.name}`);
  // Subjects themselves are several.
  const isShared = facts.some((fact, at) => isAgain(fact) && links[at]?.table === pointed.root);
  const isUnknown = facts.some((fact) => isAgain(fact) && fact?.across === null);
  // What each subject's own row has one of speaks for no catalogue, whoever has the others.
  const isRoots = !isReused && links.every((edge) => edge.table === pointed.root);
  const isCatalogue = isUnknown || isShared || (!isThing && isIdle && !isRoots && !isWithin(facts));
  if (isCatalogue) return shared('several rows refer to the same row, or none does');
  if (isWithin(facts)) return undecided(`rows are referred to again and again, and always by one ${kind}`);
  return null;
}

/** It is counted up to ten. */
const isMany = (fact: Sharing): boolean =>
  fact !== null && fact.across !== null && (fact.across >= 10 || fact.across * 5 >= fact.distinct);

/** Rows that nothing refers to are a catalogue's. */
const isLying = (fact: Sharing): boolean => (fact?.idle ?? 0) > 0;

/** Each is referred to once, by rows of several subjects. */
const isOfMany = (fact: Sharing): boolean =>
  fact !== null &&
  !isAgain(fact) &&
  fact.idle === 0 &&
  fact.across === 0 &&
  fact.tenants > 1 &&
  fact.distinct >= enough;

/** Of fewer that may be so by chance. */
const enough = 6;

/** Rows that belong to nobody would be met by several sooner or later. */
const isWithin = (facts: readonly Sharing[]): boolean =>
  facts.every((fact) => fact !== null && fact.across === 0 && fact.tenants > 1) &&
  facts.reduce((sum, fact) => sum + (fact === null ? 0 : fact.refs - fact.distinct), 0) >= enough;

/** To each leads one of the links, once. Of several links that is only to be seen where all rows have been looked at. */
function isEachOnes(facts: readonly Sharing[]): boolean {
  const referred = facts.reduce((sum, fact) => sum + (fact?.distinct ?? 0), 0);
  return facts.every(
    (fact) => fact === null || (!isAgain(fact) && (fact.idle === 0 || fact.distinct + fact.idle === referred)),
  );
}

/**
 * What each subject has agreed to, and none is left over: of what is there for everybody, some is taken twice and some lies
 * about. Anything else may be somebody, or a place, that was there before: a broker comes with the first subject they bring.
 */
function isOnesOwn({ table, links, root, facts, holder, namesSubject, isEnd }: PointedTable): boolean {
  const isFree = holder === null && !namesSubject && isEnd && links.every((edge) => edge.table === root);
  if (!isFree || !isAgreement(table.name) || isCalled(table) || personalColumns(table).length > 0) return false;
  const refs = facts.reduce((sum, fact) => sum + (fact?.refs ?? 0), 0);
  return isEachOnes(facts) && refs >= enoughOnes && facts.every((fact) => fact !== null && fact.tenants > 1);
}

/** Five tenants with a catalogue of five would take each once in one case of 26. */
const enoughOnes = 5;

/** It is told from others by something that people read, as things of a catalogue are. An address and a file bear names. */
const isCalled = (table: Table): boolean =>
  isNumbered(table) ||
  (!isKeptFor(table.name) && table.columns.some(({ name }) => callings.has(wordsOf(name).at(-1) ?? '')));

/** By a key of its own beside the one that rows refer to: the number of a card, an address of the network. */
const isNumbered = ({ primaryKey, uniques }: Table): boolean =>
  uniques.some((key) => key.columns.join() !== primaryKey?.columns.join());

const callings = new Set('name title label slug code number version'.split(' '));
