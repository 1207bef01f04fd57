import { comparison } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';

/** `account_region` and `account_no`, of accounts with the key (region, no): every part is named. */
export interface CompositeCandidate {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** What stands before the name in all of them: `last` of last_account_region. */
  readonly role: string;
  /** Only some words of the other table's name are named. */
  readonly weak: boolean;
}

export function compositeCandidates(schema: Schema): readonly CompositeCandidate[] {
  const tables = Object.values(schema.tables).filter(({ kind, extension }) => kind !== 'foreign' && extension === null);
  const targets = tables.filter((table) => rowKeyColumns(table).length > 1);
  return tables.flatMap((table) => {
    const byWords = new Map(table.columns.map((column) => [wordsOf(column.name).join('_'), column]));
    const found = targets.filter((to) => to !== table).flatMap((to) => referring(table, byWords, to));
    return [...Map.groupBy(found, ({ columns }) => columns.join('\0')).values()].flatMap(best);
  });
}

/** Whose whole name it is; else the only one that it is a part of the name of. */
function best(candidates: readonly CompositeCandidate[]): readonly CompositeCandidate[] {
  const exact = candidates.filter(({ weak }) => !weak);
  if (exact.length > 0) return exact;
  return new Set(candidates.map(({ to }) => to)).size === 1 ? candidates.slice(0, 1) : [];
}

type ByWords = ReadonlyMap<string, Column>;

/** One for each role in which all parts are there. */
function referring(table: Table, byWords: ByWords, to: Table): readonly CompositeCandidate[] {
  const parts = rowKeyColumns(to).flatMap((name) => to.columns.filter((column) => column.name === name));
  const [first] = parts;
  if (first === undefined) return [];
  const [item, ...pieces] = namesOf(to);
  return [item, ...pieces].flatMap((name) => {
    const ending = `${name}_${wordsOf(first.name).join('_')}`;
    return [...byWords.keys()]
      .filter((words) => words === ending || words.endsWith(`_${ending}`))
      .flatMap((words) => {
        const role = words.slice(0, words.length - ending.length).replace(/_$/, '');
        const named = parts.flatMap((part) => {
          const all = [role, name, ...wordsOf(part.name)].filter((each) => each !== '').join('_');
          const column = byWords.get(all);
          return column !== undefined && comparison(column, part) === 'value' ? [column.name] : [];
        });
        if (named.length < parts.length || isDeclared(table, named, to)) return [];
        const toColumns = parts.map(({ name: key }) => key);
        return [{ table: table.name, columns: named, to: to.name, toColumns, role, weak: name !== item }];
      });
  });
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
  return candidates.flatMap(({ role, weak, ...ends }) => {
    const { table, columns, to, toColumns } = ends;
    const answers = columns.map((column, part) =>
      evidence.ask({ ask: 'overlap', table, column, path: null, when: null, to, toColumn: toColumns[part] ?? '' }),
    );
    const fits = answers.every(
      (answer) => answer !== null && answer.found >= answer.looked * nearlyAll && (!weak || answer.looked > 0),
    );
    if (!fits) return [];
    const shown = answers.map((answer) => `${answer?.found} of ${answer?.looked}`).join(' and ');
    const why = `named ${columns.join(' and ')}; ${shown} sampled values are in ${to}`;
    return [{ link: { ...ends, when: null }, role, evidence: why }];
  });
}
