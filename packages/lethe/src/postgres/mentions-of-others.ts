import { sql } from 'kysely';
import type { KeyMentioned, Outline, Step, TracePlace, TraceValues } from '../planner/plan.ts';
import { anyKeysIn } from './any-keys.ts';
import type { MentionNames } from './mention-words.ts';
import { type Ahead, predicateSql, rowKeySql } from './predicate-sql.ts';
import { type Sql, tableSql } from './sql.ts';
import { textsIn } from './trace-words.ts';

/** An outline, with the rows that are known by their keys as far as that is so. */
export type AskedFor = Outline & { readonly ahead: Ahead };

/** Whatever rows that were found say: each text as it is, and all columns but the key. */
export const wholeSql = ({ table, links = [], columns }: TracePlace, known: MentionNames): Sql =>
  sql`select ${sql.lit(table)} as place, ${rowKeySql('t', links)} as key, w.kind, w.item, w.word from ${tableSql(table)} t
    cross join lateral (select x, false as elsewhere from (${textsIn(columns)}) x union all select ${withoutKey(links)}, false) c
    cross join lateral (${anyKeysIn(known)}) w
    where ${rowKeySql('t', links)} in (select h.key from hits h where h.place = ${table})`;

/** A key that people have put together says something; any other is the row's own number. */
function withoutKey(key: readonly string[]): Sql {
  const row = sql`row_to_json(t)::text`;
  const [only = ''] = key;
  const pattern = `"${only.replaceAll(/[^\p{L}\p{N}]/gu, '.')}":(?:"[^"]*"|[0-9]+)`;
  return key.length === 1 ? sql`regexp_replace(${row}, ${sql.lit(pattern)}, '')` : row;
}

/** Shorter ones stand anywhere. */
const longNumber = 5;

/** What `s` says may be another subject's. */
export function othersSql(outline: AskedFor): Sql {
  const { subject, traces } = outline;
  const [only = ''] = subject.key;
  const said = [
    ...(/^\d+$/u.test(only) ? [sql`(s.kind = 'named' and s.word <> ${only}::text)`] : []),
    ...(traces?.mentions?.keys ?? []).map((key) => keySql(outline, key)),
    ...(traces?.values ?? []).flatMap((of) => addressSql(outline, of)),
  ];
  return sql.join([sql`false`, ...said], sql` or `);
}

/** Where the subject's own key has few digits, any number may be another's that nothing else explains. */
const ofRoot = ({ subject: { key } }: Outline): Sql =>
  (key[0] ?? '').length < 3 ? sql`s.kind = 'loose'` : sql`s.kind = 'digits' and char_length(s.word) >= 3`;

/** What `s` says is the key of a row that stays. */
function keySql(outline: AskedFor, { table, column, is, called, step: no }: KeyMentioned): Sql {
  const step = outline.steps.find((each) => each.no === no);
  const key = sql.id('t', column);
  const names = sql`${[...called]}::text[]`;
  const said = {
    uuid: sql`s.kind = 'key' and s.item = ''`,
    text: step?.root ? sql`s.kind = 'token'` : sql`s.kind = 'key' and s.item = ''`,
    handle: sql`s.kind = 'token'`,
    number: sql`(s.kind = 'key' and s.item = any(${names}) or s.kind = 'about' and exists (select from unnest(${names}) n where s.item like '%' || n) or ${step?.root ? ofRoot(outline) : sql`s.kind = 'digits' and char_length(s.word) >= ${sql.lit(longNumber)}`})`,
  }[is];
  const isIt = { number: isNumber, uuid: isUuid, text: isText, handle: isText }[is](key);
  return sql`(${said} and exists (select from ${tableSql(table)} t where ${isIt}${staysSql(outline, step)}))`;
}

/** Addresses that rows of others have. */
function addressSql(outline: AskedFor, { step: no, columns }: TraceValues): readonly Sql[] {
  const step = outline.steps.find((each) => each.no === no);
  if (step === undefined) return [];
  return columns
    .filter(({ is, address }) => is === 'text' && address === true)
    .map(
      ({ name }) =>
        sql`(s.kind = 'token' and s.word like '%@%' and exists (select from ${tableSql(step.table)} t where ${isText(sql.id('t', name))}${staysSql(outline, step)}))`,
    );
}

const staysSql = (outline: AskedFor, step: Step | undefined): Sql =>
  step === undefined ? sql`` : sql` and (${predicateSql(step.predicate, outline, 't')}) is not true`;

// As the column is, so that its index serves.
const isNumber = (key: Sql): Sql => sql`${key} = case when s.word ~ '^[0-9]{1,18}$' then s.word::bigint end`;
const isUuid = (key: Sql): Sql =>
  sql`${key} = case when s.word ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then s.word::uuid end`;
const isText = (key: Sql): Sql => sql`lower(${key}::text) = s.word`;
