import type { Edge } from '../planner/edges.ts';
import { linkCode } from '../planner/link-code.ts';
import { edgesFrom, edgesTo, type Setting } from '../planner/setting.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { literal } from '../schema/literal.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import type { Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { oneOf } from './kind-words.ts';
import { type LinkCandidate, uniqueColumns } from './link-candidates.ts';
import { hasAnything, keepsCopies, sayingColumns, saysAnything } from './payloads.ts';
import { isChallenges, isFrameworks, isInstallations, isLogins, isLookup, isTraffic } from './table-kinds.ts';
import { referringOf } from './words.ts';

/** Tables that nothing leads from to the subject: left alone with a reason, or asked about. */
export interface Unreached {
  readonly ignored: ReadonlyMap<string, string>;
  readonly undecided: readonly Undecided[];
}

export interface Around {
  readonly reach: ReadonlySet<string>;
  /** Tables that are known to be others', with the reason. */
  readonly shared: ReadonlyMap<string, string>;
  /** Tables that are asked about already. */
  readonly asked: ReadonlySet<string>;
  /** Tables that triggers write when the subject's rows go: what they write comes from those. */
  readonly written: ReadonlySet<string>;
  /** What columns refer to by their names. */
  readonly named: readonly LinkCandidate[];
}

export function unreached(setting: Setting, around: Around, evidence: Evidence): Unreached {
  const ignored = new Map<string, string>();
  const undecided: Undecided[] = [];
  const open: Undecided[] = [];
  for (const table of Object.values(setting.schema.tables)) {
    const { name } = table;
    if (around.reach.has(name) || around.asked.has(name) || name === setting.root.name) continue;
    if (setting.ignored.has(name) || setting.untouchable.has(name) || name in setting.policy.rules) continue;
    // Cut off by the schema itself, or asked about by every plan.
    const links = edgesFrom(setting, name).filter(({ to }) => around.reach.has(to));
    if (links.length > 0) {
      if (setting.policy.ownership === 'tenant') open.push(askWhose(setting, name, links));
      continue;
    }
    const why = around.shared.get(name) ?? whyIgnored(setting, table, around, evidence);
    if (why !== null && !around.written.has(name)) ignored.set(name, why);
    else undecided.push(askAbout(setting, table, around, evidence));
  }
  return askWithParents(setting, around, { ignored, undecided: [...open, ...undecided] });
}

/** Whose rows hang from rows that are asked about is answered with those: nothing is left alone before. */
function askWithParents(setting: Setting, { asked, shared }: Around, { ignored, undecided }: Unreached): Unreached {
  // What hangs from something else than a person is of that, whatever it turns out to be.
  const isTenant = setting.policy.ownership === 'tenant';
  const parents = new Set([...asked, ...(isTenant ? undecided.map(({ table }) => table) : [])]);
  const left = new Map(ignored);
  const children: Undecided[] = [];
  // A Set hands out what is added while it is walked through.
  for (const parent of parents) {
    for (const { table, columns, nullable } of edgesTo(setting, parent)) {
      if (!left.has(table) || shared.has(table) || nullable.length > 0) continue;
      left.delete(table);
      parents.add(table);
      children.push({
        table,
        question: `${table} hangs from ${parent} by ${columns.join(', ')}, and whose those rows are is asked about`,
        write: `Decide about ${parent}. If its rows go, these go with them, and nothing is to be written; if it is left alone, write '${table}': ignore('…') under rules as well.`,
      });
    }
  }
  return { ignored: left, undecided: [...undecided, ...children] };
}

/** Null: its rows may be the subject's. */
function whyIgnored(setting: Setting, table: Table, around: Around, evidence: Evidence): string | null {
  const { name } = table;
  const kind = setting.policy.kind;
  if (isFrameworks(table)) return 'kept by a framework for itself';
  if (openReferences(setting, table, around).length > 0 || idsOfSubject(setting, table, evidence).length > 0)
    return null;
  const of = hangsFrom(setting, name, around);
  if (of !== null) return `its rows hang from ${of}, not from ${oneOf(kind)}`;
  if (isLogins(name) && isReferredTo(setting, around, name)) return `people, who are not ${oneOf(kind)}'s`;
  const people = peopleNamedIn(setting, table, around, evidence);
  if (people !== null) return `it names ${people} by their addresses, and they are not ${oneOf(kind)}'s`;
  const whose = isChallenges(table) ? sharedPeople(setting, around) : null;
  if (whose !== null)
    return `it ends by itself, and is of whoever may sign in (${whose}), who are not ${oneOf(kind)}'s`;
  if (personalColumns(table).length > 0 || mentions(setting, table, evidence)) return null;
  if (idLists(table).length > 0) return null;
  if (keepsCopies(table) || saysAnything(table)) return everybodys(name) ?? namesNobody(setting, table, evidence);
  return `nothing leads from it to ${oneOf(kind)}, and no column looks personal`;
}

/**
 * Columns that refer to something, and by neither name nor key is it told what: `object_id`, `ancestor_id`. A uuid has
 * been looked for in every table of the subject by now; a number could be anything.
 */
function openReferences(setting: Setting, table: Table, { named, reach }: Around): readonly string[] {
  const names = named.filter(({ table: from }) => from === table.name);
  const bound = new Set([
    ...edgesFrom(setting, table.name).flatMap(({ columns }) => columns),
    ...(table.primaryKey?.columns.length === 1 ? table.primaryKey.columns : []),
  ]);
  const isNamed = (column: string, strongly: boolean): boolean =>
    names.some((each) => each.column === column && !(strongly && each.weak));
  const ofTwo = names.filter(({ to, else: other }) => other !== undefined && (reach.has(to) || reach.has(other.to)));
  const isOpen = ({ name, category }: Column): boolean => {
    const item = referringOf(name)?.item.join('_');
    if (item === undefined || bound.has(name)) return false;
    if (ofTwo.some(({ column }) => column === name)) return true;
    if (whatever.has(item)) return 'NS'.includes(category) && !isNamed(name, true);
    return category === 'N' && !isNamed(name, false);
  };
  const open = table.columns.filter((column) => valueType(column) !== 'uuid' && isOpen(column));
  return [...open.map(({ name }) => name), ...likeTheKey(setting, table)];
}

/**
 * Columns called as the subject's key is: all parts of a longer key, or the end of a value's name. Equal values prove
 * nothing, for the parts may count something else here.
 */
function likeTheKey({ root }: Setting, { columns }: Table): readonly string[] {
  const names = columns.map(({ name }) => name);
  if (root.hasRow) return root.key.length > 1 && root.key.every((part) => names.includes(part)) ? root.key : [];
  const endings = root.edges.flatMap((edge) => edge.columns.map((name) => `_${wordsOf(name).join('_')}`));
  return names.filter((name) => endings.some((ending) => wordsOf(name).join('_').endsWith(ending)));
}

/**
 * Columns that hold what stands in the subject's own row under another name, and is no key of it: `customer_id`, and
 * `billing_id` there.
 */
function idsOfSubject(setting: Setting, table: Table, evidence: Evidence): readonly string[] {
  const root = setting.schema.tables[setting.root.name];
  const isId = ({ name, category, maxLength }: Column): boolean =>
    category === 'S' && (maxLength ?? 1_000) >= 8 && referringOf(name) !== null;
  const bound = edgesFrom(setting, table.name).flatMap(({ columns }) => columns);
  const ids = table.columns.filter((column) => isId(column) && !bound.includes(column.name));
  // Short ones are equal by chance, if not all of them.
  const equals = (column: string, toColumn: string): boolean => {
    const asked = { table: table.name, column, path: null, when: null, to: setting.root.name, toColumn };
    const long = evidence.ask({ ask: 'overlap', ...asked, long: true });
    const any = evidence.ask({ ask: 'overlap', ...asked });
    return (long?.found ?? 0) > 0 || (any !== null && any.looked > 1 && any.found === any.looked);
  };
  const theirs = root?.columns.filter(isId) ?? [];
  return ids.map(({ name }) => name).filter((name) => theirs.some((column) => equals(name, column.name)));
}

const whatever = new Set('object entity record resource item model target subject holder related source'.split(' '));

/** A table that its rows belong to, and that is not the subject's: what it says is said of those. */
function hangsFrom(setting: Setting, table: string, { reach, shared, named }: Around): string | null {
  const others = (at: string): readonly { readonly to: string; readonly bound: boolean }[] => [
    ...edgesFrom(setting, at).map(({ to, nullable }) => ({ to, bound: nullable.length === 0 })),
    ...named.flatMap(({ table: from, to, weak }) => (from === at && !weak ? [{ to, bound: false }] : [])),
  ];
  // Of a person is only what leads to them; whatever leads to something else is of that.
  if (setting.policy.ownership === 'person')
    return others(table).find(({ to }) => to !== table && !reach.has(to))?.to ?? null;
  const seen = new Set([table]);
  for (const at of seen) {
    for (const { to, bound } of others(at)) {
      if (reach.has(to) || seen.has(to)) continue;
      if (shared.has(to) || isLogins(to)) return to;
      if (bound) seen.add(to);
    }
  }
  return null;
}

const isReferredTo = ({ edges }: Setting, { named }: Around, table: string): boolean =>
  [...edges, ...named].some(({ to }) => to === table);

function everybodys(table: string): string | null {
  if (isInstallations(table)) return 'of the whole installation by its name';
  return isLookup(table) ? 'reference data by its name' : null;
}

/** What passes by is of whoever comes next; other texts are mostly settings, and rows that are there can tell. */
function namesNobody({ policy }: Setting, table: Table, evidence: Evidence): string | null {
  if (isTraffic(table.name) || keepsCopies(table)) return null;
  const answer = evidence.ask({ ask: 'naming', table: table.name, columns: sayingColumns(table) });
  if (answer === null || answer.rows === 0 || answer.found > 0) return null;
  return `nothing leads from it to ${oneOf(policy.kind)}, and none of ${answer.rows} sampled rows names anybody`;
}

/** People who sign in, and are not the subject's. */
function sharedPeople(setting: Setting, around: Around): string | null {
  if (setting.policy.ownership === 'person') return null;
  const people = Object.keys(setting.schema.tables).filter((table) => isLogins(table) && !around.reach.has(table));
  return people.find((table) => around.shared.has(table) || isReferredTo(setting, around, table)) ?? null;
}

/** Shared people, whose addresses nearly all of its rows hold. */
function peopleNamedIn(setting: Setting, table: Table, { reach }: Around, evidence: Evidence): string | null {
  const column = emailOf(table);
  if (column === null || setting.policy.ownership === 'person') return null;
  for (const people of Object.values(setting.schema.tables)) {
    const toColumn = emailOf(people);
    if (!isLogins(people.name) || reach.has(people.name) || people === table || toColumn === null) continue;
    const asked = { table: table.name, column, path: null, when: null, to: people.name, toColumn };
    const answer = evidence.ask({ ask: 'overlap', ...asked });
    if (answer !== null && answer.looked > 0 && answer.found / answer.looked >= 0.9) return people.name;
  }
  return null;
}

const emailOf = (table: Table): string | null =>
  personalColumns(table).find(({ looksLike }) => looksLike === 'e-mail address')?.column ?? null;

/** A key that is too long to stand in a text by chance does so in one of its rows. */
function mentions(setting: Setting, table: Table, evidence: Evidence): boolean {
  const key = uniqueColumns(setting.schema.tables[setting.root.name]).find((column) => valueType(column) === 'uuid');
  if (key === undefined || !hasAnything(table)) return false;
  const answer = evidence.ask({ ask: 'mentions', table: table.name, of: setting.root.name, ofColumn: key.name });
  return (answer?.found ?? 0) > 0;
}

/** Arrays that by their names hold ids: no link can follow them, and they may be the subject's all the same. */
const idLists = ({ columns }: Table): readonly string[] =>
  columns
    .filter(({ name, category }) => category === 'A' && /^(?:ids|uuids|keys)$/.test(wordsOf(name).at(-1) ?? ''))
    .map(({ name }) => name);

function askWhose({ policy }: Setting, table: string, links: readonly Edge[]): Undecided {
  const columns = [...new Set(links.flatMap((edge) => edge.columns))];
  const undeclared = links.filter(
    ({ onDelete, when, compare }) => onDelete === null && when === null && compare.path === undefined,
  );
  const declare =
    undeclared.length === 0 ? '' : `declare ${undeclared.map(linkCode).join(', ')} under links in the store and `;
  const cut = links.every(({ cut: each }) => each.length > 0)
    ? `; if they only point to it, detach(${columns.map(literal).join(', ')})`
    : '';
  return {
    table,
    question: `rows of ${table} hang from ${oneOf(policy.kind)}'s by ${columns.join(', ')}: whose they are is not to be seen`,
    write: `If they are the ${policy.kind}'s own, ${declare}write '${table}': 'delete' under rules${cut}.`,
  };
}

function askAbout(setting: Setting, table: Table, around: Around, evidence: Evidence): Undecided {
  const { written } = around;
  const personal = personalColumns(table).map(({ column, looksLike }) => `${column} (${looksLike})`);
  const looks = [
    ...personal,
    ...idLists(table).map((column) => `${column} (a list of ids)`),
    ...openReferences(setting, table, around).map((column) => `${column} (an id of whatever it may be)`),
    ...idsOfSubject(setting, table, evidence).map(
      (column) => `${column} (an id that ${oneOf(setting.policy.kind)} holds too)`,
    ),
  ];
  const told = written.has(table.name) ? 'is written by triggers of rows that go' : 'holds texts that may say anything';
  const holds = looks.length === 0 ? told : `holds ${looks.join(', ')}`;
  return {
    table: table.name,
    question: `${table.name} ${holds}, and nothing leads from it to ${oneOf(setting.policy.kind)}`,
    write: `If it holds data of ${oneOf(setting.policy.kind)}, declare its link under links in the store; else write '${table.name}': ignore('…') under rules, with the reason.`,
  };
}
