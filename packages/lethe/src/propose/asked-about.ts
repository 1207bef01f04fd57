import type { Edge } from '../planner/edges.ts';
import { linkCode } from '../planner/link-code.ts';
import type { Setting } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { literal } from '../schema/literal.ts';
import { personalColumns } from '../schema/personal.ts';
import type { Around } from './around.ts';
import type { Undecided } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { oneOf } from './kind-words.ts';
import { idLists, idsOfSubject, openReferences } from './open-columns.ts';

/** Rows hang from the subject's by links that can be NULL, or that nobody has declared. */
export function askWhose({ policy }: Setting, table: string, links: readonly Edge[]): Undecided {
  const columns = [...new Set(links.flatMap((edge) => edge.columns))];
  const cut = links.every(({ cut: each }) => each.length > 0)
    ? `; if they only point to it, detach(${columns.map(literal).join(', ')})`
    : '';
  return {
    table,
    question: `rows of ${table} hang from ${oneOf(policy.kind)}'s by ${columns.join(', ')}: whose they are is not to be seen`,
    write: `If they are the ${policy.kind}'s own, ${declaring(links)}write '${table}': 'delete' under rules${cut}.`,
  };
}

/** Links that only names speak for are not written before somebody has said what they mean. */
export function declaring(links: readonly Edge[]): string {
  const undeclared = links.filter(
    ({ onDelete, when, compare }) => onDelete === null && when === null && compare.path === undefined,
  );
  return undeclared.length === 0
    ? ''
    : `declare ${undeclared.map((edge) => linkCode(edge)).join(', ')} under links in the store and `;
}

export interface Hanging {
  readonly columns: readonly string[];
  /** The link to write; null: it is known without. */
  readonly declare: string | null;
}

export function askWithParent(table: string, parent: string, { columns, declare }: Hanging): Undecided {
  const goes =
    declare === null
      ? 'these go with them, and nothing is to be written'
      : `declare ${declare} under links in the store as well`;
  return {
    table,
    question: `${table} hangs from ${parent} by ${columns.join(', ')}, and whose those rows are is asked about`,
    write: `Decide about ${parent}. If its rows go, ${goes}; if it is left alone, write '${table}': ignore('…') under rules.`,
  };
}

/** Nothing leads from it to the subject, and its rows may be the subject's all the same. */
export function askAbout(setting: Setting, table: Table, around: Around, evidence: Evidence): Undecided {
  const { written } = around;
  const personal = personalColumns(table).map(({ column, looksLike }) => `${column} (${looksLike})`);
  const looks = [
    ...personal,
    ...idLists(table).map((column) => `${column} (a list of ids)`),
    ...openReferences(setting, table, around, evidence).map((column) => `${column} (an id of whatever it may be)`),
    ...idsOfSubject(setting, table, around, evidence).map(
      (column) => `${column} (an id that ${oneOf(setting.policy.kind)} holds too)`,
    ),
  ];
  const told = written.has(table.name) ? 'is written by triggers of rows that go' : 'holds texts that may say anything';
  const holds = looks.length === 0 ? told : `holds ${looks.join(', ')}`;
  return {
    table: table.name,
    question: `${table.name} ${holds}, and nothing leads from it to ${oneOf(setting.policy.kind)}`,
    write: `If it holds data of ${oneOf(setting.policy.kind)}, declare its link under links in the store; else write '${table.name}': ignore('…') under rules, with the reason.`,
  };
}
