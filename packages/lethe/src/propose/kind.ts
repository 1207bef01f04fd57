import type { Setting } from '../planner/setting.ts';
import { splitInTable } from '../policy/names.ts';
import type { IgnoreRule, MentionsLink } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Schema } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Proposed, ProposedOwner, SubjectAsked, Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { identifiersOf } from './identifiers.ts';
import { oneOf } from './kind-words.ts';
import type { LinkCandidate } from './link-candidates.ts';
import { emailOf } from './open-columns.ts';
import { type PointedTo, pointedTo } from './owned-parents.ts';
import { pairsOfSubjects } from './pairs-of-subjects.ts';
import { type PersonDecisions, personDecisions } from './person-decisions.ts';
import type { PolymorphicPairs } from './polymorphic-pairs.ts';
import { settingFor } from './proposal-setting.ts';
import { isPointing, placeOf, type Roles } from './role.ts';
import { settledReach } from './settled-reach.ts';
import { tenantDecisions } from './tenant-decisions.ts';
import { partialRules, restOf, sharedRules, toldRules, withPartial } from './told-by-values.ts';
import { triggerWrites } from './trigger-writes.ts';
import { unreached } from './unreached.ts';

/** One kind, with every table settled or asked about. */
export interface SettledKind {
  readonly subject: SubjectAsked;
  readonly setting: Setting;
  readonly reached: ReadonlySet<string>;
  readonly rules: ReadonlyMap<string, Proposed<RuleWritten>>;
  readonly owned: readonly ProposedOwner[];
  readonly ignored: ReadonlyMap<string, IgnoreRule>;
  /** Tables of which a rule takes some rows, with why the others are left alone. */
  readonly rest: ReadonlyMap<string, IgnoreRule>;
  readonly identifiers: readonly Proposed<string>[];
  readonly triggers: ReadonlyMap<string, Proposed<readonly string[]>>;
  readonly undecided: readonly Undecided[];
}

export interface KindQuestion {
  readonly schema: Schema;
  readonly schemas: readonly string[];
  readonly links: readonly ProposedLink[];
  readonly subject: SubjectAsked;
  readonly evidence: Evidence;
  /** What columns refer to by their names, whether or not it leads to a subject. */
  readonly named: readonly LinkCandidate[];
  /** Types of polymorphic pairs that name no table. */
  readonly unknown: PolymorphicPairs['unknown'];
  readonly mentioning: Mentioning;
}

/** Tables whose rows hang from what they mention: those that were left alone, and those of which a rule takes some rows. */
export interface Mentioning {
  readonly left: Mentions;
  readonly partly: Mentions;
}

type Mentions = readonly (readonly [string, MentionsLink])[];

// Each round follows from the rows that the last one claimed; real schemas need three or four.
const mostRounds = 20;

export function settleKind(question: KindQuestion): SettledKind {
  const { schema, subject, evidence } = question;
  const rules = new Map(goingByMention(question));
  const roles: Roles = new Map(
    question.links.flatMap(({ link, proven }) => (proven === true && isNeutral(link) ? [[placeOf(link), '']] : [])),
  );
  const owned: ProposedOwner[] = [];
  const also = subject.table === null ? (subject.also ?? []) : [];
  const toldTables = new Set([
    ...question.links.flatMap(({ link, told }) => (told === true ? [link.table] : [])),
    ...also.map(({ value }) => splitInTable(value).table),
  ]);
  const decide = (): PersonDecisions => {
    const setting = settingWith(question, rules);
    return decisions(setting, {
      evidence,
      roles,
      named: question.named,
      told: toldTables,
      owned: ownedTables(owned),
      partial: new Set(question.links.flatMap(({ link, partial }) => (partial === true ? [placeOf(link)] : []))),
      reached: settledReach(setting, ownedTables(owned)),
    });
  };
  let decided = decide();
  let targets: PointedTo | null = null;
  for (let round = 0; round < mostRounds && targets === null; round += 1) {
    for (const [table, rule] of decided.rules) rules.set(table, rule);
    const setting = settingWith(question, rules);
    const found =
      decided.rules.size > 0 ? null : pointedTo(setting, settledReach(setting, ownedTables(owned)), evidence);
    // What is owned may own and be hung from itself.
    if (found !== null && found.owned.length === 0) targets = found;
    else owned.push(...(found?.owned ?? []));
    decided = decide();
  }
  const setting = settingWith(question, rules);
  const reached = settledReach(setting, ownedTables(owned));
  const { shared: pointedTables = new Map<string, string>(), undecided: pointedAt = [] } = targets ?? {};
  const several = targets?.several ?? new Set<string>();
  const people = new Map(peopleCutOff(setting, rules));
  const shared = new Map([...people, ...pointedTables]);
  const undecided = [...decided.undecided, ...pointedAt.filter(({ table }) => !people.has(table))];
  const asked = new Set(undecided.map(({ table }) => table));
  const triggers = triggerWrites(schema, [...reached, ...rules.keys()], evidence);
  const untold = new Set(pairsUntold(setting, question).map(({ table }) => table));
  const around = { reach: reached, shared, several, asked, written: triggers.filled, named: question.named, untold };
  const others = unreached(setting, around, evidence);
  const root = subject.table === null ? undefined : schema.tables[subject.table];
  return {
    ...{ subject, setting, reached, rules, owned },
    ignored: others.ignored,
    rest: restOf(setting, { rules, around, evidence }),
    identifiers: root === undefined ? [] : identifiersOf(root, subject.ownership),
    triggers: triggers.writes,
    undecided: [...undecided, ...unknownTypes(setting, question), ...others.undecided],
  };
}

