import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { declaredAlone, uniqueColumns } from './link-candidates.ts';
import { isLogins, isPeople, isTokens, isTraffic } from './table-kinds.ts';

/**
 * Columns that are named after no table, of tables that nothing else leads from, and hold keys that are too long to be
 * equal by chance: `entity_id` of whatever it may be. One link for each table that the values are found in.
 */
export function valueLinks(
  schema: Schema,
  tables: readonly Table[],
  reached: ReadonlySet<string>,
  evidence: Evidence,
): readonly ProposedLink[] {
  // What a value leads to is no table.
  const items = new Set([...reached].filter((name) => name in schema.tables).map(itemOfTable));
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => mayHold(table, column))
      .filter((column) => mayRefer(table, column) || isPassing(table) || items.has(itemOf(wordsOf(column.name))))
      .flatMap((column) =>
        ofSome([...reached].flatMap((to) => linkTo(table, column, schema.tables[to], evidence) ?? [])),
      ),
  );
}

interface Found {
  readonly link: ProposedLink;
  /** Every value that was looked at is a key there. */
  readonly all: boolean;
}

/** Unless it is one table, and all values are its keys, each link holds for some of the rows. */
function ofSome(found: readonly Found[]): readonly ProposedLink[] {
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0 && only.all) return [only.link];
  return found.map(({ link }) => ({ ...link, link: { ...link.link, some: true } }));
}

function mayHold({ references }: Table, column: Column): boolean {
  const declared = references.some(({ columns }) => columns.includes(column.name));
  return !declared && column.generated !== 'stored' && (isText(column) || valueType(column) === 'uuid');
}

/** By its name it holds a key of something. */
function mayRefer(table: Table, column: Column): boolean {
  // Some tables take over the key of what they belong to, and no constraint says so.
  const takenOver = rowKeyColumns(table).join() === column.name;
  return valueType(column) === 'uuid' || ((referringOf(column.name) !== null || takenOver) && column.category === 'S');
}

function linkTo(table: Table, column: Column, to: Table | undefined, evidence: Evidence): Found | null {
  if (to === undefined || to.name === table.name) return null;
  // A key that is a key of something else too says that this is meant: the tenant, and not its quota.
  const borrowed = declaredAlone(to);
  return (
    [...uniqueColumns(to), ...sameNumber(table, column, to)]
      .filter(({ name }) => !borrowed.has(name))
      .map((key) => linkToKey(table, column, { to, key }, evidence))
      .find((found) => found !== null) ?? null
  );
}

function linkToKey(table: Table, column: Column, target: Target, evidence: Evidence): Found | null {
  const { to, key } = target;
  const by = tellingBy(table, column, target);
  if (by === null || comparison(column, key) === null) return null;
  const place = { table: table.name, column: column.name, path: null, when: null };
  const asked = { ask: 'overlap', ...place, to: to.name, toColumn: key.name } as const;
  const isShortToo = by === 'number' || by === 'name';
  const answer = evidence.ask(isShortToo ? asked : { ...asked, long: true });
  if (answer === null || answer.found === 0 || answer.found < fewest(by, answer.looked)) return null;
  const whole = evidence.ask(asked);
  const link = { table: table.name, columns: [column.name], to: to.name, toColumns: [key.name], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${to.name}`;
  return {
    link: {
      link,
      role: '',
      evidence: `no name leads there, and ${shown}`,
      proven: true,
      ...(by === 'number' ? { told: true } : {}),
    },
    // Values that are short prove nothing, and may be keys of something else.
    all: answer.found === answer.looked && whole?.found === whole?.looked,
  };
}

interface Target {
  readonly to: Table;
  readonly key: Column;
}

type TellingBy = 'key' | 'number' | 'name' | 'word';

/**
 * What makes the column one that may hold the key. `name`: it is called after the table, or as whoever is signed in is;
 * `word`: `token_identifier` in a log, and a token in rows of the subject. What else names such a row need not be of
 * whoever has it.
 */
function tellingBy(table: Table, column: Column, { to, key }: Target): TellingBy | null {
  const isPrimary = key.name === rowKeyColumns(to)[0];
  if (mayRefer(table, column) && (valueType(key) === 'uuid' || (isPrimary && key.category === 'S'))) return 'key';
  if (!isText(column) || !isText(key)) return null;
  // People are named by whatever they did.
  if (itemOf(wordsOf(column.name)) === itemOfTable(to.name) && !isPeople(to.name) && !isLogins(to.name)) return 'name';
  if (!isPassing(table)) return null;
  if (table.references.length === 0 && signedIn.test(column.name) && signsIn.test(key.name)) return 'name';
  if (!shareWord(column, key)) return null;
  return sameNumber(table, column, to).includes(key) ? 'number' : 'word';
}

/** Of values that are texts, all; a number may be of a thing that has gone. */
function fewest(by: TellingBy, looked: number): number {
  if (by === 'key') return 1;
  return by === 'number' ? Math.max(0.9 * looked, enough) : Math.max(looked, 2);
}

/** `tracking_no` of what happened, and of a parcel: carriers number all parcels in one row, and no constraint says so here. */
function sameNumber(table: Table, column: Column, to: Table): readonly Column[] {
  if (!isTraffic(table.name) || !isText(column) || !numberOfThing.test(wordsOf(column.name).join('_'))) return [];
  return to.columns.filter((each) => isText(each) && each.name.toLowerCase() === column.name.toLowerCase());
}

const enough = 5;
const numberOfThing = /^(?:tracking|waybill|consignment|parcel)_(?:no|nr|num|number|ref|reference|code)$/;

/** `shop`, of shops: a text in a column called so is what one is told by. */
const itemOfTable = (table: string): string => itemOf(wordsOf(splitTableName(table).name));

const isPassing = (table: Table): boolean => isTraffic(table.name) || isTokens(table);

const isText = ({ category }: Column): boolean => category === 'S';

const shareWord = (a: Column, b: Column): boolean => wordsOf(a.name).some((word) => wordsOf(b.name).includes(word));

/** Whoever is signed in is told by what they sign in with, under one of these names. */
const signedIn = /^(?:principal(?:_?name)?|user_?name|login)$/i;
const signsIn = /^(?:user_?name|login|e_?mail)$/i;
