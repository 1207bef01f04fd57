import { LetheError } from '../errors.ts';
import { nearest } from '../policy/nearest.ts';
import type { RowAsked, ValueAsked } from '../propose/draft.ts';
import { isPerson } from '../propose/is-person.ts';
import type { Schema } from '../schema/graph.ts';
import { splitTableName } from '../schema/table-name.ts';

/** `[schema.]table=kind`, as it is written on the command line, against the live schema. */
export function askedSubject(text: string, schema: Schema): RowAsked {
  const { written, kind } = parts(text, '--subject', '[schema.]table=kind, such as accounts=account');
  const table = tableCalled(written, schema);
  return { kind, table, column: null, ownership: isPerson(schema.tables[table], kind) ? 'person' : 'tenant' };
}

/** `column=kind`: a value that stands in a column of that name in many tables. */
export function askedColumn(text: string, schema: Schema): ValueAsked {
  const { written: column, kind } = parts(text, '--subject-column', 'column=kind, such as namespace=tenant');
  const names = Object.values(schema.tables).flatMap(({ columns }) => columns.map(({ name }) => name));
  if (!names.includes(column)) {
    const meant = nearest(column, [...new Set(names)]);
    throw new LetheError('USAGE', `no table has a column ${column}${meant === null ? '' : `: ${meant} may be meant`}`);
  }
  return { kind, table: null, column, ownership: 'tenant' };
}

function parts(text: string, option: string, wanted: string): { readonly written: string; readonly kind: string } {
  const at = text.lastIndexOf('=');
  const [written, kind] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  if (written !== '' && /^[a-z][a-z0-9_-]{0,62}$/.test(kind)) return { written, kind };
  throw new LetheError('USAGE', `${option} ${text} is not written ${wanted}`);
}

function tableCalled(written: string, schema: Schema): string {
  if (Object.hasOwn(schema.tables, written)) return written;
  const named = Object.keys(schema.tables).filter((table) => splitTableName(table).name === written);
  const [only, ...others] = named.toSorted((a, b) => Number(b.startsWith('public.')) - Number(a.startsWith('public.')));
  if (only !== undefined && (others.length === 0 || only.startsWith('public.'))) return only;
  if (only !== undefined)
    throw new LetheError('USAGE', `there are several tables ${written}: write one of ${named.join(', ')}`);
  const meant = nearest(
    written,
    Object.keys(schema.tables).flatMap((table) => [table, splitTableName(table).name]),
  );
  throw new LetheError('USAGE', `there is no table ${written}${meant === null ? '' : `: ${meant} may be meant`}`);
}
