import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { type Referring, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns, rowKeyIn } from '../schema/row-key.ts';
import type { Evidence } from './evidence.ts';
import type { TableIndex } from './table-index.ts';

/** A column that by its name refers to another table, and by its type could. */
export interface LinkCandidate {
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly toColumn: string;
  /** What stands before the name of what it refers to: `last` of last_account_id. Empty: it is named after it alone. */
  readonly role: string;
  /** Only the end of the other table's name fits, or the column's name says nothing of a key. */
  readonly weak: boolean;
  /** What it refers to where the values are no keys of `to`. */
  readonly else?: LinkCandidate;
}

/** Of every column that is no foreign key by itself. */
export function linkCandidates(schema: Schema, index: TableIndex): readonly LinkCandidate[] {
  return Object.values(schema.tables).flatMap((table) => {
    if (table.kind === 'foreign' || table.extension !== null) return [];
    const declared = declaredAlone(table);
    return table.columns
      .filter(({ name, generated }) => !declared.has(name) && generated !== 'stored')
      .flatMap((column) => candidateOf(schema, index, table, column) ?? [])
      .filter((candidate) => !isPartOf(table, candidate) && !isNamedWhole(schema, table, candidate))
      .filter((candidate) => !isImplied(schema, table, candidate));
  });
}

