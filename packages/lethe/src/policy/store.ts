import { splitTableName } from '../schema/table-name.ts';
import { type Duration, readDuration } from './duration.ts';
import { checkIgnore, ignore, readIgnore, unlessFound } from './ignore.ts';
import { checkLink, checkSaidOnce, type LinkWritten, readLink } from './link.ts';
import { findColumn, findTable, type Known, own } from './lookup.ts';
import { readInTable, readReason, readTable, splitInTable } from './names.ts';
import { nearest } from './nearest.ts';
import { checkOwns, type OwnsWritten, readOwns } from './owns.ts';
import { checkPeople, type PeopleWritten, readPeople } from './people.ts';
import type { IgnoreRule, Link, MentionsLink, Owns, People, StoreConfig } from './policy.ts';
import type { Place } from './problem.ts';
import { distinct, list, object, oneOf, optional, type Read, record, required, text } from './read.ts';
import { isPlainObject } from './snapshot.ts';

export interface PostgresOptions {
  /** NAME of the environment variable that holds the URL; never the URL itself. */
  readonly url: string;
  readonly schemas: readonly string[];
  readonly links?: readonly LinkWritten[];
  /** Rows that go with those that refer to them: the settings of a tenant whose row points to them. */
  readonly owned?: readonly OwnsWritten[];
  /** Tables that no subject reaches, each with the reason; `unlessFound('…')` where each plan is to make sure of it. */
  readonly ignore?: Readonly<Record<string, string | IgnoreRule>>;
  /** Materialised views to refresh when rows that they read have gone. */
  readonly refresh?: readonly string[];
  /** Columns that look personal, or hold an identifier in an ignored table, and may stay behind all the same, each with the reason. */
  readonly mayStay?: Readonly<Record<string, string>>;
  /** Where the people are who may ask, and the addresses they are written to. */
  readonly people?: PeopleWritten;
  /** Backup copies in rotation: each is gone when it has been kept so long. Left out: there are none. */
  readonly backups?: { readonly keptFor: Duration };
}

export interface PostgresWritten extends PostgresOptions {
  readonly type: 'postgres';
}

/** A PostgreSQL database in which data of subjects lives. */
export function postgres(options: PostgresOptions): PostgresWritten {
  return { ...options, type: 'postgres' };
}

// What belongs to PostgreSQL or to Lethe is never data of a subject.
const readSchema: Read<string> = text(
  { expected: 'a schema of the application', write: "schemas: ['app']" },
  /^(?!(?:pg_.*|information_schema|lethe|lethe_jobs)$).+$/s,
);

const readLinks = list({ expected: 'a list of links', write: 'links: [link(…), ...polymorphic(…)]' }, readLink);

const readOwned = list({ expected: 'a list of what owns what', write: 'owned: [owns(…)]' }, readOwns);

const readIgnored = record(
  { expected: 'tables, each with a reason', write: "ignore: { 'app.countries': 'reference data' }" },
  readIgnoredTable,
);

const readStaying = record(
  {
    expected: 'columns, each with a reason',
    write: "mayStay: { 'app.invoices.bill_to': 'part of the invoice by law' }",
  },
  (name, value, at) => {
    readInTable(name, at);
    return readReason(value, at);
  },
);

function readIgnoredTable(name: string, value: unknown, at: Place): IgnoreRule {
  readTable(name, at);
  return isPlainObject(value) ? readIgnore(value, at) : ignore(readReason(value, at));
}

const readRefresh = distinct({ expected: 'a list of materialised views', write: "refresh: ['app.totals']" }, readTable);

const readBackups: Read<{ readonly keptFor: Duration }> = object<{ readonly keptFor: Duration }>(
  { expected: 'how long backup copies are kept', write: 'backups: { keptFor: days(30) }' },
  {
    keptFor: required(
      readDuration({ units: ['hours', 'days', 'months', 'years'], mostYears: 10, example: 'days(30)' }),
    ),
  },
);

type StoreRead = Omit<StoreConfig, 'urlFrom' | 'ignore' | 'searched' | 'mentioning'> & {
  readonly url: string;
  readonly ignore: Readonly<Record<string, IgnoreRule>>;
};

