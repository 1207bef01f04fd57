import { found } from '../planner/found.ts';
import { edgesFrom } from '../planner/setting.ts';
import { unlessFound } from '../policy/ignore.ts';
import { endsOf } from '../policy/link.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { acceptedLinks, leadingTo, type ProposedLink } from './accepted-links.ts';
import { addressesThatStay } from './addresses-that-stay.ts';
import { compositeCandidates, compositeLinks } from './composite-links.ts';
import { contentTypePairs } from './content-types.ts';
import { copiedValues } from './copied-values.ts';
import type { KindProposal, Proposals, Proposed, SubjectAsked } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { hiddenLinks, outOfReach } from './hidden-links.ts';
import { hasNamesake } from './is-told.ts';
import { type Mentioning, type SettledKind, settleKind } from './kind.ts';
import { type LinkCandidate, linkCandidates } from './link-candidates.ts';
import { mentioningOf } from './mentioning.ts';
import { withoutMereDoers } from './mere-doers.ts';
import { namedBeside, ownRowsPointers } from './named-beside.ts';
import { namedBy } from './named-by.ts';
import { neededLinks } from './needed-links.ts';
import { oneOfTwo } from './one-of-two.ts';
import { type PolymorphicPairs, pairsOf, polymorphicPairs } from './polymorphic-pairs.ts';
import { tableIndex } from './table-index.ts';
import { tenantCandidates } from './tenant-candidates.ts';

export interface Asked {
  readonly schema: Schema;
  readonly schemas: readonly string[];
  readonly subjects: readonly SubjectAsked[];
  /** Links that were proposed before, and that somebody who knows better did not take. */
  readonly refused?: readonly ProposedLink[];
}

/**
 * What to write for a schema that nobody has described: links that it does not declare, and what becomes of which table.
 * Pure: what only the rows can tell is asked of `evidence`, and as long as it has open questions, what is proposed is
 * not the last word.
 */
export function propose(asked: Asked, evidence: Evidence): Proposals {
  const { schema, schemas, subjects } = asked;
  const { links, named, unknown } = namedLinks(asked, [], evidence);
  const settle = (
    all: readonly ProposedLink[],
    of: readonly SubjectAsked[],
    mentioning: readonly Mentioning[] = [],
  ): readonly SettledKind[] =>
    of.map((subject, at) =>
      settleKind({
        ...{ schema, schemas, links: all, named, unknown, subject, evidence },
        mentioning: mentioning[at] ?? { left: [], partly: [] },
      }),
    );
  const settled = settle(links, subjects);
  const hidden = hiddenLinks({ schema, links, named, evidence }, settled).filter(isNotRefused(asked));
  const also = valuesToo(schema, settled, evidence);
  // What is found now may be what other columns are named after.
  const all = hidden.length === 0 ? links : [...namedLinks(asked, hidden, evidence).links, ...hidden];
  const linked = hidden.length === 0 && also.every((each, at) => each === subjects[at]) ? settled : settle(all, also);
  const mentioning = linked.map((kind) => mentioningOf(kind, isFree(linked)));
  const isMentioning = mentioning.some(({ left, partly }) => left.length + partly.length > 0);
  const last = isMentioning ? settle(all, also, mentioning) : linked;
  const said = distinct(last.flatMap((kind) => [...namedBeside(kind), ...ownRowsPointers(kind)]));
  const beside = said.filter(isNotRefused(asked));
  const saidOf = new Set(beside.map(({ link }) => endsOf(link)));
  return {
    schemas,
    links: [
      ...neededLinks(all, last).filter(({ link }) => link.when !== null || !saidOf.has(endsOf(link))),
      ...linksToSearched(named, last),
      ...beside,
    ],
    owned: distinct(last.flatMap(({ owned }) => owned)),
    ignore: sorted([...ignoredByAll(last), ...last.flatMap(({ rest }) => [...rest].filter(isFree(last)))]),
    mayStay: new Map(last.flatMap(addressesThatStay)),
    kinds: last.map((kind) => kindProposal(schema, kind, { everywhere: ignoredByAll(last), isFree: isFree(last) })),
  };
}

/** The subjects, with columns of what passes by in which a value stands that is one of theirs. */
function valuesToo(schema: Schema, settled: readonly SettledKind[], evidence: Evidence): readonly SubjectAsked[] {
  const tables = outOfReach(schema, settled);
  return settled.map(({ subject, setting, reached }) => {
    if (subject.table !== null) return subject;
    const free = tables.filter(({ name }) => heldBy(setting, name, reached).length === 0);
    const also = copiedValues(schema, free, { column: subject.column, reached }, evidence);
    return also.length === 0 ? subject : { ...subject, also };
  });
}

interface NamedLinks {
  readonly links: readonly ProposedLink[];
  readonly named: readonly LinkCandidate[];
  readonly unknown: PolymorphicPairs['unknown'];
}

