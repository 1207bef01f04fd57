import { addressWords } from '../schema/address-words.ts';
import { comparison } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import { isChallenges, isTraffic } from './table-kinds.ts';

/**
 * What passes by is told apart by whom it went to: a log of messages holds telephone numbers that stand in rows of the
 * subject, a queue of mails their addresses, a log of imports the code of a school. Believed where most of its values do.
 */
export function copiedAddresses(
  schema: Schema,
  tables: readonly Table[],
  reached: ReadonlySet<string>,
  evidence: Evidence,
): readonly ProposedLink[] {
  const targets = [...reached].flatMap((name) => schema.tables[name] ?? []);
  return tables
    .filter((table) => isTraffic(table.name) || isChallenges(table))
    .flatMap((table) =>
      table.columns
        .filter(({ category, generated }) => category === 'S' && generated !== 'stored')
        .flatMap((column) => bestOf(table, column, targets, evidence)),
    );
}

interface Copied {
  readonly link: ProposedLink;
  readonly found: number;
}

/** The column that most of its values stand in; of two alike the first. */
function bestOf(table: Table, column: Column, targets: readonly Table[], evidence: Evidence): readonly ProposedLink[] {
  const all = targets
    .flatMap((to) =>
      addressesOf(to, table, column).flatMap((target) => copied(table, column, { to, target }, evidence)),
    )
    .sort((a, b) => b.found - a.found);
  return all.slice(0, 1).map(({ link }) => link);
}

/** Whoever sent it may be anybody, and wrote to everybody. */
const senders = new Set('from sender reply author'.split(' '));
const recipients = new Set('to recipient rcpt receiver destination number msisdn cc bcc addr address'.split(' '));

function addressesOf(to: Table, table: Table, column: Column): readonly Column[] {
  if (to.name === table.name) return [];
  const words = wordsOf(column.name);
  const looks = personalColumns({ ...table, columns: [column] }).map(({ looksLike }) => looksLike);
  const isAddress = looks.some(isReached) || words.some((word) => recipients.has(word));
  if (isAddress && !words.some((word) => senders.has(word))) {
    const named = new Set(personalColumns(to).flatMap((each) => (isReached(each.looksLike) ? [each.column] : [])));
    return looked(to, ({ name }) => named.has(name)).filter((target) => comparison(column, target) === 'value');
  }
  // `school_code` holds what a school is told by, whatever that is called there.
  const item = itemOf(wordsOf(splitTableName(to.name).name));
  if (words.length < 2 || item === '' || !words.join('_').startsWith(`${item}_`)) return [];
  const unique = new Set(uniqueColumns(to).map(({ name }) => name));
  const tells = ({ name }: Column): boolean => unique.has(name) || wordsOf(name).some((word) => addressWords.has(word));
  return looked(to, (target) => target.category === 'S' && tells(target));
}

const isReached = (looksLike: string): boolean => looksLike === 'e-mail address' || looksLike === 'phone number';

const few = 100_000;

/** Without an index each value that is looked for reads the whole table. */
function looked({ columns, indexes, estimate }: Table, is: (column: Column) => boolean): readonly Column[] {
  const isIndexed = ({ name }: Column): boolean => indexes.some((index) => index.valid && index.columns[0] === name);
  return columns.filter((column) => is(column) && (estimate.rows <= few || isIndexed(column)));
}

/** Mails go to operators too, and what is not taken is looked through. */
const mostly = 0.5;
const atLeast = 3;

function copied(
  table: Table,
  column: Column,
  { to, target }: { readonly to: Table; readonly target: Column },
  evidence: Evidence,
): readonly Copied[] {
  const [place, there] = [
    { table: table.name, column: column.name },
    { to: to.name, toColumn: target.name },
  ];
  const answer = evidence.ask({ ask: 'overlap', ...place, ...there, path: null, when: null });
  if (answer === null || answer.found < atLeast || answer.found < answer.looked * mostly) return [];
  const link = { table: table.name, columns: [column.name], to: to.name, toColumns: [target.name], when: null };
  const shown = `${answer.found} of ${answer.looked} sampled values stand in ${to.name}.${target.name}`;
  return [
    {
      link: { link, role: '', evidence: `it says to whom or of whom, and ${shown}`, proven: true, told: true },
      found: answer.found,
    },
  ];
}
