import { LetheError } from '../errors.ts';
import { nearest } from '../policy/nearest.ts';
import type { SubjectAsked } from '../propose/draft.ts';
import { isPerson } from '../propose/is-person.ts';
import type { Schema } from '../schema/graph.ts';
import { splitTableName } from '../schema/table-name.ts';

/** `[schema.]table=kind`, as it is written on the command line, against the live schema. */
export function askedSubject(text: string, schema: Schema): SubjectAsked {
  const at = text.lastIndexOf('=');
  const [written, kind] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  if (written === '' || !/^[a-z][a-z0-9_-]{0,62}$/.test(kind)) {
    throw new LetheError('USAGE', `--subject ${text} is not written [schema.]table=kind, such as accounts=account`);
  }
  const table = tableCalled(written, schema);
  return { kind, table, ownership: isPerson(schema.tables[table], kind) ? 'person' : 'tenant' };
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
