import { sql } from 'kysely';
import { keysIn, type MentionNames, numberEnds, withoutId } from './mention-words.ts';
import type { Sql } from './sql.ts';
import { bare, uuid } from './trace-words.ts';

/**
 * Whatever in a row, as one text `c.x`, may be a key of anything. `key`: what `keysIn` finds; `named`: a number behind a name of
 * the subject; `about`: behind another name, `item`; `digits`: any; `loose`: one that no name
 * of anything else explains; `token`: a word, an address.
 */
export function anyKeysIn(known: MentionNames): Sql {
  const ending = `(?:${known.subject.join('|')})s?(?:number|no|nr|ref|key)?$`;
  const name = withoutId(sql`k.key`);
  const plain = sql`regexp_replace(c.x, ${sql.lit(noNumbers)}, '~', 'gi')`;
  const found = (pattern: string): Sql => sql`regexp_matches(${plain}, ${sql.lit(pattern)}, 'g') m`;
  return sql`select 'key' as kind, w.item, w.word from (${keysIn(known)}) w
    union select case when ${name} ~ ${sql.lit(ending)} then 'named' else 'about' end, ${name}, n.number
      from (select ${bare(sql`m[1]`)}, m[2] from ${found(underAny)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(afterAny)}) k(key, numbers)
      cross join lateral regexp_split_to_table(k.numbers, '[^0-9]+') n(number)
      where n.number ~ '^[0-9]{1,18}$' and ${name} <> all(${counters}::text[])
    union select 'digits', '', m[1] from ${found(digits)}
    union select 'loose', '', m[1] from regexp_matches(regexp_replace(${plain}, ${sql.lit(explained(known.subject))}, '~', 'gi'), ${sql.lit(digits)}, 'g') m
    union select 'token', '', lower(btrim(w, '.')) from regexp_split_to_table(c.x, '[^[:alnum:]_.@+-]+') w where char_length(w) between 2 and 200
    union select 'token', '', lower(w) from regexp_split_to_table(c.x, '[^[:alnum:]_-]+') w where char_length(w) between 2 and 200`;
}

/** What is counted so in a queue is no row of whatever is called so. */
const counters = 'attempt attempts retry retries tries priority count total version position step level'.split(' ');

/** Keys, times and fractions, in which digits stand that are no numbers of rows. */
const noNumbers = `${uuid}|O:\\d+:[\\\\"]+[[:alnum:]_\\\\]+[\\\\"]+:\\d+:|[sOaC]:\\d+:|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:\\.\\d+)?(?:[+-]\\d\\d:?\\d\\d)?|\\d+\\.\\d+`;
/** `"tries": 3`, `web-1`, `gid://app/Order/3`: a number behind a name, unless that is the subject's, or of what joins two. */
const explained = (subject: readonly string[]): string => {
  const words = [...subject, ...sides].join('|');
  return `gid://[^/\\s]+/(?!(?:${words})/)[[:alnum:]:]+/\\d+|(?<![[:alnum:]_-])(?!["'\\\\]*(?:ids?["'\\\\\\s:=]|[[:alnum:]_-]*(?:${words})))(?:[[:alpha:]_][[:alnum:]_-]*["'\\\\]*\\s*(?:[:=]|;i:)\\s*["'\\\\]*|[[:alpha:]]{3,}[-_])\\d+(?:\\.\\d+)?(?![[:alnum:]])`;
};
const sides =
  'acct acc cust org to from into src source target dest other new old prev partner parent peer with merge'.split(' ');
const digits = '(?<![[:alnum:]])([1-9][0-9]{0,17})(?![[:alnum:]])';

/** `Account 2`, `accounts/2`, `account_2`, `tenant2`. */
const afterAny = '([[:alpha:]][[:alpha:]_-]*)[\\s:/#=_(.|;-]*(\\d{1,18})';
/** `"accounts": [1, 2]`, `to_account_id=2`, `account_id: "1,2"`. */
const underAny = `([[:alpha:]][[:alnum:]_-]*)["'\\\\]*\\s*(?:=>|[:=;])\\s*(?:i:)?[["'\\\\]*(\\d{1,18}(?:["'\\\\]*\\s*,\\s*["'\\\\]*\\d{1,18})*)${numberEnds}`;
