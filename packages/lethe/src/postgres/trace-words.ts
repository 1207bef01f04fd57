import { sql } from 'kysely';
import type { TracePlace } from '../planner/plan.ts';
import type { Sql } from './sql.ts';

/** A word by itself, within a longer text; a whole value may be shorter. */
export const shortestWord = 4;
/** Of letters or of digits alone, within a longer text: shorter ones are words, and counts of something. */
export const shortestPlain = 7;
const longest = 500;

/** How a text is compared: spelling and spaces around it are no matter, and the beginning of a long one tells enough. */
export const plain = (text: Sql): Sql => sql`lower(left(btrim(${text}), ${sql.lit(longest)}))`;

/** A telephone number by its last digits: before these it may be of any country or none. */
export const phoneOf = (text: Sql): Sql => sql`right(regexp_replace(${text}, '\\D', '', 'g'), 9)`;

/** Small letters and digits alone: `orderid` of `Order-ID`. */
export const bare = (text: Sql): Sql => sql`regexp_replace(lower(${text}), '[^[:alnum:]]', '', 'g')`;

/** What a name with parts ends in: `order` of `App\\Models\\Order`. */
export const lastPart = (name: Sql): Sql => bare(sql`regexp_replace(${name}, '^.*[\\\\.:]', '')`);

/** The uuids in a text, with dashes or without, as `word`. */
export const uuidsIn = (text: Sql): Sql =>
  sql`select lower(m[1]) as word from regexp_matches(${text}, ${sql.lit(uuid)}, 'gi') m
    union all select lower(concat_ws('-', m[1], m[2], m[3], m[4], m[5])) from regexp_matches(${text}, ${sql.lit(plainUuid)}, 'gi') m`;

type PlaceColumn = TracePlace['columns'][number];

/** The words of a place's columns in these rows of it; of a column of numbers each is one. */
export function wordsSql({ table, columns }: TracePlace, rows: Sql, names: readonly string[]): Sql {
  const numbers = columns.filter(({ is }) => is === 'number' || is === 'numbers');
  const texts = columns.filter((column) => !numbers.includes(column));
  return sql.join(
    [
      ...numbers.map((column) => numbersSql(table, rows, column)),
      ...(texts.length === 0 ? [] : [textsSql(table, rows, { columns: texts, names })]),
    ],
    sql` union `,
  );
}

/** Which number each may be nothing says, so it is compared with all of them. */
function numbersSql(table: string, rows: Sql, { name, is }: PlaceColumn): Sql {
  const value = sql.id('t', name);
  const from = is === 'numbers' ? sql`, unnest(${value}) e` : sql``;
  const number = is === 'numbers' ? sql`e` : value;
  return sql`select distinct ${sql.lit(table)} as place, ${sql.lit(name)} as place_column, w.kind, '' as item, w.word from (${rows}) t${from}
    cross join lateral (select trunc(${number}::numeric)::text as n) n
    cross join lateral (values ('bare', n.n), ('phone', case when char_length(n.n) >= 9 then right(n.n, 9) end)) w(kind, word)
    where ${number} is not null and w.word is not null`;
}

/**
 * The words of a place's columns: whole values, what stands between signs or in quotes, and numbers that are said to be
 * somebody's: under a key, after a name, in a list.
 */
function textsSql(
  table: string,
  rows: Sql,
  { columns, names }: { readonly columns: readonly PlaceColumn[]; readonly names: readonly string[] },
): Sql {
  return sql`select distinct ${sql.lit(table)} as place, c.place_column, w.kind, w.item, w.word from (${rows}) t
    cross join lateral (${textsIn(columns)}) c
    cross join lateral (${wordsIn(names)}) w
    where w.kind <> 'word' or char_length(w.word) >= ${sql.lit(shortestWord)}`;
}

/** The texts of a row, `t`, in these columns of it, as `x`. */
export function textsIn(columns: readonly PlaceColumn[]): Sql {
  const said = ({ name, refers }: PlaceColumn): Sql => sql`${sql.lit(name)}, ${sql.lit(refers)}`;
  const lists = columns.filter(({ is }) => is === 'array');
  const rows = columns.flatMap((column) => {
    const value = sql.id('t', column.name);
    if (column.is === 'array') return [];
    return [sql`(${said(column)}, ${column.is === 'bytes' ? sql`encode(${value}, 'escape')` : sql`${value}::text`})`];
  });
  const texts = [
    ...(rows.length === 0 ? [] : [sql`select * from (values ${sql.join(rows)}) v(place_column, refers, x)`]),
    ...lists.map((column) => sql`select ${said(column)}, e::text from unnest(${sql.id('t', column.name)}) e`),
  ];
  return sql`select s.* from (${sql.join(texts, sql` union all `)}) s(place_column, refers, x) where s.x <> ''`;
}

