import { valueType } from '../schema/comparison.ts';
import type { Column, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { isTraffic } from './table-kinds.ts';

const holdsAnything = (column: Column): boolean => /^(?:jsonb?|bytea|xml|hstore)$/.test(valueType(column));

export const hasAnything = ({ columns }: Table): boolean => columns.some(holdsAnything) || columns.some(isPassedOn);

/** Room for anything, and called like what is passed on: a payload says something of somebody, whatever table it is in. */
const passesOn = ({ columns }: Table): boolean => columns.some((column) => holdsAnything(column) && isPassedOn(column));

/** Its rows may say anything of anybody: by a payload, or because it takes in what passes by. */
export const saysAnything = (table: Table): boolean => passesOn(table) || (isTraffic(table.name) && hasAnything(table));

/** Columns by which a row may say anything. */
export const sayingColumns = ({ columns }: Table): readonly string[] =>
  columns.filter((column) => holdsAnything(column) || isPassedOn(column)).map(({ name }) => name);

/** Cut off from whom it tells of, what it says would stay. */
export const isTelling = (table: Table): boolean => personalColumns(table).length > 0 || saysAnything(table);

function isPassedOn(column: Column): boolean {
  const long = holdsAnything(column) || (column.category === 'S' && (column.maxLength ?? 1_000) >= 200);
  const words = wordsOf(column.name);
  return long && words.some((word) => passedOn.has(word)) && (holdsAnything(column) || !coded.has(words.at(-1) ?? ''));
}

/** What a text is called that says in one word what sort of thing it is about: `event_name`, `state`. */
const coded = new Set('id uuid name type kind key code state status event version hash digest format at by'.split(' '));

const passedOn = new Set(
  'payload body data message content raw params arguments args object changes details request response metadata text html event value input output state'.split(
    ' ',
  ),
);

/** Texts under a key that is a text too: a copy for searching, or a cache, of rows that the key names in its own way. */
export function keepsCopies(table: Table): boolean {
  const { columns } = table;
  const isText = ({ category, maxLength }: Column): boolean => category === 'S' && (maxLength ?? 1_000) >= 36;
  const keys = columns.filter(({ name }) => rowKeyColumns(table).join() === name);
  const others = columns.filter((column) => isText(column) && wordsOf(column.name).some((word) => written.has(word)));
  // An id that was made up says nothing of what the row is a copy of.
  return keys.some((key) => isText(key) && !/^(?:id|uuid|uid|guid)$/i.test(key.name)) && others.length > 0;
}

const written = new Set('body content document html message text'.split(' '));
