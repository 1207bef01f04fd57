import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { found } from '../planner/found.ts';
import type { Outline, Trace, TracePlace, Traces, TraceValues } from '../planner/plan.ts';
import type { Predicate } from '../planner/predicate.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { Database } from './connection.ts';
import { predicateSql } from './predicate-sql.ts';
import { rowsSql } from './rows-sql.ts';
import { run, type Sql, tableSql } from './sql.ts';
import { phoneOf, plain, shortestPlain, shortestWord, wordsSql } from './trace-words.ts';

// It reads whole tables, and holds nobody up.
const statementTimeoutMs = 60 * 60_000;

/**
 * Looks through tables that are left alone for values of the rows that go. Their texts are cut into words, which are
 * joined with the values: one pass over the one and one over the other, however many there are. A value that a row which
 * stays holds in the same column tells nothing. `keep`: so many hits are not looked for again.
 */
export async function findTraces(
  database: Database,
  outline: Outline,
  keep: number = hitsKept,
): Promise<readonly Trace[]> {
  const { traces } = outline;
  if (traces === undefined || traces.places.length === 0) return [];
  return database.transaction(async (client) => {
    await client.query(`set local statement_timeout = ${statementTimeoutMs}; set local row_security = off`);
    const places = await filled(client, traces.places);
    if (places.length === 0) return [];
    const all = { ...traces, places };
    const met = await meetings(client, outline, all, keep);
    const [first] = met;
    if (first === undefined) return [];
    return tracesIn(await certainOf(client, outline, narrowed(all, met), first.kept), outline);
  }, 'isolation level repeatable read read only');
}

/** Without rows there is nothing to look through, and all of the subject's would be read for nothing. */
async function filled(client: ClientBase, places: readonly TracePlace[]): Promise<readonly TracePlace[]> {
  const { rows } = await run<{ filled: boolean }>(
    client,
    sql.join(
      places.map(({ table }) => sql`select exists (select from ${tableSql(table)}) as filled`),
      sql` union all `,
    ),
  );
  return places.filter((_, at) => rows[at]?.filled === true);
}

/** As services number what they keep: such a number is of one thing, whatever its column is called. */
const longNumber = 8;

/** A value of a column of the subject's rows stands in a column of a place: names of both, and how many. */
interface Meeting {
  readonly place: string;
  readonly column: string;
  /** The number of the step, 0 for the subject's key itself. */
  readonly step: number;
  readonly of: string;
  readonly values: string;
}

/** What is found stays on the server, for the question whose else it is: it is personal, and reading all again takes long. */
const hitsKept = 100_000;

/** All, whosever the values may be too. `kept`: the hits are, in a setting of the transaction; else there are too many. */
async function meetings(
  client: ClientBase,
  outline: Outline,
  traces: Traces,
  keep: number,
): Promise<readonly (Meeting & { readonly kept: boolean })[]> {
  const { rows } = await run<Meeting & { kept: boolean }>(
    client,
    sql`${hitsSql(outline, traces)}, few as (select * from hits limit ${keep + 1}),
      kept as materialized (select set_config('lethe.trace_hits',
        (select case when count(*) <= ${keep} then jsonb_agg(to_jsonb(few))::text else '' end from few), true) <> '' as kept)
    ${countSql(traces)}, kept from hits h, kept group by 1, 2, 3, 4, kept`,
  );
  return rows;
}

/** Those alone whose values no row that stays holds in the same column. */
async function certainOf(
  client: ClientBase,
  outline: Outline,
  traces: Traces,
  kept: boolean,
): Promise<readonly Meeting[]> {
  const hits = kept
    ? sql`with hits as materialized (select * from jsonb_to_recordset(current_setting('lethe.trace_hits')::jsonb)
        as h(place text, place_column text, bare boolean, step int, source text, value text))`
    : hitsSql(outline, traces);
  const { rows } = await run<Meeting>(
    client,
    sql`${hits} ${countSql(traces)} from hits h where not (${othersSql(outline, traces)}) group by 1, 2, 3, 4`,
  );
  return rows;
}

const countSql = (traces: Traces): Sql =>
  sql`select place, place_column as "column", step, source as of, count(distinct ${oneValue(traces)}) as values`;