function wordsIn(names: readonly string[]): Sql {
  const called = sql`${[...names]}::text[]`;
  const item = (text: Sql): Sql => sql`case when ${text} = any(${called}) then ${text} else '' end`;
  // `id` is a key of something, and `no` may be any number that a row is called by.
  const kindOf = sql`case when k.key ~ ${sql.lit(numberEnds)} then 'called' when k.key ~ ${sql.lit(idEnds)} then 'id' else 'number' end`;
  /** Whatever one of the patterns finds, as `m`. */
  const found = (...patterns: readonly string[]): Sql =>
    sql`(${sql.join(
      patterns.map((pattern) => sql`select * from regexp_matches(c.x, ${sql.lit(pattern)}, 'g')`),
      sql` union all `,
    )}) f(m)`;
  // As addresses stand in the log of a server.
  const read = sql`replace(replace(c.x, '%40', '@'), '%20', ' ')`;
  // A shorter one is a word of the language: it tells nothing, and there are many of them.
  const tells = sql`(char_length(w) >= ${sql.lit(shortestPlain)} or w ~ '[^A-Za-z]')`;
  // By themselves: in a WITH of theirs, a server does not see that many texts are the same.
  const typed = sql`select array_agg(item) as items, array_agg(number) as numbers from (${typedIn(names)}) t`;
  return sql`select f.* from (${typed}) typed cross join lateral (
    select 'whole' as kind, '' as item, ${plain(sql`c.x`)} as word
    union select 'word', '', ${plain(sql`rtrim(ltrim(w, '._-'), '._+-')`)} from regexp_split_to_table(${read}, ${sql.lit('[^[:alnum:]_.@+-]+')}) w where ${tells}
    union select 'word', '', ${plain(sql`btrim(w, '_-')`)} from regexp_split_to_table(c.x, ${sql.lit('[^[:alnum:]_-]+')}) w where ${tells}
    union select 'quoted', '', ${plain(sql`m[1]`)} from regexp_matches(c.x, ${sql.lit(quoted)}, 'g') m
    union select 'word', '', u.word from (${uuidsIn(sql`c.x`)}) u
    union select ${kindOf}, ${item(sql`regexp_replace(k.key, ${sql.lit(keyEnds)}, '')`)}, k.number
      from (select ${bare(sql`m[1]`)}, m[2], count(*) from ${found(underKey, inPhp)} group by 1, 2) k(key, number, times)
      where (k.key ~ ${sql.lit(keyEnds)} or k.key = any(${called}))
        and not (k.key in ('id', 'pk', 'key') and k.times <= coalesce(cardinality(array_positions(typed.numbers, k.number)), 0))
    union select 'number', k.name, m[2]
      from ${found(afterName, afterNameNo)} cross join lateral (select ${bare(sql`m[1]`)} as name) k
      where k.name = any(${called}) and not exists (select from unnest(typed.items, typed.numbers) t(item, number) where t.item = k.name and t.number = m[2])
    union select 'id', t.item, t.number from unnest(typed.items, typed.numbers) t(item, number)
    union select 'number', '', m[1] from ${found(inList, asKey)}
    union select 'called', '', m[1] from regexp_matches(c.x, '(\\d{1,19})', 'g') m where c.refers and c.x ~ ${sql.lit(listOfNumbers)}
    union select 'phone', '', ${phoneOf(sql`m[1]`)} from ${found(phone, phoneInOne)}
      where char_length(regexp_replace(m[1], '\\D', '', 'g')) between 7 and 15
    union select 'told', '', ${plain(sql`m[2]`)} from ${found(underName, afterSign)}
      where ${bare(sql`m[1]`)} = any(${called})
    union select 'segment', '', lower(coalesce(m[1], m[2])) from regexp_matches(${read}, ${sql.lit(inAddress)}, 'g') m
    union select 'called', '', case when c.refers and btrim(c.x) ~ '^[0-9]{1,19}$' then btrim(c.x) end) f`;
}

/**
 * Numbers of which a text, `c.x`, says beside them what they are of. `certain`: by a class of the product's own, where a
 * word alone may be another system's.
 */
