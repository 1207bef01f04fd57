import { sql } from 'kysely';
import type { Outline, TracePlace } from '../planner/plan.ts';
import { splitTableName } from '../schema/table-name.ts';
import { type Sql, tableSql } from './sql.ts';

/** A word by itself, within a longer text; a whole value may be shorter. */
const shortestWord = 4;
const longest = 500;

/** How a text is compared: spelling and spaces around it are no matter, and the beginning of a long one tells enough. */
export const plain = (text: Sql): Sql => sql`lower(left(btrim(${text}), ${sql.lit(longest)}))`;

/** The words of a place's columns: whole values, what stands between signs, and numbers that are called an id. */
export function wordsSql(outline: Outline, { table, columns }: TracePlace): Sql {
  const texts = columns.map(({ name, is }) => {
    const value = sql.id('t', name);
    const from =
      is === 'array'
        ? sql`select e::text as x from unnest(${value}) e`
        : is === 'bytes'
          ? sql`select encode(${value}, 'escape') as x`
          : sql`select ${value}::text as x`;
    return sql`select ${sql.lit(name)} as place_column, x from (${from}) s where x <> ''`;
  });
  return sql`select distinct ${sql.lit(table)} as place, c.place_column, w.kind, w.word from ${tableSql(table)} t
    cross join lateral (${sql.join(texts, sql` union all `)}) c
    cross join lateral (${wordsIn(outline)}) w
    where w.kind <> 'word' or char_length(w.word) >= ${sql.lit(shortestWord)}`;
}

function wordsIn({ subject, steps }: Outline): Sql {
  const items = [...new Set([escaped(subject.kind), ...steps.map((step) => itemOf(step.table))])];
  const underKey = `(?:id|by|key|${items.join('|')})["']*\\s*(?:=>|[:=])\\s*["']?(\\d{1,19})(?!\\d)`;
  const afterName = `(?:${items.join('|')})s?[\\s:/#=_-]+(\\d{1,19})(?!\\d)`;
  return sql`select 'whole' as kind, ${plain(sql`c.x`)} as word
    union select 'word', ${plain(sql`btrim(w, '._+-')`)} from regexp_split_to_table(c.x, ${sql.lit('[^[:alnum:]_.@+-]+')}) w
    union select 'word', ${plain(sql`btrim(w, '_-')`)} from regexp_split_to_table(c.x, ${sql.lit('[^[:alnum:]_-]+')}) w
    union select 'word', ${plain(sql`m[1]`)} from regexp_matches(c.x, ${sql.lit(quoted)}, 'g') m
    union select 'word', lower(m[1]) from regexp_matches(c.x, ${sql.lit(uuid)}, 'gi') m
    union select 'number', m[1] from regexp_matches(c.x, ${sql.lit(underKey)}, 'gi') m
    union select 'number', m[1] from regexp_matches(c.x, ${sql.lit(afterName)}, 'gi') m`;
}

const quoted = '"((?:[^"\\\\]|\\\\.)+)"';
const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';

/** How a row of the table is called in a text, as a part of a pattern. */
const itemOf = (table: string): string => escaped(splitTableName(table).name.replace(/s$/u, ''));

const escaped = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign}`);
