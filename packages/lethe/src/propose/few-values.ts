import type { Table } from '../schema/graph.ts';
import type { Answer } from './evidence.ts';

const few = 100_000;

/** Without an index each value that is looked for reads the whole table. */
export const isQuicklySearched = ({ indexes, estimate }: Table, column: string): boolean =>
  estimate.rows <= few || indexes.some((index) => index.valid && index.columns[0] === column);

const part = 0.5;
const atLeast = 3;

/** What passes by names others too: half of the values tell what a column holds, where these are several. */
export const standThere = (answer: Answer<'overlap'> | null): answer is Answer<'overlap'> =>
  answer !== null && answer.found >= atLeast && answer.found >= answer.looked * part;
