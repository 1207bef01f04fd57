import { comparison } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence } from './evidence.ts';
import { itemOf } from './words.ts';

/** `account_region` and `account_no`, of accounts with the key (region, no): every part is named. */
export interface CompositeCandidate {
  readonly table: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** What stands before the name in all of them: `last` of last_account_region. */
  readonly role: string;
}

export function compositeCandidates(schema: Schema): readonly CompositeCandidate[] {
  const tables = Object.values(schema.tables).filter(({ kind, extension }) => kind !== 'foreign' && extension === null);
  const targets = tables.filter(({ primaryKey }) => (primaryKey?.columns.length ?? 0) > 1);
  return tables.flatMap((table) => {
    const byWords = new Map(table.columns.map((column) => [wordsOf(column.name).join('_'), column]));
    return targets.filter((to) => to !== table).flatMap((to) => referring(table, byWords, to));
  });
}

type ByWords = ReadonlyMap<string, Column>;

/** One for each role in which all parts are there. */
function referring(table: Table, byWords: ByWords, to: Table): readonly CompositeCandidate[] {
  const parts = (to.primaryKey?.columns ?? []).flatMap((name) => to.columns.filter((column) => column.name === name));
  const [first] = parts;
  if (first === undefined) return [];
  const item = itemOf(wordsOf(splitTableName(to.name).name));
  const ending = `${item}_${wordsOf(first.name).join('_')}`;
  return [...byWords.keys()]
    .filter((words) => words === ending || words.endsWith(`_${ending}`))
    .flatMap((words) => {
      const role = words.slice(0, words.length - ending.length).replace(/_$/, '');
      const named = parts.flatMap((part) => {
        const column = byWords.get([role, item, wordsOf(part.name).join('_')].filter((each) => each !== '').join('_'));
        return column !== undefined && comparison(column, part) === 'value' ? [column.name] : [];
      });
      if (named.length < parts.length || isDeclared(table, named, to)) return [];
      const toColumns = parts.map(({ name }) => name);
      return [{ table: table.name, columns: named, to: to.name, toColumns, role }];
    });
}

const isDeclared = ({ references }: Table, columns: readonly string[], to: Table): boolean =>
  references.some((reference) => reference.to === to.name && columns.every((name) => reference.columns.includes(name)));

const nearlyAll = 0.9;

/** Of these, those of which the values of each part are found there, so far as there are any. */
export function compositeLinks(candidates: readonly CompositeCandidate[], evidence: Evidence): readonly ProposedLink[] {
  return candidates.flatMap(({ role, ...ends }) => {
    const { table, columns, to, toColumns } = ends;
    const answers = columns.map((column, part) =>
      evidence.ask({ ask: 'overlap', table, column, path: null, when: null, to, toColumn: toColumns[part] ?? '' }),
    );
    const fits = answers.every((answer) => answer !== null && answer.found >= answer.looked * nearlyAll);
    if (!fits) return [];
    const shown = answers.map((answer) => `${answer?.found} of ${answer?.looked}`).join(' and ');
    const why = `named ${columns.join(' and ')}; ${shown} sampled values are in ${to}`;
    return [{ link: { ...ends, when: null }, role, evidence: why }];
  });
}