const readWritten = object<StoreRead>(
  { expected: 'a store', write: "postgres({ url: 'DATABASE_URL', schemas: ['app'] })" },
  {
    type: required(oneOf('postgres')),
    url: required(
      text(
        { expected: 'the name of an environment variable', write: "url: 'DATABASE_URL'" },
        /^[A-Za-z_][A-Za-z0-9_]*$/,
      ),
    ),
    schemas: required(distinct({ expected: 'at least one schema', write: "schemas: ['app']" }, readSchema, 1)),
    links: optional<readonly Link[]>(readLinks, Object.freeze([])),
    owned: optional<readonly Owns[]>(readOwned, Object.freeze([])),
    ignore: optional<Readonly<Record<string, IgnoreRule>>>(readIgnored, Object.freeze({})),
    mayStay: optional<Readonly<Record<string, string>>>(readStaying, Object.freeze({})),
    refresh: optional<readonly string[]>(readRefresh, Object.freeze([])),
    people: optional<People | null>(readPeople, null),
    backups: optional<StoreConfig['backups']>(readBackups, null),
  },
);

export const readStore: Read<StoreConfig> = (value, at) => {
  const { type, url, ignore: left, ...rest } = readWritten(value, at);
  return Object.freeze({ type, urlFrom: url, ...rest, ...leftAlone(left) });
};

function leftAlone(
  left: Readonly<Record<string, IgnoreRule>>,
): Pick<StoreConfig, 'ignore' | 'searched' | 'mentioning'> {
  // Without a prototype, as what was read.
  const reasons: Record<string, string> = Object.create(null);
  for (const [table, { because }] of Object.entries(left)) reasons[table] = because;
  const searched: Record<string, readonly string[]> = Object.create(null);
  for (const [table, { unlessFound, numbers }] of Object.entries(left)) {
    if (unlessFound === true) searched[table] = numbers ?? [];
  }
  const mentioning: Record<string, MentionsLink> = Object.create(null);
  for (const [table, { mentionsLink }] of Object.entries(left)) {
    if (mentionsLink !== undefined) mentioning[table] = mentionsLink;
  }
  return {
    ignore: Object.freeze(reasons),
    ...(Object.keys(searched).length === 0 ? {} : { searched: Object.freeze(searched) }),
    ...(Object.keys(mentioning).length === 0 ? {} : { mentioning: Object.freeze(mentioning) }),
  };
}

export function checkStore(at: Place, known: Known): void {
  const schemas = new Set(Object.keys(known.schema.tables).map((table) => splitTableName(table).schema));
  for (const [index, name] of known.store.schemas.entries()) {
    if (schemas.has(name)) continue;
    const write = 'a schema of this database, as it is spelt there';
    at.field('schemas')
      .item(index)
      .problem({ expected: 'a schema with tables', found: JSON.stringify(name), write });
  }
  for (const [index, each] of known.store.links.entries()) checkLink(each, at.field('links').item(index), known);
  checkSaidOnce(known.store.links, at.field('links'));
  for (const [index, each] of known.store.owned.entries()) checkOwns(each, at.field('owned').item(index), known);
  for (const name of Object.keys(known.store.ignore)) checkLeftAlone(name, at.field('ignore').field(name), known);
  for (const path of Object.keys(known.store.mayStay)) checkStaying(path, at.field('mayStay').field(path), known);
  for (const [index, name] of known.store.refresh.entries()) checkRefresh(name, at.field('refresh').item(index), known);
  if (known.store.people !== null) checkPeople(known.store.people, at.field('people'), known);
}

function checkLeftAlone(name: string, at: Place, known: Known): void {
  const table = findTable(name, at, known);
  const numbers = own(known.store.searched ?? {}, name);
  const mentionsLink = own(known.store.mentioning ?? {}, name) ?? false;
  if (table !== null && numbers !== null) checkIgnore(unlessFound('', { numbers, mentionsLink }), table, at);
}

function checkStaying(path: string, at: Place, known: Known): void {
  const { table: owner, name } = splitInTable(path);
  const table = findTable(owner, at, known);
  if (table !== null) findColumn(table, name, at);
}

function checkRefresh(name: string, at: Place, { schema }: Known): void {
  const views = schema.views.filter(({ materialised }) => materialised).map((view) => view.name);
  if (views.includes(name)) return;
  const meant = nearest(name, views);
  at.problem({
    expected: 'a materialised view that reads tables of the schemas',
    found: JSON.stringify(name),
    write: meant === null ? 'the name of one, as the database has it' : `'${meant}'`,
  });
}
