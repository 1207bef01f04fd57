import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Subject } from '../planner/plan.ts';
import { tableName } from '../schema/table-name.ts';
import { run } from './sql.ts';

/**
 * Sequences that by their names are the subject's own: its key is a word of the name, and no column owns the sequence.
 * They hold a number and no row, so no step touches them; but somebody may want them gone.
 */
export async function sequencesNamedAfter(
  client: ClientBase,
  { key }: Subject,
  schemas: readonly string[],
): Promise<readonly string[]> {
  const pattern = wordOf(key);
  if (pattern === null) return [];
  const { rows } = await run<{ schema: string; name: string }>(
    client,
    sql`select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'S' and n.nspname = any(${[...schemas]}::text[]) and lower(c.relname) ~ ${pattern}
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
        order by 1, 2`,
  );
  return rows.map(({ schema, name }) => tableName(schema, name));
}

/** A uuid may be written with underscores, or without its dashes. Null: the key is no word that would tell anything. */
function wordOf(key: readonly string[]): string | null {
  const word = key.join('_').toLowerCase();
  if (!/^\d+$/.test(word) && word.length < 3) return null;
  const escaped = word.replaceAll(/[^a-z0-9_-]/gu, (letter) => `\\${letter}`).replaceAll('-', '[-_]?');
  return `(^|[^a-z0-9])${escaped}($|[^a-z0-9])`;
}
