import { cell } from './cells.ts';
import type { DataMap, MappedColumn, MappedSubject, MappedTable } from './data-map.ts';
import type { MappedLine } from './subject-lines.ts';
import type { MappedReference } from './tables.ts';

export const mapHeader =
  '# Lethe data map 1. Written by `lethe map`, compared with the database by `lethe check`. Review it; do not edit it.';

/** What `lethe.map` holds: sorted, a line a table, and nothing that changes while schema and configuration stay. */
export function mapText({ subjects, tables, references }: DataMap): string {
  const sections = [
    ...subjects.map(subjectSection),
    ['[tables]', ...tables.map(tableLine)],
    ['[references]', ...references.map(referenceLine)],
  ];
  return `${[mapHeader, ...sections.map((lines) => lines.join('\n'))].join('\n\n')}\n`;
}

function subjectSection({ kind, ownership, table, key, lines }: MappedSubject): readonly string[] {
  const named = key.length === 0 ? '' : ` | ${list(key)}`;
  return [`[subject ${kind}] ${ownership} | ${cell(table)}${named}`, ...lines.map(subjectLine)];
}

const widest = 'undecided'.length;

function subjectLine({ happens, table, reached, why }: MappedLine): string {
  return `${happens.join('+').padEnd(widest)} | ${cell(table)} | ${cell(reached ?? '')} | ${cell(why)}`;
}

function tableLine({ name, columns }: MappedTable): string {
  return [cell(name), ...columns.map(columnCell)].join(' | ');
}

function columnCell({ name, type, looksLike }: MappedColumn): string {
  return `${cell(name, ':')}: ${cell(type, ':!')}${looksLike === null ? '' : ` ! ${looksLike}`}`;
}

function referenceLine({ table, columns, to, toColumns, onDelete, name }: MappedReference): string {
  return [cell(table), list(columns), `→ ${cell(to)}`, list(toColumns), onDelete, cell(name)].join(' | ');
}

function list(names: readonly string[]): string {
  return names.map((name) => cell(name, ',')).join(', ');
}
