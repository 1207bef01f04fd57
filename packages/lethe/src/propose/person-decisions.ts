import { type Edge, survives } from '../planner/edges.ts';
import { gradeOf } from '../planner/reach.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { detach } from '../policy/detach.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';
import { declaring } from './asked-about.ts';
import type { Proposed, Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { joinsOnly, marksOnly } from './joins-only.ts';
import type { LinkCandidate } from './link-candidates.ts';
import { isTelling } from './payloads.ts';
import { openTables } from './settled-reach.ts';
import { isOfWork, isWhose, soleParent } from './sole-parent.ts';
import { isLookup, isVisits } from './table-kinds.ts';
import { unsetIn } from './unset-in.ts';

/** What is proposed for tables whose rows hang from a person's, and what only a person can say. */
export interface PersonDecisions {
  readonly rules: ReadonlyMap<string, Proposed<RuleWritten>>;
  readonly undecided: readonly Undecided[];
}

/**
 * Rows that hang from a person's without being declared to go with it. What can be cut off is cut off; what cannot is
 * the person's own only where it says nothing of anybody else.
 */
export function personDecisions(
  setting: Setting,
  reach: ReadonlySet<string>,
  { evidence, named }: Known,
): PersonDecisions {
  const rules = new Map<string, Proposed<RuleWritten>>();
  const undecided: Undecided[] = [];
  for (const table of openTables(setting, reach)) {
    if (table === setting.root.name) continue;
    const links = edgesFrom(setting, table).filter(({ to }) => reach.has(to));
    const decision = decide({ setting, table, links, reached: reach.has(table), evidence, named });
    if (decision === 'ask') undecided.push(ask(setting, table, links));
    else if (decision !== null) rules.set(table, decision);
  }
  return { rules, undecided };
}

interface Known {
  readonly evidence: Evidence;
  /** What columns refer to by their names. */
  readonly named: readonly LinkCandidate[];
}

interface Question extends Known {
  readonly setting: Setting;
  readonly table: string;
  readonly links: readonly Edge[];
  readonly reached: boolean;
}

function decide(question: Question): Proposed<RuleWritten> | 'ask' | null {
  const { setting, table, links, reached } = question;
  const of = (grade: string): readonly Edge[] => links.filter((edge) => gradeOf(edge, setting) === grade);
  const [bound, loose] = [of('decide'), of('loose')];
  const own = reached ? null : ownedWhy({ ...question, links: [...bound, ...loose] });
  if (own !== null) return { value: 'delete', evidence: own };
  const sole = reached ? null : soleParent(question);
  if (sole !== null) return ofSoleParent(question, sole);
  const together = reached ? goingTogether(links, bound) : null;
  if (together !== null) return together;
  if (bound.length > 0) return 'ask';
  const asked = loose.filter(({ onDelete }) => onDelete !== 'set null');
  if (asked.length === 0) return null;
  if (reached) {
    const names = asked.flatMap(({ columns }) => columns).join(', ');
    const evidence = `its rows go with the ${setting.policy.kind} by ON DELETE CASCADE; ${names} of others' rows becomes NULL`;
    return { value: 'delete', evidence };
  }
  // Where it can be cut off, RESTRICT is what somebody has thought of.
  if (asked.some(({ cut, onDelete }) => cut.length === 0 || onDelete === 'restrict')) return 'ask';
  // Cut off, what it says of the person would stay, and be found by nobody.
  const says = isTelling(tableOf(setting, table)) || holdsSecrets(tableOf(setting, table));
  if (says && asked.some((edge) => isWhose(edge, setting))) return 'ask';
  const columns = [...new Set(loose.flatMap(({ cut }) => cut))];
  return {
    value: detach(...columns),
    evidence: `${columns.join(', ')} can be NULL: the rows stay without the ${setting.policy.kind}`,
  };
}

/** A token that was given to somebody lets in whoever has it. */
const holdsSecrets = ({ columns }: Table): boolean =>
  columns.some(({ name, category }) => category === 'S' && secrets.has(wordsOf(name).at(-1) ?? ''));

const secrets = new Set('token secret password'.split(' '));

/**
 * Rows that go by ON DELETE CASCADE already, and refer to something else of the same owner: the key that says whose they
 * are is a part of what refers to it, or the other way round.
 */
function goingTogether(links: readonly Edge[], bound: readonly Edge[]): Proposed<RuleWritten> | null {
  const going = links.filter(
    (edge) => edge.onDelete === 'cascade' && edge.nullable.length === 0 && edge.when === null && edge.to !== edge.table,
  );
  const isPart = (a: readonly string[], b: readonly string[]): boolean => a.every((column) => b.includes(column));
  const owner = (edge: Edge): Edge | undefined =>
    going.find((each) => isPart(each.columns, edge.columns) || isPart(edge.columns, each.columns));
  const [first] = bound;
  if (first === undefined || bound.some((edge) => owner(edge) === undefined)) return null;
  const by = [...new Set(bound.flatMap((edge) => owner(edge)?.name ?? []))].join(', ');
  return {
    value: 'delete',
    evidence: `its rows go by ON DELETE CASCADE of ${by}, and what else they refer to is the same owner's`,
  };
}

const personal =
  /^(?:sessions?|tokens?|credentials?|passkeys?|devices?|password_\w+|(?:\w+_)?(?:access|api|auth|oauth|refresh|reset|recovery|push|session)_(?:tokens?|keys?|codes?)|preferences?|settings?|profiles?|notification_(?:settings|preferences)|webauthn_\w+|otps?|totp\w*|mfa\w*|two_factor\w*|logins?|identities|avatars?)$/;

const inventory = new Set('serial imei asset inventory warranty purchased purchase'.split(' '));

/** What a pair of a type and an id calls what it belongs to; `sender` or `author` would be who made it. */
const belonging = /(?:able|^record|^owner|^resource|^item|^target|^parent|^object|^entity|^holder|^model|^subject)$/;

/** Null: its rows may be other people's as well. */
function ownedWhy({ setting, table: name, links, named }: Question): string | null {
  const [only, ...others] = links;
  const { kind } = setting.policy;
  if (only === undefined || others.length > 0) return null;
  const table = tableOf(setting, name);
  const isBoundElsewhere = otherHolders(setting, table, { links, named }).length > 0;
  if (only.when !== null) {
    if (isBoundElsewhere) return null;
    const pair = wordsOf(only.columns[0] ?? '')
      .slice(0, -1)
      .join('_');
    return belonging.test(pair) ? `${only.when.column} says whose a row is` : null;
  }
  if (!isWhose(only, setting) || survives(only)) return null;
  const column = only.columns.join(', ');
  const keys = [table.primaryKey, ...table.uniques].filter((key) => key !== null && !key.partial);
  // A thing that is handed out is one person's at a time.
  if (only.nullable.length === 0 && keys.some((key) => key?.columns.join() === only.columns.join()))
    return `one row for each ${kind}: ${column} is unique`;
  if (isVisits(table)) return `it is a visit of the ${kind}'s`;
  const isJoin = (joinsOnly(setting, table, named) && !isOfWork(name)) || marksOnly(setting, table);
  if (isJoin) return `it joins the ${kind} with something else and says nothing more`;
  // What lies about somewhere is lent to whoever uses it.
  const isThing = table.columns.some((each) => wordsOf(each.name).some((word) => inventory.has(word)));
  const isLent = /devices?$/i.test(name) && (edgesFrom(setting, name).length > 1 || isThing);
  if (isBoundElsewhere || isLent) return null;
  const words = wordsOf(splitTableName(name).name).filter((word) => word !== kind && word !== `${kind}s`);
  return personal.test(words.join('_')) ? `its name says that it is the ${kind}'s own` : null;
}

function ofSoleParent(question: Question, parent: Edge): Proposed<RuleWritten> | 'ask' {
  const { kind } = question.setting.policy;
  if (parent.nullable.length > 0 && (unsetIn(question, [parent]) ?? 0) > 0) return 'ask';
  const names = parent.columns.join(', ');
  return { value: 'delete', evidence: `its rows hang from the ${kind}'s by ${names}, and from nothing else` };
}

/** Columns, none of which may be NULL, by which its rows hang from something else too. */
function otherHolders(
  setting: Setting,
  { name: table, columns }: Table,
  { links, named }: Pick<Question, 'links' | 'named'>,
): readonly string[] {
  const isOther = (to: string): boolean => to !== table && to !== setting.root.name && !isLookup(to);
  const declared = edgesFrom(setting, table).filter((edge) => !links.includes(edge) && isOther(edge.to));
  const byName = named.filter((each) => each.table === table && isOther(each.to));
  const bound = new Set(columns.filter(({ nullable }) => !nullable).map(({ name }) => name));
  const names = [...declared.flatMap((edge) => edge.columns), ...byName.map(({ column }) => column)];
  return names.filter((name) => bound.has(name) && !links.some((edge) => edge.columns.includes(name)));
}

function ask(setting: Setting, table: string, links: readonly Edge[]): Undecided {
  const bound = links.filter((edge) => gradeOf(edge, setting) === 'decide').flatMap(({ columns }) => columns);
  const by = bound.length > 0 ? bound : links.flatMap(({ columns }) => columns);
  const how = bound.length > 0 ? 'which cannot be NULL' : 'which is NULL in some';
  return {
    table,
    question: `rows of ${table} hang from the ${setting.policy.kind} by ${by.join(', ')}, ${how}: whose are they?`,
    write: `If they are the ${setting.policy.kind}'s own, ${declaring(links)}write '${table}': 'delete' under rules; if others need them, anonymise({ … }) or keep({ … }).`,
  };
}