/** References by the names of columns, and by pairs of a type and an id. */
function namedLinks(asked: Asked, hidden: readonly ProposedLink[], evidence: Evidence): NamedLinks {
  const { schema, subjects } = asked;
  const index = tableIndex(schema);
  const byName = linkCandidates(schema, index);
  const tenants = subjects.filter(({ ownership }) => ownership === 'tenant');
  const byUsage = tenants.flatMap(({ table }) => {
    if (table === null) return [];
    const root = found(schema.tables[table], `${table} is asked about and not in the schema`);
    return tenantCandidates(schema, root, byName);
  });
  const pairs = Object.values(schema.tables)
    .flatMap((table) => pairsOf(table))
    .filter((pair) => !isDeclared(schema, pair));
  const byWords = polymorphicPairs(schema, index, pairs, evidence);
  const byNumbers = contentTypePairs(schema, evidence);
  const typed = [...byWords.links, ...byNumbers.links];
  const unknown = [...byWords.unknown, ...byNumbers.unknown];
  const { named, polymorphic } = oneOfTwo(schema, { named: byName, typed, tenants }, evidence);
  const paired = new Set(polymorphic.map(({ link }) => `${link.table}\0${link.columns[0]}`));
  const candidates = [...named, ...byUsage].filter(({ table, column }) => !paired.has(`${table}\0${column}`));
  const roots = new Set(subjects.flatMap((subject) => rootsOf(schema, subject)));
  const composite = compositeCandidates(schema);
  const others = [...polymorphic, ...hidden].map(({ link }) => link);
  const second = candidates.flatMap(({ else: otherwise }) => otherwise ?? []);
  const leading = leadingTo(schema, [...candidates, ...second, ...composite, ...others], roots);
  // What the subject's rows point to may be their own as well.
  const leads = (link: {
    readonly table: string;
    readonly to: string;
    readonly else?: { readonly to: string };
  }): boolean =>
    leading.has(link.to) || leading.has(link.table) || (link.else !== undefined && leading.has(link.else.to));
  const accepted = acceptedLinks(candidates.filter(leads), roots, evidence);
  const links = [
    ...withoutMereDoers(schema, accepted),
    ...compositeLinks(composite.filter(leads), evidence),
    ...polymorphic,
  ];
  return { links: links.filter(isNotRefused(asked)), named, unknown };
}

function isNotRefused({ refused = [] }: Asked): (proposed: ProposedLink) => boolean {
  const names = new Set(refused.map(({ link }) => JSON.stringify(link)));
  return ({ link }) => !names.has(JSON.stringify(link));
}

/** The subject's own table; of a value all tables that have its column. */
function rootsOf(schema: Schema, { table, column }: SubjectAsked): readonly string[] {
  if (table !== null) return [table];
  return Object.values(schema.tables).flatMap(({ name, columns }) =>
    columns.some((each) => each.name === column) ? [name] : [],
  );
}

const isDeclared = (schema: Schema, { table, id }: { readonly table: string; readonly id: string }): boolean =>
  schema.tables[table]?.references.some(({ columns }) => columns.includes(id)) ?? false;

/** Where the subject is found in a table one day, what hangs from that by its name alone is to be asked about too. */
function linksToSearched(named: readonly LinkCandidate[], settled: readonly SettledKind[]): readonly ProposedLink[] {
  const left = ignoredByAll(settled);
  const isSearched = (table: string): boolean => left.get(table)?.unlessFound === true;
  return named
    .filter((each) => !each.weak && each.else === undefined && isSearched(each.to) && isSearched(each.table))
    .filter((each) => settled.every(({ setting, reached }) => !hasNamesake(setting, each, reached)))
    .map(({ table, column, to, toColumn, role }) => ({
      link: { table, columns: [column], to, toColumns: [toColumn], when: null },
      ...{ role, evidence: `named ${column}: whose its rows are would be asked, were the subject found in ${to}` },
    }));
}

/** What one kind owns some rows of may be another's own table, or hang from its rows: then the store leaves it not alone. */
const isFree =
  (kinds: readonly SettledKind[]) =>
  ([table]: readonly [string, unknown]): boolean =>
    kinds.every(
      ({ setting, reached, rules, rest }) =>
        setting.root.name !== table &&
        (rest.has(table) || rules.has(table) || edgesFrom(setting, table).every(({ to }) => !reached.has(to))),
    );

/** Left alone whatever is deleted; looked through if one of the kinds could be found in it. */
function ignoredByAll(settled: readonly SettledKind[]): ReadonlyMap<string, IgnoreRule> {
  const [first] = settled;
  const tables = [...(first?.ignored ?? [])].filter(([table]) => settled.every(({ ignored }) => ignored.has(table)));
  return new Map(
    tables
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([table, rule]) => {
        const rules = settled.flatMap(({ ignored }) => ignored.get(table) ?? []);
        const searched = rules.filter(({ unlessFound: unless }) => unless === true);
        const numbers = distinct(searched.flatMap((each) => each.numbers ?? []));
        return [table, searched[0] === undefined ? rule : unlessFound(searched[0].because, { numbers })];
      }),
  );
}

interface Store {
  /** Tables that are left alone whatever is deleted. */
  readonly everywhere: ReadonlyMap<string, unknown>;
  readonly isFree: (entry: readonly [string, unknown]) => boolean;
}

function kindProposal(schema: Schema, settled: SettledKind, { everywhere, isFree: isLeft }: Store): KindProposal {
  const { subject, rules, ignored, identifiers, triggers, undecided } = settled;
  const own = [...ignored].filter(([table]) => !everywhere.has(table));
  const left = own.map(([table, value]): [string, Proposed<RuleWritten>] => [table, { value, evidence: '' }]);
  const decided = [...rules].map(([table, rule]): [string, Proposed<RuleWritten>] => [
    table,
    rule.rest === undefined ? rule : { ...rule, evidence: `${rule.evidence}; ${saidOfRest(isLeft([table, rule]))}` },
  ]);
  return {
    subject,
    evidence: subject.table === null ? '' : namedBy(schema.tables[subject.table]),
    rules: new Map([...decided, ...left].sort(([a], [b]) => byCodeUnit(a, b))),
    ...{ identifiers, triggers, undecided },
  };
}

/** What becomes of the rows that a rule does not take. */
const saidOfRest = (isLookedThrough: boolean): string =>
  isLookedThrough
    ? 'rows that it does not take are looked through'
    : 'rows that it does not take are not looked through, for another kind has rows there';

const sorted = <T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> =>
  new Map([...new Map(entries)].sort(([a], [b]) => byCodeUnit(a, b)));

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