/** As a WITH, `hits`: where words are values. */
function hitsSql(outline: Outline, traces: Traces): Sql {
  const own = [keySql(outline, traces.called), ...traces.values.map((each) => valuesSql(outline, each))];
  const words = traces.places.map((place) => wordsSql(place, rowsOf(outline, place), traces.names));
  return sql`with words as materialized (${sql.join(words, sql` union `)}), hits as materialized (
    select distinct w.place, w.place_column, w.kind = 'bare' as bare, v.step, v.source, v.value from words w
    join (${sql.join(own, sql` union all `)}) v on v.value = w.word
    where case w.kind when 'whole' then v.kind = 'text' or v.root
      when 'bare' then (v.own or char_length(v.value) >= ${sql.lit(longNumber)}) and v.value ~ '^[0-9]+$'
      when 'segment' then v.handle
      when 'phone' then v.kind = 'phone'
      when 'told' then v.handle or v.root
      when 'id' then not v.beside and (v.own or char_length(v.value) >= ${sql.lit(longNumber)}) and v.value ~ '^[0-9]+$' and (w.item = any(v.called) or (w.item = '' and (v.key or char_length(v.value) >= ${sql.lit(longNumber)})))
      when 'number' then (v.own or char_length(v.value) >= ${sql.lit(longNumber)}) and v.value ~ '^[0-9]+$' and (w.item = any(v.called) or (w.item = '' and (v.key or char_length(v.value) >= ${sql.lit(longNumber)})))
      when 'called' then (v.own or char_length(v.value) >= ${sql.lit(longNumber)}) and v.value ~ '^[0-9]+$' and (w.item = any(v.called) or w.item = '')
      when 'quoted' then v.kind = 'text' and (v.least = 1 or char_length(v.value) >= ${sql.lit(shortestWord)})
      else v.kind = 'text' and (v.value ~ '[^a-z0-9]' or v.value ~ '[0-9][a-z]|[a-z][0-9]' or char_length(v.value) >= ${sql.lit(shortestPlain)}) end)`;
}

/** A telephone number that is met as it stands there, and by its last digits, is one. */
function oneValue({ values }: Traces): Sql {
  const phones = values.flatMap(({ step, columns }) =>
    columns.flatMap(({ name, is }) => (is === 'phone' ? [sql`(${sql.lit(step)}, ${sql.lit(name)})`] : [])),
  );
  if (phones.length === 0) return sql`h.value`;
  return sql`case when (h.step, h.source) in (${sql.join(phones)}) then ${phoneOf(sql`h.value`)} else h.value end`;
}

const everyRow: Predicate = { op: 'all', of: [] };

const rowsOf = (outline: Outline, { table, rows = everyRow }: TracePlace): Sql =>
  rowsSql({ table, predicate: rows }, outline, sql`t.*`);

function keySql({ subject: { key } }: Outline, called: readonly string[]): Sql {
  const [only = ''] = key.length === 1 ? key : [];
  const is = /^\d+$/u.test(only) ? 'number' : 'text';
  return sql`select 0 as step, '' as source, ${sql.lit(is)} as kind, true as root, ${[...called]}::text[] as called, 1 as least, ${sql.lit(is === 'text')} as handle, true as own, true as key, false as beside, ${plain(sql`${only}::text`)} as value where ${only}::text <> ''`;
}

/** Words in small or in capital letters, or joined by signs, are a state, a sort or a place, and stand in rows of everybody. */
const word = '([A-Z]?[a-z]+|[A-Z]+)';
const codes = `^([a-z]+([ _.:/-][a-z]+)*|[A-Z]+(_[A-Z]+)*|${word}([_./:+-]+${word})+)$`;

/** Of the rows that a step deals with. */
function valuesSql(outline: Outline, { step: no, called, columns }: TraceValues): Sql {
  const step = stepOf(outline, no);
  return sql`select ${sql.lit(no)} as step, c.source, c.kind, ${sql.lit(step.root)} as root, ${[...called]}::text[] as called, c.least, c.handle, c.own, c.key, c.beside, ${plain(sql`c.value`)} as value from ${tableSql(step.table)} t
    cross join lateral (${sql.join(columns.map(valueSql), sql` union all `)}) c (source, kind, least, handle, own, key, beside, value)
    where ${predicateSql(step.predicate, outline, 't')} and char_length(c.value) >= c.least and c.value <> '0'
      and (c.least < 8 or c.value !~ ${sql.lit(codes)})`;
}

type ValueColumn = TraceValues['columns'][number];

