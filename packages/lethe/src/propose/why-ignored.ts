import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import { searchedColumns } from '../planner/traces.ts';
import { ignore, unlessFound } from '../policy/ignore.ts';
import type { IgnoreRule } from '../policy/policy.ts';
import { isJson, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { Around } from './around.ts';
import type { Evidence } from './evidence.ts';
import { hasOpenPointer, isDark, isTold, mayBeKeys } from './is-told.ts';
import { oneOf } from './kind-words.ts';
import { uniqueColumns } from './link-candidates.ts';
import { emailOf, idLists, idsOfSubject, openReferences } from './open-columns.ts';
import { hasAnything, isTelling, keepsCopies, sayingColumns, saysAnything } from './payloads.ts';
import { roleOf } from './role.ts';
import {
  isChallenges,
  isFrameworks,
  isInstallations,
  isLogins,
  isLookup,
  isSessionStore,
  isTraffic,
} from './table-kinds.ts';

/**
 * Why a table that nothing leads from is left alone; where that was only seen in some of its rows, or in what they hang
 * from, each plan makes sure. Null: its rows may be the subject's.
 */
export function whyIgnored(setting: Setting, table: Table, around: Around, evidence: Evidence): IgnoreRule | null {
  if (isFrameworks(table)) return ignore('kept by a framework for itself');
  if (isSessionStore(table) && isDark(table))
    return ignore('sessions of whoever is signed in, which end by themselves');
  const everybodys = whyEverybodys(setting.schema, table.name);
  const why = whyOthers(setting, table, around, evidence);
  if (why === null) return null;
  const isSure = (why === everybodys && !hasAnything(table)) || isLogins(table.name);
  const numbers = mayBeKeys(setting, table, around);
  const isEmpty = searchedColumns(setting, table.name).length === 0 && numbers.length === 0;
  return isSure || isEmpty ? ignore(why) : unlessFound(why, { numbers });
}

function whyOthers(setting: Setting, table: Table, around: Around, evidence: Evidence): string | null {
  const { name } = table;
  const kind = setting.policy.kind;
  if (
    openReferences(setting, table, around, evidence).length > 0 ||
    idsOfSubject(setting, table, around, evidence).length > 0
  )
    return null;
  const of = hangsFrom(setting, name, around);
  // Whoever it hangs from, what it lists may be the subject's.
  if (of !== null && (hasOpenPointer(setting, table, around) || idLists(table).length > 0)) return null;
  if (of !== null) return `its rows hang from ${of}, not from ${oneOf(kind)}`;
  if (isLogins(name) && isReferredTo(setting, around, name))
    return isOfPerson(setting, name) ? null : `people, who are not ${oneOf(kind)}'s`;
  const people = peopleNamedIn(setting, table, around, evidence);
  if (people !== null) return `it names ${people} by their addresses, and they are not ${oneOf(kind)}'s`;
  const isOfPeople = isChallenges(table) && !reachesRowsOf(setting, table, around, evidence);
  const whose = isOfPeople ? sharedPeople(setting, around) : null;
  if (whose !== null)
    return `it ends by itself, and is of whoever may sign in (${whose}), who are not ${oneOf(kind)}'s`;
  if (personalColumns(table).length > 0 || mentions(setting, table, evidence)) return null;
  if (idLists(table).length > 0) return null;
  if (keepsCopies(table) || saysAnything(table)) return namesNobody(setting, table, evidence);
  if (!isTold(setting, table, around)) return null;
  return `nothing leads from it to ${oneOf(kind)}, and no column looks personal`;
}

/** A table that its rows belong to, and that is not the subject's: what it says is said of those. */
function hangsFrom(setting: Setting, table: string, { reach, shared, named }: Around): string | null {
  const others = (at: string): readonly { readonly to: string; readonly bound: boolean; readonly role: string }[] => [
    ...edgesFrom(setting, at).map((edge) => ({
      to: edge.to,
      bound: edge.nullable.length === 0,
      role: roleOf(edge, new Set(), setting.root.name),
    })),
    ...named.flatMap(({ table: from, to, weak, role }) => (from === at && !weak ? [{ to, bound: false, role }] : [])),
  ];
  // Of a person is only what leads to them; whatever leads to something else is of that.
  if (setting.policy.ownership === 'person')
    return others(table).find(({ to }) => to !== table && !reach.has(to) && !isLookup(to))?.to ?? null;
  const seen = new Set([table]);
  for (const at of seen) {
    for (const { to, bound, role } of others(at)) {
      if (reach.has(to) || seen.has(to) || isLookup(to)) continue;
      // Whoever made a row need not be whom it tells of.
      if (at === table && !bound && role !== '' && isTelling(tableOf(setting, table))) continue;
      if (shared.has(to) || isLogins(to)) return to;
      if (bound) seen.add(to);
    }
  }
  return null;
}

/** A person's own row refers to it: it may be what else is known of them. */
export const isOfPerson = ({ policy, root, edges }: Setting, table: string): boolean =>
  policy.ownership === 'person' && edges.some((edge) => edge.table === root.name && edge.to === table);

const isReferredTo = ({ edges }: Setting, { named }: Around, table: string): boolean =>
  [...edges, ...named].some(({ to }) => to === table);

/**
 * What passes by is of whoever comes next; other texts are mostly settings, and rows that are there can tell. Null: they
 * name somebody, or there are none, and nothing says that they are everybody's.
 */
function namesNobody(setting: Setting, table: Table, evidence: Evidence): string | null {
  const everybodys = whyEverybodys(setting.schema, table.name);
  // The bytes of an icon look like a key.
  const columns = everybodys === null ? sayingColumns(table) : textsOf(table);
  const named = columns.length === 0 ? null : evidence.ask({ ask: 'naming', table: table.name, columns });
  if ((named?.found ?? 0) > 0 || keysThatTell(table, evidence).length > 0) return null;
  if (everybodys !== null) return everybodys;
  if (isTraffic(table.name) || keepsCopies(table) || named === null || named.rows === 0) return null;
  return `nothing leads from it to ${oneOf(setting.policy.kind)}, and none of ${named.rows} sampled rows names anybody`;
}

const textsOf = (table: Table): readonly string[] =>
  sayingColumns(table).filter((name) =>
    table.columns.some((column) => column.name === name && valueType(column) !== 'bytea'),
  );

/** Of the objects in its json columns: what would be personal as a column, and ids. */
function keysThatTell(table: Table, evidence: Evidence): readonly string[] {
  const keys = table.columns.filter(isJson).flatMap((column) => {
    const answer = evidence.ask({ ask: 'keys', table: table.name, column: column.name });
    return (answer?.paths ?? []).flatMap((path) => path.at(-1) ?? []);
  });
  const text = { type: 'text', category: 'S', nullable: true, hasDefault: false, generated: 'no' } as const;
  const columns = keys.map((name): Column => ({ ...text, name, maxLength: null, enumLabels: null }));
  const personal = personalColumns({ ...table, columns }).filter(({ looksLike }) => looksLike !== 'free text');
  return [...personal.map(({ column }) => column), ...keys.filter((key) => referringOf(key) !== null)];
}

function whyEverybodys(schema: Schema, table: string): string | null {
  const [first] = wordsOf(splitTableName(table).name);
  const items = Object.keys(schema.tables).map((each) => itemOf(wordsOf(splitTableName(each).name)));
  // `server_settings` beside `servers` are those of one server.
  if (isInstallations(table) && (first === undefined || !items.includes(itemOf([first]))))
    return 'of the whole installation by its name';
  // What hangs from something is of that: the states of a job.
  const isBound = schema.tables[table]?.references.some(({ to }) => to !== table) ?? false;
  return isLookup(table) && !isBound ? 'reference data by its name' : null;
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

/** Mailboxes and numbers of it stand in rows of the subject. */
function reachesRowsOf(setting: Setting, table: Table, { reach }: Around, evidence: Evidence): boolean {
  const reachedBy = (of: Table): ReturnType<typeof personalColumns> =>
    personalColumns(of).filter(({ looksLike }) => looksLike === 'e-mail address' || looksLike === 'phone number');
  return reachedBy(table).some(({ column, looksLike }) =>
    [...reach].some((to) =>
      reachedBy(tableOf(setting, to))
        .filter((each) => each.looksLike === looksLike)
        .some(({ column: toColumn }) => {
          const asked = { table: table.name, column, path: null, when: null, to, toColumn };
          return (evidence.ask({ ask: 'overlap', ...asked })?.found ?? 0) > 0;
        }),
    ),
  );
}

/** A key that is too long to stand in a text by chance does so in one of its rows. */
function mentions(setting: Setting, table: Table, evidence: Evidence): boolean {
  const key = uniqueColumns(setting.schema.tables[setting.root.name]).find((column) => valueType(column) === 'uuid');
  if (key === undefined || !hasAnything(table)) return false;
  const answer = evidence.ask({ ask: 'mentions', table: table.name, of: setting.root.name, ofColumn: key.name });
  return (answer?.found ?? 0) > 0;
}