/** People who only point to a tenant are nobody's, and what hangs from them is theirs. */
function peopleCutOff(
  { schema, policy }: Setting,
  rules: SettledKind['rules'],
): readonly (readonly [string, string])[] {
  if (policy.ownership === 'person') return [];
  return [...rules].flatMap(([name, { value, evidence }]) => {
    const table = schema.tables[name];
    const isCutOff = typeof value === 'object' && value.rule === 'detach';
    return isCutOff && table !== undefined && emailOf(table) !== null ? [[name, evidence] as const] : [];
  });
}

/** Of tables that are left alone but for this. */
function goingByMention({ mentioning, subject }: KindQuestion): readonly (readonly [string, Proposed<RuleWritten>])[] {
  const kind = oneOf(subject.kind);
  const evidence = `what passes by: rows go that mention a row of ${kind} by its key, and of no other; the rest is looked through`;
  return mentioning.left.map(([table]) => [table, { value: 'delete', evidence, rest: 'searched' }]);
}

/** `entity_id`, or the key of the row itself: it says what the row is about, where `assigned_to` says only what it does. */
function isNeutral({ columns }: ProposedLink['link']): boolean {
  const [column = ''] = columns;
  const referring = referringOf(column);
  return referring === null ? /^(?:id|uuid|key)$/i.test(column) : !isPointing(referring.item);
}

/** Rows of a type that names no table may be anybody's: each plan that meets one stops. */
function unknownTypes(setting: Setting, question: KindQuestion): readonly Undecided[] {
  return pairsUntold(setting, question)
    .filter(({ unseen }) => unseen !== true)
    .map(({ table, type, id, value }) => ({
      table,
      question: `${type} of ${table} says ${JSON.stringify(value)}, which is the name of no table`,
      write: `Add what it means to the polymorphic link of ${table} by ${id}, or put ${table} under ignore with the reason.`,
    }));
}

function pairsUntold(setting: Setting, { unknown }: KindQuestion): PolymorphicPairs['unknown'] {
  const pairs = new Set(edgesWithTypes(setting));
  return unknown.filter(({ table, id }) => pairs.has(`${table}\0${id}`));
}

const edgesWithTypes = ({ edges }: Setting): readonly string[] =>
  edges.flatMap(({ table, columns, when }) => (when === null ? [] : [`${table}\0${columns[0]}`]));

const ownedTables = (owned: readonly ProposedOwner[]): readonly string[] => owned.map(({ to }) => to);

interface Known {
  readonly evidence: Evidence;
  readonly roles: Roles;
  readonly named: readonly LinkCandidate[];
  readonly reached: ReadonlySet<string>;
  readonly told: ReadonlySet<string>;
  readonly partial: ReadonlySet<string>;
  /** Tables whose rows go with those that refer to them: no rule takes them. */
  readonly owned: readonly string[];
}

function decisions(
  setting: Setting,
  { evidence, roles, named, reached, told, partial, owned }: Known,
): PersonDecisions {
  if (setting.policy.ownership === 'person') return personDecisions(setting, reached, { evidence, named });
  const byLinks = tenantDecisions(setting, reached, { evidence, roles });
  const pairs = [...pairsOfSubjects(setting)].filter(([table]) => !(table in setting.policy.rules));
  const rest = [
    ...sharedRules(setting, reached, evidence),
    ...partialRules(setting, reached, partial),
    ...toldRules(setting, reached, told),
  ].filter(([table]) => !owned.includes(table));
  const withRest = [...byLinks].map(([table, rule]) => [table, withPartial(setting, table, rule, partial)] as const);
  return { rules: new Map([...withRest, ...pairs, ...rest]), undecided: [] };
}

function settingWith(question: KindQuestion, rules: ReadonlyMap<string, Proposed<RuleWritten>>): Setting {
  const { schema, schemas, links, subject, mentioning } = question;
  return settingFor({
    ...{ schema, schemas, links, subject },
    // Without a rule, the table would be left alone.
    mentioning: [...mentioning.left, ...mentioning.partly].filter(([table]) => rules.get(table)?.value === 'delete'),
    rules: new Map([...rules].map(([table, { value }]) => [table, value])),
  });
}
