import { sql } from 'kysely';
import { quoteName } from './quote.ts';
import type { SearchedColumn, SearchedTable } from './scan-columns.ts';
import { type Sql, tableSql } from './sql.ts';

/** What is looked for, by number; the texts themselves stand in settings of the transaction. */
export interface Patterns {
  readonly texts: number;
  readonly expressions: number;
}

// Measured on 200,000 rows of 100 MB: LIKE takes 0.3 s for each text. A regular expression takes as long as several, for
// the server builds its automaton anew for each string; over strings of some hundred kilobytes that is paid once, and
// the search takes 2 s for 20 texts, 3 s for 100, 7 s for 1,000, 27 s for 10,000. Nothing but LIKE decides in the end.
const fewTexts = 8;
const blocksAtOnce = 32;
const longBytes = 4_096;
// Escaped, a value grows to four times its length, and the server's limit is 1 GB.
const hugeBytes = 64 * 1024 * 1024;

/** One row: `counts`, rows by column in the table's order. */
export function searchSql(table: SearchedTable, patterns: Patterns, except: Sql | null): Sql {
  const from = table.partitioned ? tableSql(table.name) : sql`only ${tableSql(table.name)}`;
  const others = except === null ? sql`` : sql`and (${except}) is not true`;
  const matches = table.columns.map(matchSql);
  const counts = sql.join(matches.map((match) => sql`count(*) filter (where ${match})`));
  const found = sql`(${sql.join(matches, sql` or `)}) ${others}`;
  if (patterns.texts <= fewTexts) return sql`select array[${counts}] as counts from ${from} t where ${found}`;
  const sums = sql.join(matches.map((_, at) => sql`coalesce(sum(x.counts[${sql.lit(at + 1)}]), 0)`));
  return sql`select array[${sums}] as counts
    from (select b.first, b.step from ${blocksSql(table)} b
          where (select ${roughSql(patterns)} from ${from} t
                   cross join lateral (values ${sql.join(table.columns.map((column) => sql`(${roughText(column)}, ${isHuge(column)})`))}) v(text, huge)
                 where ${inBlocks()}) offset 0) b
    cross join lateral (select array[${counts}] as counts from ${from} t where ${inBlocks()} and ${found}) x`;
}

/** Ranges of blocks that cover the table in this snapshot: blocks added later hold no row it sees. */
function blocksSql({ name }: SearchedTable): Sql {
  const relation = sql`${quoteName(name)}::regclass`;
  return sql`(select first, step from
      (select max(pg_relation_size(relid) / current_setting('block_size')::int) as blocks,
         greatest(1, ${sql.lit(blocksAtOnce)} / count(*)) as step
       from (select relid from pg_partition_tree(${relation}) where isleaf union select ${relation}) leaf) size,
      generate_series(0, blocks, step) as first)`;
}

function inBlocks(): Sql {
  return sql`t.ctid >= format('(%s,0)', b.first)::tid and t.ctid < format('(%s,0)', b.first + b.step)::tid`;
}

/** Whether a range of blocks is worth a closer look: short values as one string, long ones each for itself. */
function roughSql({ expressions }: Patterns): Sql {
  const matched = (text: Sql): Sql =>
    sql`(${sql.join(
      Array.from(
        { length: expressions },
        (_, at) => sql`${text} ~ (select current_setting(${sql.lit(`lethe.scan_expression_${at}`)}))`,
      ),
      sql` or `,
    )})`;
  const long = sql`octet_length(v.text) >= ${sql.lit(longBytes)}`;
  const short = sql`string_agg(v.text, chr(1)) filter (where not ${long})`;
  return sql`coalesce(${matched(short)}, false) or coalesce(bool_or(v.huge or (${long} and ${matched(sql`v.text`)})), false)`;
}

/** Looked at closely in any case. */
function isHuge({ name, is }: SearchedColumn): Sql {
  return is === 'bytes'
    ? sql`coalesce(octet_length(${sql.id('t', name)}) >= ${sql.lit(hugeBytes)}, false)`
    : sql`false`;
}

function roughText({ name, is }: SearchedColumn): Sql {
  const column = sql.id('t', name);
  switch (is) {
    case 'bytes':
      return sql`case when octet_length(${column}) < ${sql.lit(hugeBytes)} then encode(${column}, 'escape') end collate "C"`;
    case 'byte arrays':
      return sql`(select string_agg(encode(e, 'escape'), chr(1)) from unnest(${column}) e) collate "C"`;
    default:
      return exactText({ name, is });
  }
}

/** In the collation of bytes: the only one in which every text can be searched, and the fastest. */
function exactText({ name, is }: SearchedColumn): Sql {
  const column = sql.id('t', name);
  return is === 'array' ? sql`array_to_string(${column}, chr(1)) collate "C"` : sql`${column}::text collate "C"`;
}

function matchSql(column: SearchedColumn): Sql {
  const name = sql.id('t', column.name);
  const bytes = sql`unnest(array(select convert_to(w, 'UTF8') from unnest(current_setting('lethe.scan_values')::text[]) w)) as w`;
  if (column.is === 'bytes') return sql`exists (select from ${bytes} where position(w in ${name}) > 0)`;
  if (column.is === 'byte arrays')
    return sql`exists (select from unnest(${name}) e, ${bytes} where position(w in e) > 0)`;
  const likes = sql`array(select w from unnest(current_setting('lethe.scan_likes')::text[]) w)`;
  return sql`(${exactText(column)}) like any (${likes})`;
}