export function typedIn(names: readonly string[]): Sql {
  const found = (pattern: string): Sql => sql`regexp_matches(c.x, ${sql.lit(pattern)}, 'g') m`;
  const isClass = (key: Sql, name: Sql): Sql => sql`${key} = 'relationTo' or ${name} ~ '[\\\\]|::'`;
  const pairs = [
    sql`select ${lastPart(sql`m[2]`)}, m[3], ${isClass(sql`m[1]`, sql`m[2]`)} from ${found(typeAndId)}`,
    sql`select ${lastPart(sql`m[3]`)}, m[1], ${isClass(sql`m[2]`, sql`m[3]`)} from ${found(idAndType)}`,
    sql`select ${lastPart(sql`m[1]`)}, m[2], false from ${found(inObject)}`,
    ...[ofGid, inPhpModel].map((pattern) => sql`select ${lastPart(sql`m[1]`)}, m[2], true from ${found(pattern)}`),
  ];
  return sql`select p.item, p.number, p.certain from (${sql.join(pairs, sql` union all `)}) p(item, number, certain) where p.item = any(${[...names]}::text[])`;
}

/** The digits that a uuid begins with are no number. */
const ends = '(?![0-9a-f]*-[0-9a-f]{4}-[0-9a-f]{4}-|\\d)';
const underKey = `([[:alnum:]_-]+)[]"'\\\\]*\\s*(?:=>|[:=>])\\s*\\[?\\s*["'\\\\]*(\\d{1,19})${ends}`;
const keyEnds = '(?:ids?|pk|by|key|no|num|number|ref|target|object|entity|resource|subject|record)$';
const numberEnds = '(?:no|num|number|ref)$';
const idEnds = '(?:ids?|pk)$';
const afterName = `([[:alpha:]_-]+)["']?[\\s:/#=_(.|;-]+(\\d{1,19})${ends}`;
/** `contact no. 12`: by itself, for a part that may be missing makes a pattern five times as slow. */
const afterNameNo = '([[:alpha:]_-]+)\\s+(?:no|nr|num|number|id|with id)[.:#\\s]*(\\d{1,19})(?!\\d)';
const quoted = '"((?:[^"\\\\]|\\\\.)+)"';
export const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const plainUuid = '([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?![0-9a-f])';
const inPhp = '"([[:alnum:]_-]+)\\\\*";i:(\\d{1,19});';
/** `{"relationTo": "posts", "value": 12}`, and the other way round. */
const typeOf = '"(relationTo|type|model|entity|kind|table|class)"\\s*:\\s*"([[:alpha:]][[:alnum:]_.\\\\:-]*)"';
const idOf = '"(?:value|id|pk|key)"\\s*:\\s*"?(\\d{1,19})"?';
const typeAndId = `${typeOf}\\s*,\\s*${idOf}`;
const idAndType = `${idOf}\\s*,\\s*${typeOf}`;
/** `"order": {"id": 12}`. */
const inObject = '"([[:alpha:]_-]+)"\\s*:\\s*\\{\\s*"(?:id|pk)"\\s*:\\s*"?(\\d{1,18})"?';
const ofGid = 'gid://[^/\\s]+/([[:alnum:]:_]+)/(\\d{1,18})(?!\\d)';
const inPhpModel = 'class[\\\\"]*;s:\\d+:[\\\\"]+([[:alnum:]_\\\\]+?)[\\\\"]+;s:2:[\\\\"]*id[\\\\"]*;i:(\\d{1,18});';
/** Of JSON and the like. */
const inList = '[\\[,]\\s*["\']?(\\d{1,19})(?=["\']?\\s*[,\\];])';
/** Of a json object; small numbers are ranks and months. */
const asKey = '"(\\d{4,19})"\\s*:';
const listOfNumbers = '^[][(){}"\'\\s,;|]*\\d+([][(){}"\'\\s,;|]+\\d+)+[][(){}"\'\\s,;|]*$';
const phone = '(?:^|[^[:alnum:]+])(\\+?\\(?\\d[\\d ()./-]{5,}\\d)(?![[:alnum:]])';
const phoneInOne = '(?:^|[^[:alnum:]])(\\+?\\d{7,15})(?![[:alnum:]])';
/** What stands after a name for it: `tenant=acme`. */
export const underName = '([[:alpha:]_-]+)["\']?\\s*[:=]\\s*["\']?([[:alnum:]_-]{2,})';
/** `lender-HANSE`, `tenant_acme`. */
const afterSign = '(?:^|[^[:alnum:]])([[:alpha:]]+)[-_.#|]([[:alnum:]]{2,})';
/** A part of a path, or the first of a host: of a URL, or behind the @ of an address. A path may begin with it. */
const inAddress = '[/@]([[:alnum:]_-]{3,})(?=[/.?:&#\\s"\'<>]|$)|^([[:alnum:]_-]{3,})(?=/)';
