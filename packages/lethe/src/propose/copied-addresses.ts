import { addressWords } from '../schema/address-words.ts';
import { comparison } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { isQuicklySearched, standThere } from './few-values.ts';
import { uniqueColumns } from './link-candidates.ts';
import { isLogins, isPeople, isSentOut } from './table-kinds.ts';

/**
 * What is passed on is told apart by whom it went to: a log of messages holds telephone numbers that stand in rows of the
 * subject, a queue of mails their addresses, a log of imports the code of a school. Believed where most of its values do,
 * and no others may be meant: people who are shared, or who sent it.
 */
export function copiedAddresses(
  schema: Schema,
  tables: readonly Table[],
  reached: ReadonlySet<string>,
  evidence: Evidence,
): readonly ProposedLink[] {
  const all = Object.values(schema.tables);
  const targets = all.filter(({ name }) => reached.has(name));
  const others = all.filter(({ name }) => !reached.has(name) && (isPeople(name) || isLogins(name)));
  return tables
    .filter((table) => isSentOut(table) && !table.columns.some((column) => namesSender(table, column)))
    .flatMap((table) =>
      table.columns
        .filter(({ category, generated }) => category === 'S' && generated !== 'stored')
        .flatMap((column) => bestOf({ table, column }, { targets, others }, evidence)),
    );
}

interface Place {
  readonly table: Table;
  readonly column: Column;
}

interface Copied {
  readonly link: ProposedLink;
  readonly found: number;
}

/** The column that most of its values stand in; none, where as many stand in rows of others. */
function bestOf(
  place: Place,
  { targets, others }: { readonly targets: readonly Table[]; readonly others: readonly Table[] },
  evidence: Evidence,
): readonly ProposedLink[] {
  const copies = (of: readonly Table[]): readonly Copied[] =>
    of.flatMap((to) => addressesOf(to, place).flatMap((target) => copied(place, { to, target }, evidence)));
  const [best] = copies(targets).toSorted((a, b) => b.found - a.found);
  return best === undefined || copies(others).some(({ found }) => found >= best.found) ? [] : [best.link];
}

const senders = new Set('from sender reply author'.split(' '));
const recipients = new Set('to recipient rcpt receiver destination number msisdn cc bcc addr address'.split(' '));

/** Whoever sent it may be anybody, and wrote to everybody. */
const namesSender = (table: Table, column: Column): boolean =>
  wordsOf(column.name).some((word) => senders.has(word)) && isReachedBy(table, column);

const isReachedBy = (table: Table, column: Column): boolean =>
  personalColumns({ ...table, columns: [column] }).some(({ looksLike }) => isReached(looksLike)) ||
  wordsOf(column.name).some((word) => recipients.has(word));

function addressesOf(to: Table, { table, column }: Place): readonly Column[] {
  if (to.name === table.name) return [];
  if (isReachedBy(table, column)) {
    const named = new Set(personalColumns(to).flatMap((each) => (isReached(each.looksLike) ? [each.column] : [])));
    return looked(to, ({ name }) => named.has(name)).filter((target) => comparison(column, target) === 'value');
  }
  // `school_code` holds what a school is told by, whatever that is called there.
  const item = itemOf(wordsOf(splitTableName(to.name).name));
  const words = wordsOf(column.name);
  if (words.length < 2 || item === '' || !words.join('_').startsWith(`${item}_`)) return [];
  const unique = new Set(uniqueColumns(to).map(({ name }) => name));
  const tells = ({ name }: Column): boolean => wordsOf(name).some((word) => addressWords.has(word) || word === 'code');
  return looked(to, (target) => target.category === 'S' && unique.has(target.name) && tells(target));
}

const isReached = (looksLike: string): boolean => looksLike === 'e-mail address' || looksLike === 'phone number';

const looked = (table: Table, is: (column: Column) => boolean): readonly Column[] =>
  table.columns.filter((column) => is(column) && isQuicklySearched(table, column.name));

function copied(
  { table, column }: Place,
  { to, target }: { readonly to: Table; readonly target: Column },
  evidence: Evidence,
): readonly Copied[] {
  const [place, there] = [
    { table: table.name, column: column.name },
    { to: to.name, toColumn: target.name },
  ];
  const answer = evidence.ask({ ask: 'overlap', ...place, ...there, path: null, when: null });
  if (!standThere(answer)) return [];
  const link = { table: table.name, columns: [column.name], to: to.name, toColumns: [target.name], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled values stand in ${to.name}.${target.name}`;
  return [
    {
      link: { link, role: '', evidence: `it says to whom or of whom, and ${shown}`, proven: true },
      found: answer.found,
    },
  ];
}
