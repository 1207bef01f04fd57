import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { declaredAlone, uniqueColumns } from './link-candidates.ts';
import { isTokens, isTraffic } from './table-kinds.ts';

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
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => mayHold(table, column) && (mayRefer(table, column) || isPassing(table)))
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

function linkToKey(
  table: Table,
  column: Column,
  { to, key }: { readonly to: Table; readonly key: Column },
  evidence: Evidence,
): Found | null {
  const isPrimary = key.name === rowKeyColumns(to)[0];
  const isKey = mayRefer(table, column) && (valueType(key) === 'uuid' || (isPrimary && key.category === 'S'));
  // `token_identifier` in a log, and a token in rows of the subject: it takes all of its values to believe that. What else
  // names such a row need not be of whoever has it.
  const isCopy = !isKey && isPassing(table) && isText(column) && isText(key) && shareWord(column, key);
  const isSame = isCopy && sameNumber(table, column, to).includes(key);
  if ((!isKey && !isCopy) || comparison(column, key) === null) return null;
  const place = { table: table.name, column: column.name, path: null, when: null };
  const asked = { ask: 'overlap', ...place, to: to.name, toColumn: key.name } as const;
  const answer = evidence.ask(isSame ? asked : { ...asked, long: true });
  if (answer === null || answer.found === 0) return null;
  // A number may be of a thing that has gone.
  if (isCopy && answer.found < (isSame ? Math.max(0.9 * answer.looked, enough) : Math.max(answer.looked, 2)))
    return null;
  const whole = evidence.ask(asked);
  const link = { table: table.name, columns: [column.name], to: to.name, toColumns: [key.name], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${to.name}`;
  return {
    link: {
      link,
      role: '',
      evidence: `no name leads there, and ${shown}`,
      proven: true,
      ...(isSame ? { told: true } : {}),
    },
    // Values that are short prove nothing, and may be keys of something else.
    all: answer.found === answer.looked && whole?.found === whole?.looked,
  };
}

/** `tracking_no` of what happened, and of a parcel: carriers number all parcels in one row, and no constraint says so here. */
function sameNumber(table: Table, column: Column, to: Table): readonly Column[] {
  if (!isTraffic(table.name) || !isText(column) || !numberOfThing.test(wordsOf(column.name).join('_'))) return [];
  return to.columns.filter((each) => isText(each) && each.name.toLowerCase() === column.name.toLowerCase());
}

const enough = 5;
const numberOfThing = /^(?:tracking|waybill|consignment|parcel)_(?:no|nr|num|number|ref|reference|code)$/;

const isPassing = (table: Table): boolean => isTraffic(table.name) || isTokens(table);

const isText = ({ category }: Column): boolean => category === 'S';

const shareWord = (a: Column, b: Column): boolean =>
  wordsOf(a.name).some((word) => wordsOf(b.name).includes(word)) || (signedIn.test(a.name) && signsIn.test(b.name));

/** Whoever is signed in is told by what they sign in with, under one of these names. */
const signedIn = /^(?:principal(?:_?name)?|user_?name|login)$/i;
const signsIn = /^(?:user_?name|login|e_?mail)$/i;
