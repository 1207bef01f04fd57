import { sql } from 'kysely';
import type { Sql } from './sql.ts';
import { bare, ends, plainUuid, typedIn, underName, uuid } from './trace-words.ts';

/** Shorter texts without a uuid's form are words, and stand in a text by chance. */
const shortestKey = 12;

/**
 * What a text, `c.x`, says for certain is a key: a uuid, a long mix of letters and digits, or a number of which it says
 * what it is of. `item`: what that is called; '' where the key says enough by itself.
 */
export function keysIn({
  names,
  subject,
}: {
  readonly names: readonly string[];
  readonly subject: readonly string[];
}): Sql {
  const called = sql`${[...names]}::text[]`;
  const found = (pattern: string): Sql => sql`regexp_matches(c.x, ${sql.lit(pattern)}, 'g') m`;
  const item = sql`regexp_replace(k.key, '(?:ids?|pk)$', '')`;
  /** The last part of a name with parts: `App\\Models\\Order`. */
  const last = bare(sql`regexp_replace(m[1], '^.*[\\\\.:]', '')`);
  const pairs = [
    sql`select ${last}, m[3], m[2] in (';', '|') from ${found(whole)}`,
    sql`select ${last}, m[2], true from ${found(ofSpacedClass)}`,
    ...[ofClass, inPath].map((pattern) => sql`select ${last}, m[2], false from ${found(pattern)}`),
  ];
  return sql`select '' as item, lower(m[1]) as word, true as certain from regexp_matches(c.x, ${sql.lit(uuid)}, 'gi') m
    union select '', lower(concat_ws('-', m[1], m[2], m[3], m[4], m[5])), true from regexp_matches(c.x, ${sql.lit(plainUuid)}, 'gi') m
    union select '', lower(w), true from regexp_split_to_table(c.x, '[^[:alnum:]_-]+') w
      where char_length(w) between ${sql.lit(shortestKey)} and 500 and w ~ '[0-9]' and w ~ '[[:alpha:]]'
    union select ${item}, n.number, false from
      (select ${bare(sql`m[1]`)}, m[2] from ${found(underId)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(underIds)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(inPhp)}) k(key, numbers)
      cross join lateral regexp_split_to_table(k.numbers, '[^0-9]+') n(number)
      where n.number ~ '^[0-9]{1,18}$' and ${item} = any(${called})
    union select p.item, p.number, p.certain from (${sql.join(pairs, sql` union all `)}) p(item, number, certain)
      where p.item = any(${called}) and char_length(p.number) <= 18
    union select t.item, t.number, t.certain from (${typedIn(names)}) t
    union select s.item, lower(s.handle), true from
      (select ${bare(sql`m[1]`)}, m[2] from ${found(handleInPath(subject))}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(underName)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(handleAlone)}) s(item, handle)
      where s.item = any(${[...subject]}::text[]) and s.handle !~ '^[0-9]+$'`;
}

/** The same of a row that says in one column what another holds. */
export const keyNamedSql = (name: Sql, value: Sql): Sql =>
  sql`select regexp_replace(${bare(sql`${name}::text`)}, '(?:ids?|pk)$', '') as item, ${value}::text as word, false as certain
    where ${value}::text ~ '^[0-9]{1,18}$' and ${bare(sql`${name}::text`)} ~ '(?:ids?|pk)$'`;

/** `"order_id": 12`, `orderId=12`, `order_pk: '12'`. */
const underId = `([[:alpha:]_-][[:alnum:]_-]*(?:[iI]d|ID|pk))["'\\\\]*\\s*(?:=>|[:=])\\s*["'\\\\]*(\\d{1,18})${ends}`;
/** `"order_ids": [12, 13]`. */
const underIds = `([[:alpha:]_-][[:alnum:]_-]*(?:[iI]ds?|ID|IDs))["'\\\\]*\\s*(?:=>|[:=])\\s*\\[([\\d,\\s"'\\\\]+)\\]`;
const inPhp = '"([[:alpha:]_-][[:alnum:]_-]*[iI]d)[\\\\]*";i:(\\d{1,18});';
/** Nothing else stands there: `Account;12`, `App\Models\Team|12`. */
const whole = '^\\W*([[:alpha:]][[:alnum:]_.\\\\:]*?)([;:|/#])(\\d{1,18})\\W*$';
/** `Order#12`, `Order(12)`. */
const ofClass = `([A-Z][[:alnum:]_]*)[;|#/:(](\\d{1,18})${ends}`;
/** `App\Models\Order:12`, `Shop::Order#12`. */
const ofSpacedClass = `([[:alnum:]_]+(?:(?:\\\\+|::)[[:alnum:]_]+)+)[;|#:](\\d{1,18})${ends}`;
/** `/orders/12/edit`. */
const inPath = '/([[:alpha:]_-]+)/(\\d{1,18})(?=[]/?&#\\s"\'<>.,)}]|$)';
/** `/organizers/acme/events`. */
const handleInPath = (subject: readonly string[]): string =>
  `/(${subject.join('|')})/([[:alnum:]_-]{3,})(?=[]/?&#\\s"'<>.,)}]|$)`;
/** Nothing else stands there: `lender-HANSE`. */
const handleAlone = '^([[:alpha:]]+)[-_.:#|/]([[:alnum:]_-]{2,})$';