/** A part of a longer key still says what it is named after: `account_id` of (account_id, label_id). */
export function declaredAlone({ references }: Table): ReadonlySet<string> {
  return new Set(references.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
}

/** Of a declared key to the same table. */
function isPartOf({ references }: Table, { column, to }: LinkCandidate): boolean {
  return references.some((reference) => reference.to === to && reference.columns.includes(column));
}

/** `account_user_id` of a key to (id, user_id) of accounts: that the account has such a user is declared there. */
function isImplied({ tables }: Schema, { references }: Table, { column, to }: LinkCandidate): boolean {
  return references.some((reference) => {
    const toColumn = reference.toColumns[reference.columns.indexOf(column)];
    const further = tables[reference.to]?.references ?? [];
    return toColumn !== undefined && further.some((each) => each.to === to && each.columns.includes(toColumn));
  });
}

/** `job_id` beside `job_queued_at`: both parts of the key are there, and make one link. */
function isNamedWhole({ tables }: Schema, { columns }: Table, { to, toColumn }: LinkCandidate): boolean {
  const parts = tables[to]?.primaryKey?.columns ?? [];
  const others = parts.includes(toColumn) ? parts.filter((part) => part !== toColumn) : [];
  return others.some((part) =>
    columns.some(({ name }) =>
      wordsOf(name)
        .join('_')
        .endsWith(`_${wordsOf(part).join('_')}`),
    ),
  );
}

function candidateOf(schema: Schema, index: TableIndex, table: Table, column: Column): LinkCandidate | null {
  const audited = ofAudited(schema, table, column);
  if (audited !== null) return audited;
  const referring = referringOf(column.name);
  if (referring === null) return byBareName(schema, index, table, column);
  for (const [from] of referring.item.entries()) {
    const item = referring.item.slice(from).join('_');
    const role = referring.item.slice(0, from).join('_');
    for (const { table: to, weak } of index.find(item, table.name)) {
      const toColumn = keyFor(schema, to, column, referring.by);
      if (toColumn === null || isItself(table, column, to, toColumn) || isOther(table, referring, to)) continue;
      const named = { table: table.name, column: column.name, to, toColumn, role, weak: weak || from > 1 };
      const sibling = index.sibling(item, table.name);
      const key = sibling === null || sibling === to ? null : keyFor(schema, sibling, column, referring.by);
      if (sibling === null || key === null || isItself(table, column, sibling, key)) return named;
      return { ...named, to: sibling, toColumn: key, weak: false, else: named };
    }
  }
  return (
    byEndOfWord(schema, index, table, column) ??
    byRole(schema, index, table, column) ??
    byOtherKey(schema, index, table, column)
  );
}

/** `parentcompanyid`, of a company: nothing parts its words but the names of tables. */
function byEndOfWord(schema: Schema, index: TableIndex, table: Table, column: Column): LinkCandidate | null {
  const { item = [], by = '' } = referringOf(column.name) ?? {};
  const [word = '', ...more] = item;
  if (more.length > 0 || wordsOf(column.name).length > 1) return null;
  for (let cut = 1; cut <= word.length - shortestItem; cut += 1) {
    const [found] = index.find(word.slice(cut), table.name);
    const toColumn = found === undefined || found.weak ? null : keyFor(schema, found.table, column, by);
    if (found === undefined || toColumn === null || isItself(table, column, found.table, toColumn)) continue;
    return { table: table.name, column: column.name, to: found.table, toColumn, role: word.slice(0, cut), weak: true };
  }
  return null;
}

const shortestItem = 4;

/** `company_aud` has a row for each change of a company, under its key and the number of the change. */
function ofAudited({ tables }: Schema, table: Table, column: Column): LinkCandidate | null {
  const to = table.name.replace(/_aud("?)$/i, '$1');
  const key = to === table.name || !Object.hasOwn(tables, to) ? undefined : tables[to]?.primaryKey?.columns;
  const isKey = key?.join() === column.name && table.primaryKey?.columns.includes(column.name) === true;
  return isKey ? { table: table.name, column: column.name, to, toColumn: column.name, role: '', weak: false } : null;
}

/** `related_tag_id` beside `tag_id` in related_tags is another tag, and no row of its own table. */
function isOther({ name, columns }: Table, { item, by }: Referring, to: string): boolean {
  const beside = item.map((_, from) => [...item.slice(from), by].join('_')).slice(1);
  return to === name && columns.some((column) => beside.includes(wordsOf(column.name).join('_')));
}

const doers =
  /^(?:assignee|author|creator|owner|resource_owner|editor|reviewer|approver|manager|sender|recipient|agent|actor|inviter|invitee|uploader|reporter|moderator|requester|publisher|(?:created|updated|deleted|invited|approved|assigned|uploaded|closed|resolved|archived|modified|changed|sent|added|removed)_(?:by|to))(?:_user)?$/;

/** Named after what somebody did: `assignee_id`, `created_by`. Whoever signs in does such things. */
function byRole(schema: Schema, index: TableIndex, table: Table, column: Column): LinkCandidate | null {
  const item = (referringOf(column.name)?.item ?? wordsOf(column.name)).join('_');
  if (!doers.test(item)) return null;
  const [users] = index.find('user', table.name);
  const toColumn = users === undefined ? null : keyFor(schema, users.table, column, 'id');
  if (users === undefined || toColumn === null || isItself(table, column, users.table, toColumn)) return null;
  return { table: table.name, column: column.name, to: users.table, toColumn, role: item, weak: true };
}

/** `account_slug`, `tenant_record_id`: named after another unique column than the key, which has its own name whole. */
function byOtherKey(schema: Schema, index: TableIndex, table: Table, column: Column): LinkCandidate | null {
  const tokens = wordsOf(column.name);
  for (let cut = tokens.length - 1; cut > 0; cut -= 1) {
    const ending = tokens.slice(cut).join('_');
    for (const { table: to, weak } of index.find(tokens.slice(0, cut).join('_'), table.name)) {
      const target = uniqueColumns(schema.tables[to]).find(({ name }) => wordsOf(name).join('_') === ending);
      if (target === undefined || comparison(column, target) !== 'value' || to === table.name) continue;
      const isVague = weak || tokens.length - cut === 1;
      return { table: table.name, column: column.name, to, toColumn: target.name, role: '', weak: isVague };
    }
  }
  return null;
}

/** `account` alone, of a type that only a key has. */
function byBareName(schema: Schema, index: TableIndex, table: Table, column: Column): LinkCandidate | null {
  for (const { table: to, weak } of index.find(wordsOf(column.name).join('_'), table.name)) {
    const key = uniqueColumns(schema.tables[to]).find((each) => each.name === rowKeyIn(schema, to)[0]);
    if (weak || key === undefined || to === table.name || valueType(key) !== valueType(column)) continue;
    return { table: table.name, column: column.name, to, toColumn: key.name, role: '', weak: true };
  }
  return byRole(schema, index, table, column) ?? byOtherKey(schema, index, table, column);
}

/** The column of the other table that this one would hold: a key by itself, of a type that compares. */
function keyFor(schema: Schema, to: string, column: Column, by: string): string | null {
  const keys = uniqueColumns(schema.tables[to]).filter((key) => comparison(column, key) !== null);
  const primary = rowKeyIn(schema, to)[0];
  const named = keys.find(({ name }) => by !== 'id' && wordsOf(name).at(-1) === by);
  // The number of a message in its mailbox is called so too.
  if (named === undefined && by === 'uid' && column.category === 'N') return null;
  const sameType = keys.filter((key) => valueType(key) === valueType(column));
  const best =
    named ??
    sameType.find(({ name }) => name === primary) ??
    // A row number for the database, and an id for everybody else: `id` beside the primary key `record_id`.
    sameType.find(({ name }) => name === by) ??
    keys.find(({ name }) => name === primary) ??
    sameType[0];
  return best?.name ?? partOfKey(schema.tables[to], column);
}

/** `id` of (id, created_at): what is partitioned by time cannot say that its numbers are unique, and they are. */
function partOfKey(table: Table | undefined, column: Column): string | null {
  const parts = table?.columns.filter(({ name }) => table.primaryKey?.columns.includes(name)) ?? [];
  const [id, ...more] = parts.filter(({ category }) => category !== 'D');
  const isAlone = id !== undefined && more.length === 0 && parts.length > 1 && /^(?:id|uuid)$/i.test(id.name);
  return isAlone && valueType(id) === valueType(column) ? id.name : null;
}

export function uniqueColumns(table: Table | undefined): readonly Column[] {
  if (table === undefined) return [];
  const single = [table.primaryKey, ...table.uniques]
    .filter((key) => key !== null && !key.partial && key.columns.length === 1)
    .flatMap((key) => key?.columns ?? []);
  return [...new Set(single)].flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
}

const isItself = (table: Table, column: Column, to: string, toColumn: string): boolean =>
  to === table.name && (toColumn === column.name || rowKeyColumns(table).join() === column.name);

/** Numbers are small and keys of everything: equal ones prove nothing. */
export const isNumber = ({ tables }: Schema, { table, column }: Pick<LinkCandidate, 'table' | 'column'>): boolean =>
  tables[table]?.columns.some(({ name, category }) => name === column && category === 'N') ?? false;

/** How many of its values are keys there. Null: the rows have not been asked yet. */
export const overlapOf = ({ table, column, to, toColumn }: LinkCandidate, evidence: Evidence) =>
  evidence.ask({ ask: 'overlap', table, column, path: null, when: null, to, toColumn });

/** All values that were looked at are keys there. */
export function areKeysOf(candidate: LinkCandidate, evidence: Evidence): boolean {
  const answer = overlapOf(candidate, evidence);
  return answer !== null && answer.looked > 0 && answer.found === answer.looked;
}
