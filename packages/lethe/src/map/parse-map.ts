import { deepFreeze } from '../schema/freeze.ts';
import type { DeleteAction } from '../schema/graph.ts';
import { type LooksLike, looks } from '../schema/personal-words.ts';
import { splitCells, textOf } from './cells.ts';
import type { DataMap, MappedColumn, MappedSubject, MappedTable } from './data-map.ts';
import { mapHeader } from './map-text.ts';
import { type Happening, happenings, type MappedLine } from './subject-lines.ts';
import type { MappedReference } from './tables.ts';

/** A map as it was written, and where each thing in it stands. */
export interface WrittenMap {
  readonly map: DataMap;
  readonly lines: MapLines;
}

export interface Unreadable {
  readonly line: number;
  readonly why: string;
}

/** Numbers of lines, by what stands there: `lineKey`. */
export type MapLines = ReadonlyMap<string, number>;

export const lineKey = {
  section: (name: 'tables' | 'references' | `subject ${string}`): string => `[${name}]`,
  subject: (kind: string, table: string): string => JSON.stringify(['subject', kind, table]),
  table: (name: string): string => JSON.stringify(['table', name]),
  reference: (table: string, name: string): string => JSON.stringify(['reference', table, name]),
} as const;

interface Line {
  readonly no: number;
  readonly text: string;
}

interface Section {
  readonly head: Line;
  readonly body: readonly Line[];
}

export function parseMap(text: string): WrittenMap | Unreadable {
  const [first = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n');
  if (first !== mapHeader) return { line: 1, why: 'its first line is not that of a map of this version' };
  const lines = rest.map((line, index) => ({ no: index + 2, text: line })).filter((line) => line.text !== '');
  const noted = new Map<string, number>();
  try {
    const map = read(sectionsOf(lines), (key, { no }) => {
      if (noted.has(key)) throw new Misread(no, 'what stands here stands above already');
      noted.set(key, no);
    });
    return { map: deepFreeze(map), lines: noted };
  } catch (error) {
    if (error instanceof Misread) return { line: error.line, why: error.message };
    throw error;
  }
}

class Misread extends Error {
  readonly line: number;

  constructor(line: number, why = 'it is not written as a map is') {
    super(why);
    this.line = line;
  }
}

function sectionsOf(lines: readonly Line[]): readonly Section[] {
  const merge = lines.find(({ text }) => /^(?:<<<<<<<|=======|>>>>>>>)/u.test(text));
  if (merge !== undefined) throw new Misread(merge.no, 'a merge conflict is open in it');
  const [first] = lines;
  if (first !== undefined && !isHead(first)) throw new Misread(first.no);
  const heads = lines.flatMap((line, index) => (isHead(line) ? [index] : []));
  return heads.flatMap((start, index) => {
    const [head, ...body] = lines.slice(start, heads[index + 1]);
    return head === undefined ? [] : [{ head, body }];
  });
}

const isHead = ({ text }: Line): boolean => text.startsWith('[');

type Note = (key: string, line: Line) => void;

function read(sections: readonly Section[], note: Note): DataMap {
  const [references, tables, ...subjects] = sections.toReversed();
  if (references?.head.text !== '[references]' || tables?.head.text !== '[tables]')
    throw new Misread(sections.at(-1)?.head.no ?? 1, 'its last sections are not [tables] and [references]');
  for (const name of ['tables', 'references'] as const)
    note(lineKey.section(name), name === 'tables' ? tables.head : references.head);
  return {
    v: 1,
    subjects: subjects.toReversed().map((section) => subjectOf(section, note)),
    tables: tables.body.map((line) => tableOf(line, note)),
    references: references.body.map((line) => referenceOf(line, note)),
  };
}

function subjectOf({ head, body }: Section, note: Note): MappedSubject {
  const [, kind = '', ownership = '', rest = ''] = /^\[subject (\S+)\] (tenant|person) \| (.+)$/u.exec(head.text) ?? [];
  if (ownership !== 'tenant' && ownership !== 'person') throw new Misread(head.no);
  note(lineKey.section(`subject ${kind}`), head);
  const [table = '', named, ...more] = splitCells(rest);
  if (more.length > 0) throw new Misread(head.no);
  const key = named === undefined ? [] : namesOf(named);
  return { kind, ownership, table: textOf(table), key, lines: body.map((line) => subjectLineOf(line, kind, note)) };
}

function subjectLineOf(line: Line, kind: string, note: Note): MappedLine {
  const [happens = '', table = '', reached = '', why = ''] = cellsOf(line, 4);
  note(lineKey.subject(kind, textOf(table)), line);
  return {
    table: textOf(table),
    happens: happens.split('+').map((word) => known<Happening>(happenings, word, line)),
    reached: reached === '-' ? null : textOf(reached),
    why: textOf(why),
  };
}

function tableOf(line: Line, note: Note): MappedTable {
  const [name = '', ...columns] = splitCells(line.text);
  note(lineKey.table(textOf(name)), line);
  return { name: textOf(name), columns: columns.map((written) => columnOf(written, line)) };
}

function columnOf(written: string, line: Line): MappedColumn {
  const [name, rest, ...more] = splitCells(written, ':');
  if (name === undefined || rest === undefined || more.length > 0) throw new Misread(line.no);
  const [type = '', looksLike, ...others] = splitCells(rest, '!');
  if (others.length > 0) throw new Misread(line.no);
  return {
    name: textOf(name),
    type: textOf(type),
    looksLike: looksLike === undefined ? null : known<LooksLike>(looks, looksLike, line),
  };
}

const actions: readonly DeleteAction[] = ['no action', 'restrict', 'cascade', 'set null', 'set default'];

function referenceOf(line: Line, note: Note): MappedReference {
  const [table = '', columns = '', to = '', toColumns = '', onDelete = '', name = ''] = cellsOf(line, 6);
  if (!to.startsWith('→ ')) throw new Misread(line.no);
  note(lineKey.reference(textOf(table), textOf(name)), line);
  return {
    ...{ table: textOf(table), columns: namesOf(columns), to: textOf(to.slice(2)), toColumns: namesOf(toColumns) },
    ...{ onDelete: known(actions, onDelete, line), name: textOf(name) },
  };
}

function namesOf(written: string): readonly string[] {
  return splitCells(written, ',').map(textOf);
}

function cellsOf(line: Line, length: number): readonly string[] {
  const cells = splitCells(line.text);
  if (cells.length !== length) throw new Misread(line.no);
  return cells;
}

function known<Word extends string>(words: readonly Word[], written: string, line: Line): Word {
  const word = words.find((each) => each === written);
  if (word === undefined) throw new Misread(line.no, `"${written}" is no word of a map`);
  return word;
}
