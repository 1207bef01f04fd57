import { comparison, valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf, singular } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';

/**
 * `account_region` and `account_no`, of accounts with the key (region, no): every part is named. Or only some of them:
 * `run_id` and `run_started_at`, of runs that are partitioned, with the key (started_at, id, status).
 */
export interface CompositeCandidate {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** What stands before the name in all of them: `last` of last_account_region. */
  readonly role: string;
  /** Only some words of the other table's name are named. */
  readonly weak: boolean;
  /** Not all parts of the key are named. */
  readonly partial: boolean;
}

export function compositeCandidates(schema: Schema): readonly CompositeCandidate[] {
  const tables = Object.values(schema.tables).filter(({ kind, extension }) => kind !== 'foreign' && extension === null);
  const targets = tables.filter((table) => rowKeyColumns(table).length > 1);
  return tables.flatMap((table) => {
    const byWords = new Map(table.columns.map((column) => [wordsOf(column.name).join('_'), column]));
    const found = targets.filter((to) => to !== table).flatMap((to) => referring(table, byWords, to));
    return [...Map.groupBy(found, ({ columns }) => columns.toSorted().join('\0')).values()].flatMap(best);
  });
}

/** Whose whole name it is; else whose every word is said, by the columns or by the table; else the only one. */
function best(candidates: readonly CompositeCandidate[]): readonly CompositeCandidate[] {
  const exact = candidates.filter(({ weak }) => !weak);
  if (exact.length > 0) return exact.some(({ partial }) => !partial) ? exact.filter(({ partial }) => !partial) : exact;
  const said = candidates.filter(isSaid);
  // `dag_id` in dag_to_task_olap is of dags_olap, though there is a table dags.
  const most = Math.max(...said.map(({ to }) => wordsIn(to).length));
  const likely = said.length > 0 ? said.filter(({ to }) => wordsIn(to).length === most) : candidates;
  return new Set(likely.map(({ to }) => to)).size === 1 ? likely.slice(0, 1) : [];
}

function isSaid({ table, columns, to }: CompositeCandidate): boolean {
  const words = new Set([...wordsIn(table), ...columns.flatMap(wordsOf)].map(singular));
  return wordsIn(to).every((word) => words.has(singular(word)));
}

const wordsIn = (table: string): readonly string[] => wordsOf(splitTableName(table).name);

type ByWords = ReadonlyMap<string, Column>;

/** One for each role in which all parts are there, or enough of them. */
function referring(table: Table, byWords: ByWords, to: Table): readonly CompositeCandidate[] {
  const parts = rowKeyColumns(to).flatMap((name) => to.columns.filter((column) => column.name === name));
  const [item, ...pieces] = namesOf(to);
  return [item, ...pieces].flatMap((name) =>
    rolesOf(name, parts, byWords).flatMap((role) => {
      const named = parts.flatMap((part) => {
        const all = [role, name, ...wordsOf(part.name)].filter((each) => each !== '').join('_');
        const column = byWords.get(all);
        return column !== undefined && comparison(column, part) === 'value' ? [{ column: column.name, part }] : [];
      });
      const partial = named.length < parts.length;
      const columns = named.map(({ column }) => column);
      if ((partial && !tellsRow(named.map(({ part }) => part))) || isDeclared(table, columns, to)) return [];
      const toColumns = named.map(({ part }) => part.name);
      return [{ table: table.name, columns, to: to.name, toColumns, role, weak: name !== item, partial }];
    }),
  );
}

/** What stands before the name in columns that are named after some part of the key. */
function rolesOf(name: string, parts: readonly Column[], byWords: ByWords): readonly string[] {
  const roles = parts.flatMap((part) => {
    const ending = `${name}_${wordsOf(part.name).join('_')}`;
    return [...byWords.keys()]
      .filter((words) => words === ending || words.endsWith(`_${ending}`))
      .map((words) => words.slice(0, words.length - ending.length).replace(/_$/, ''));
  });
  return [...new Set(roles)];
}

/** An id and a moment: a state and a kind are those of many rows, and small numbers are counted for each tenant anew. */
function tellsRow(parts: readonly Column[]): boolean {
  const isLong = (column: Column): boolean => /^(?:uuid|timestamp)/.test(valueType(column));
  const isId = ({ name }: Column): boolean => /^(?:id|uuid)$/.test(wordsOf(name).at(-1) ?? '');
  return parts.length > 1 && parts.some(isLong) && parts.some(isId);
}

/** What one of its rows may be called: by the whole name first, then by parts of it. */
function namesOf({ name }: Table): readonly [string, ...string[]] {
  const words = wordsOf(splitTableName(name).name);
  const parts = words.flatMap((_, from) => words.slice(from).map((__, length) => words.slice(from, from + length + 1)));
  const items = parts.map(itemOf).filter((item) => item.length > 2);
  return [itemOf(words), ...new Set(items.filter((item) => item !== itemOf(words)))];
}

const isDeclared = ({ references }: Table, columns: readonly string[], to: Table): boolean =>
  references.some((reference) => reference.to === to.name && columns.every((name) => reference.columns.includes(name)));

const nearlyAll = 0.9;

/** Of these, those of which the values of each part are found there, so far as there are any. */
export function compositeLinks(candidates: readonly CompositeCandidate[], evidence: Evidence): readonly ProposedLink[] {
  return candidates.flatMap(({ role, weak, partial, ...ends }) => {
    const { table, columns, to, toColumns } = ends;
    const answers = columns.map((column, part) =>
      evidence.ask({ ask: 'overlap', table, column, path: null, when: null, to, toColumn: toColumns[part] ?? '' }),
    );
    const fits = answers.every(
      (answer) =>
        answer !== null && answer.found >= answer.looked * nearlyAll && ((!weak && !partial) || answer.looked > 0),
    );
    if (!fits) return [];
    const shown = answers.map((answer) => `${answer?.found} of ${answer?.looked}`).join(' and ');
    const why = `named ${columns.join(' and ')}; ${shown} sampled values are in ${to}`;
    return [{ link: { ...ends, when: null }, role, evidence: why }];
  });
}