function valueSql({ name, is, least, handle, own, key, beside }: ValueColumn): Sql {
  const kind = is === 'number' || is === 'phone' ? is : 'text';
  const about = sql`${sql.lit(name)}, ${sql.lit(kind)}, ${sql.lit(least)}, ${sql.lit(handle === true)}, ${sql.lit(own === true)}, ${sql.lit(key === true)}, ${sql.lit(beside === true)}`;
  const column = sql.id('t', name);
  if (is === 'texts') return sql`select ${about}, e::text from unnest(${column}) e`;
  if (is === 'json') return sql`select ${about}, m[1] from regexp_matches(${column}::text, ${sql.lit(address)}, 'g') m`;
  return sql`select ${about}, ${is === 'phone' ? phoneOf(sql`${column}::text`) : sql`${column}::text`}`;
}

const address = '([[:alnum:]._%+-]+@[[:alnum:].-]+\\.[[:alpha:]]{2,})';

const aUuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const shortestKey = 8;

/** A row that stays holds the value in the same column, or has it as its key. What no two rows can hold needs no look. */
function othersSql(outline: Outline, { values, keys }: Traces): Sql {
  const theirs = keys.map(({ table, column, uuid }) => {
    // As the column is, so that its index serves. A short text is a key of many.
    const value = uuid ? sql`case when h.value ~ ${sql.lit(aUuid)} then h.value::uuid end` : sql`h.value`;
    const isLong = sql`char_length(h.value) >= ${sql.lit(shortestKey)}`;
    return sql`(h.place <> ${sql.lit(table)} and ${isLong} and exists (select from ${tableSql(table)} t where ${sql.id('t', column)} = ${value}))`;
  });
  const parts = values.flatMap(({ step: no, columns }) => {
    const step = stepOf(outline, no);
    return columns
      .filter(({ unique }) => unique !== true)
      .map(
        (column) =>
          sql`(${column.is === 'number' ? sql`h.bare and ` : sql``}h.step = ${sql.lit(no)} and h.source = ${sql.lit(column.name)} and exists (
          select from ${tableSql(step.table)} t where ${holdsSql(column)} and (${predicateSql(step.predicate, outline, 't')}) is not true))`,
      );
  });
  return sql.join([sql`false`, ...parts, ...theirs], sql` or `);
}

/** A row holds the value in the column. */
function holdsSql({ name, is }: ValueColumn): Sql {
  const column = sql.id('t', name);
  if (is === 'texts') return sql`exists (select from unnest(${column}) e where ${plain(sql`e::text`)} = h.value)`;
  if (is === 'json')
    return sql`exists (select from regexp_matches(lower(${column}::text), ${sql.lit(address)}, 'g') m where m[1] = h.value)`;
  return sql`${is === 'phone' ? phoneOf(sql`${column}::text`) : plain(sql`${column}::text`)} = h.value`;
}

/** Only what has met something. */
function narrowed({ places, values, ...rest }: Traces, met: readonly Meeting[]): Traces {
  const columnsIn = <Column extends { readonly name: string }>(
    columns: readonly Column[],
    meets: (meeting: Meeting, name: string) => boolean,
  ): readonly Column[] => columns.filter(({ name }) => met.some((meeting) => meets(meeting, name)));
  return {
    ...rest,
    places: places
      .map(({ table, columns, ...place }) => ({
        ...place,
        table,
        columns: columnsIn(columns, (meeting, name) => meeting.place === table && meeting.column === name),
      }))
      .filter(({ columns }) => columns.length > 0),
    values: values
      .map(({ step, called, columns }) => ({
        ...{ step, called },
        columns: columnsIn(columns, (meeting, name) => meeting.step === step && meeting.of === name),
      }))
      .filter(({ columns }) => columns.length > 0),
  };
}

/** By place, with the columns of the subject's rows that hold the same. */
function tracesIn(met: readonly Meeting[], outline: Outline): readonly Trace[] {
  const name = ({ step, of }: Meeting): string =>
    step === 0 ? outline.subject.kind : `${stepOf(outline, step).table}.${of}`;
  return [...Map.groupBy(met, ({ place, column }) => JSON.stringify([place, column])).values()]
    .flatMap(([first, ...more]) =>
      first === undefined
        ? []
        : [
            {
              table: first.place,
              column: first.column,
              values: Math.max(...[first, ...more].map(({ values }) => Number(values))),
              of: [...new Set([first, ...more].map(name))].sort(byCodeUnit),
            },
          ],
    )
    .sort((a, b) => byCodeUnit(`${a.table}.${a.column}`, `${b.table}.${b.column}`));
}

function stepOf({ steps }: Outline, no: number): Outline['steps'][number] {
  return found(
    steps.find((step) => step.no === no),
    `no step ${no}`,
  );
}
