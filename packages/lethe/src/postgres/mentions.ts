import { sql } from 'kysely';
import type { KeyMentioned, Outline, TracePlace } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { elsewhere, keyNamedSql, keysIn, type MentionNames } from './mention-words.ts';
import { type AskedFor, othersSql, wholeSql } from './mentions-of-others.ts';
import { predicateSql, rowKeySql } from './predicate-sql.ts';
import { rowsSql } from './rows-sql.ts';
import { type Sql, tableSql } from './sql.ts';
import { textsIn } from './trace-words.ts';

/** As a WITH, `found`: rows that mention a row that goes by its key, and none that another subject has. */
export function mentionsSql(outline: AskedFor): Sql {
  const { traces } = outline;
  if (traces?.mentions === undefined) throw new Error('bug: no table hangs from what it mentions');
  const { keys, subject } = traces.mentions;
  const places = traces.places.filter((place) => place.links !== undefined && textsOf(place).length > 0);
  // Whatever it says may stay.
  if (places.length === 0) return sql`with found as (select null::text as place, null::text as key where false)`;
  const going = [subjectSql(outline, subject), ...keys.flatMap((key) => goingSql(outline, key))];
  const names = { names: traces.names, subject: [...new Set([...traces.called, ...subject])] };
  const of = (place: TracePlace): MentionNames => ({ ...names, names: place.longKeys ? [] : names.names });
  const said = sql.join(
    places.map((place) =>
      saidSql(place, rowsSql({ table: place.table, predicate: place.rows ?? everyRow }, outline, sql`t.*`), of(place)),
    ),
    sql` union all `,
  );
  const saidToo = sql.join(
    places.map((place) => wholeSql(place, of(place))),
    sql` union all `,
  );
  return sql`with going as materialized (${sql.join(going, sql` union all `)}),
    words as materialized (${said}),
    hits as materialized (select distinct s.place, s.key from words s join going g on g.word = s.word
      and case when g.called is null then s.item = '' else s.item = any(g.called) and (s.certain or g.own) end),
    said as materialized (${saidToo}),
    theirs as materialized (select s.kind, s.item, s.word from (select distinct kind, item, word from said) s where ${othersSql(outline)}),
    others as (select s.place, s.key from said s join theirs o on o.kind = s.kind and o.item = s.item and o.word = s.word),
    found as (select place, key from hits except select place, key from others)`;
}

const everyRow: Predicate = { op: 'all', of: [] };

/** Keys that the rows say. */
function saidSql(place: TracePlace, rows: Sql, known: MentionNames): Sql {
  const texts = sql`select w.item, w.word, w.certain from (select x, e.elsewhere from (${textsIn(textsOf(place))}) x) c cross join lateral (${keysIn(known)}) w`;
  const pairs = namedValues(place).map(([name, value]) => keyNamedSql(sql.id('t', name), sql.id('t', value)));
  return sql`select ${sql.lit(place.table)} as place, ${rowKeySql('t', place.links ?? [])} as key, w.item, w.word, w.certain from (${rows}) t
    cross join lateral (select t::text ~* ${sql.lit(elsewhere)} as elsewhere offset 0) e
    cross join lateral (${sql.join([texts, ...pairs], sql` union all `)}) w`;
}

/** `claim_type` says of what a `claim_value` is the key. */
const namedValues = ({ columns }: TracePlace): readonly (readonly [string, string])[] =>
  columns.flatMap(({ name: value }) => {
    const own = /^(.*?)_?value$/i.exec(value)?.[1]?.toLowerCase();
    const names = own === undefined ? [] : ['type', 'name', 'key'].map((word) => `${own}${word}`);
    const isName = (name: string): boolean => names.includes(name.replaceAll('_', '').toLowerCase());
    return columns.filter(({ name }) => isName(name)).map(({ name }) => [name, value] as const);
  });

/** What calls the row itself mentions nothing, unless people have put it together. */
const textsOf = ({ columns, links = [] }: TracePlace): TracePlace['columns'] =>
  columns.filter(({ name }) => links.length > 1 || !links.includes(name));

/** Of the subject itself, which may be no row. Where its key is no number, it may be long enough to tell by itself. */
function subjectSql({ subject: { key } }: Outline, names: readonly string[]): Sql {
  const [only = ''] = key.length === 1 ? key : [];
  const called = sql`${[...names]}::text[]`;
  const alone = /^\d+$/u.test(only) ? [] : [sql`null::text[]`];
  return sql`select lower(${only}::text) as word, c.called, true as own from (values ${sql.join([called, ...alone].map((each) => sql`(${each})`))}) c(called) where ${only}::text <> ''`;
}

function goingSql(outline: AskedFor, { table, column, is, called, step: no }: KeyMentioned): readonly Sql[] {
  const step = outline.steps.find((each) => each.no === no);
  if (step?.kind !== 'delete') return [];
  const names = needsName(is) ? sql`${[...called]}::text[]` : sql`null::text[]`;
  return [
    sql`select lower(${sql.id('t', column)}::text), ${names}, false from ${tableSql(table)} t where ${predicateSql(step.predicate, outline, 't')}`,
  ];
}

const needsName = (is: KeyMentioned['is']): boolean => is === 'number' || is === 'handle';
