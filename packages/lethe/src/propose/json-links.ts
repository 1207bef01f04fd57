import { isJson } from '../schema/comparison.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKeyIn } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { uniqueColumns } from './link-candidates.ts';
import { isPointing } from './role.ts';
import type { TableIndex } from './table-index.ts';
import { isLogins } from './table-kinds.ts';

/**
 * Ids inside json, of tables whose rows are found no other way. Believed only where the values are keys: what stands in
 * a json is bound by nothing.
 */
export function jsonLinks(
  schema: Schema,
  index: TableIndex,
  { tables, ...known }: Known & { readonly tables: readonly Table[] },
  evidence: Evidence,
): readonly ProposedLink[] {
  return tables.flatMap((table) =>
    table.columns.filter(isJson).flatMap(({ name: column }) => {
      const paths = evidence.ask({ ask: 'keys', table: table.name, column })?.paths ?? [];
      const links = paths.flatMap(
        (path) => linkAt(schema, index, { table: table.name, column, path, ...known }, evidence) ?? [],
      );
      return links.filter(({ link }) => !known.roots.has(link.to) || !namesTwo(link, paths));
    }),
  );
}

/** `account_id` beside `target_account_id`: whose such a row is, one of them does not say. */
function namesTwo({ to, path = [] }: ProposedLink['link'], paths: readonly (readonly string[])[]): boolean {
  const last =
    itemOf(wordsOf(splitTableName(to).name))
      .split('_')
      .at(-1) ?? '';
  return paths.some((other) => {
    const [name = '', of = ''] = [other.at(-1), other.at(-2)];
    const words = wordsOf(/^ids?$/i.test(name) ? of : name.replace(/_?ids?$/i, ''));
    return other.join('.') !== path.join('.') && itemOf(words).split('_').at(-1) === last;
  });
}

interface Known {
  /** The tables of all subjects. */
  readonly roots: ReadonlySet<string>;
  /** Those that are looked for under any name: a person is named by whatever they did, and a session is a person's. */
  readonly tenants: ReadonlySet<string>;
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly path: readonly string[];
}

function linkAt(
  schema: Schema,
  index: TableIndex,
  { roots, tenants, ...at }: Place & Known,
  evidence: Evidence,
): ProposedLink | null {
  const last = at.path.at(-1) ?? '';
  if (isSignedIn(at)) return toWhoSignsIn(schema, at, evidence);
  const item = referringOf(last)?.item.join('_') ?? (last === 'id' ? at.path.at(-2) : undefined);
  for (const { table: to } of item === undefined ? [] : index.find(item, at.table)) {
    const key = uniqueColumns(schema.tables[to]).find(({ name }) => name === rowKeyIn(schema, to)[0]);
    // A small number is a key of everything: only what the subject itself is called can be believed of it.
    if (key === undefined || (key.category === 'N' && !roots.has(to))) continue;
    const link = linkTo({ at, to, toColumn: key.name, long: false }, evidence);
    if (link !== null) return link;
  }
  return isPointing(wordsOf(last)) ? null : byTenantsKey(schema, at, tenants, evidence);
}

/** `{"passport": {"user": 7}}`: as a library keeps in a session who is signed in. */
const isSignedIn = ({ path }: Place): boolean => path.slice(-2).join('.') === 'passport.user';

/** Unless there are two tables of people with a password whose keys it may be. */
function toWhoSignsIn(schema: Schema, at: Place, evidence: Evidence): ProposedLink | null {
  const signIn = (table: Table): boolean =>
    isLogins(table.name) && personalColumns(table).some(({ looksLike }) => looksLike === 'password or token');
  const people = Object.values(schema.tables).filter(signIn);
  const links = people.flatMap(({ name: to }) => {
    const [toColumn = '', ...more] = rowKeyIn(schema, to);
    return more.length > 0 ? [] : (linkTo({ at, to, toColumn, long: false }, evidence) ?? []);
  });
  return links.length === 1 ? (links[0] ?? null) : null;
}

/** Whatever it is called: `{"tenant": "0f9c…"}`. */
function byTenantsKey(
  schema: Schema,
  at: Place,
  tenants: ReadonlySet<string>,
  evidence: Evidence,
): ProposedLink | null {
  for (const to of tenants) {
    const key = uniqueColumns(schema.tables[to]).find(({ name }) => name === rowKeyIn(schema, to)[0]);
    if (key === undefined || key.category === 'N') continue;
    const link = linkTo({ at, to, toColumn: key.name, long: true }, evidence);
    if (link !== null) return link;
  }
  return null;
}

interface Tried {
  readonly at: Place;
  readonly to: string;
  readonly toColumn: string;
  /** Only values that are equal to none by chance are looked at. */
  readonly long: boolean;
}

function linkTo({ at, to, toColumn, long }: Tried, evidence: Evidence): ProposedLink | null {
  const asked = { ask: 'overlap', ...at, when: null, to, toColumn } as const;
  const answer = evidence.ask(long ? { ...asked, long } : asked);
  if (answer === null || answer.found === 0 || answer.found / answer.looked < 0.9) return null;
  const link = { table: at.table, columns: [at.column], to, toColumns: [toColumn], when: null, path: at.path };
  const shown = `${answer.found} of ${answer.looked} sampled values are in ${to}`;
  return { link, role: '', evidence: `${at.column} holds ${at.path.join('.')}; ${shown}` };
}
