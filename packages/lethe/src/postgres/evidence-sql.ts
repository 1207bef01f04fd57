import { sql } from 'kysely';
import { unreachable } from '../errors.ts';
import { found } from '../planner/found.ts';
import type { Question } from '../propose/evidence.ts';
import { comparison, isListOf, valueType } from '../schema/comparison.ts';
import type { Column, Schema } from '../schema/graph.ts';
import { splitTableName } from '../schema/table-name.ts';
import { type Sql, tableSql } from './sql.ts';

/** A scalar subquery that answers the question as JSON, from a bounded part of the rows. */
export function evidenceSql(question: Question, schema: Schema): Sql {
  switch (question.ask) {
    case 'overlap':
      return overlapSql(question, schema);
    case 'values':
      return sql`select json_build_object('values', coalesce(json_agg(v order by v), '[]'::json), 'more', count(*) = 200)
        from (select distinct ${sql.id('t', question.column)}::text as v from ${sampleSql(question.table, schema)}
              where ${sql.id('t', question.column)} is not null limit 200) d`;
    case 'lookup': {
      const says = question.columns.map((column) => sql`coalesce(${sql.id('t', column)}::text, '')`);
      return sql`select json_build_object('more', count(*) > ${sql.lit(mostLookedUp)}, 'rows', coalesce(json_agg(r.row order by r.key), '[]'::json))
        from (select ${sql.id('t', question.key)} as key,
                json_build_object('key', ${sql.id('t', question.key)}::text, 'says', json_build_array(${sql.join(says)})) as row
              from ${tableSql(question.table)} t limit ${sql.lit(mostLookedUp + 1)}) r`;
    }
    case 'keys':
      return keysSql(question, schema);
    case 'unset':
      return sql`select json_build_object('rows', count(*), 'unset', greatest(${everNull(question)},
          count(*) filter (where num_nonnulls(${sql.join(question.columns.map((column) => sql.id('t', column)))}) = 0)))
        from ${sampleSql(question.table, schema)}`;
    case 'sharing':
      return sharingSql(question, schema);
    case 'mentions':
      return sql`select json_build_object('rows', count(*), 'found', count(*) filter (where exists (
          select from (select ${sql.id('k', question.ofColumn)}::text as key from ${tableSql(question.of)} k limit 50) k
          where position(k.key in r.row) > 0)))
        from (select t::text as row from ${sampleSql(question.table, schema)} limit 200) r`;
    case 'naming':
      return sql`select json_build_object('rows', count(*), 'found', count(*) filter (where r.said ~ ${sql.lit(somebody)}))
        from (select concat_ws(' ', ${sql.join(question.columns.map((column) => sql`${sql.id('t', column)}::text`))}) as said
              from ${sampleSql(question.table, schema)} limit 1000) r`;
    case 'source': {
      const { schema: inSchema, name } = splitTableName(question.function);
      return sql`select json_build_object('text', coalesce(string_agg(p.prosrc, E'\n'), ''))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = ${inSchema} and p.proname = ${name} and p.prorettype = 'pg_catalog.trigger'::regtype`;
    }
    default:
      return unreachable(question, 'a question');
  }
}

/** Rows of a table that only says what numbers mean. */
const mostLookedUp = 1_000;

const sampledRows = 20_000;

/** At most so many rows, called t: of a large table some of each part, of a small one all. */
function sampleSql(table: string, schema: Schema): Sql {
  const { kind, estimate } = found(schema.tables[table], `${table} is asked about and not in the schema`);
  const from = tableSql(table);
  if (kind !== 'foreign' && estimate.rows > 5 * sampledRows) {
    const percent = Math.max(0.001, (100 * sampledRows) / estimate.rows);
    return sql`(select * from ${from} tablesample system (${sql.lit(percent)}) limit ${sql.lit(2 * sampledRows)}) t`;
  }
  return sql`(select * from ${from} limit ${sql.lit(sampledRows)}) t`;
}

/** Shorter texts are words and codes, of which two tables may well hold the same. */
const longText = 16;

/** 1 where the server has met a NULL in the column: it looks at rows all over a large table. Of several it knows nothing. */
function everNull({ table, columns }: { readonly table: string; readonly columns: readonly string[] }): Sql {
  const [column, ...others] = columns;
  if (column === undefined || others.length > 0) return sql`0`;
  const { schema, name } = splitTableName(table);
  return sql`(select count(*) from (select from pg_stats s
    where s.schemaname = ${schema} and s.tablename = ${name} and s.attname = ${column} and s.null_frac > 0 limit 1) s)`;
}

/** An e-mail address, or letters and digits without a space that are as long as a key that is equal to none by chance. */
const somebody = `[^\\s@"]+@[^\\s@"]+\\.[A-Za-z]|(?=[A-Za-z_-]*[0-9])[0-9A-Za-z_-]{${longText},}`;

type Overlap = Extract<Question, { ask: 'overlap' }>;

function overlapSql(question: Overlap, schema: Schema): Sql {
  const { table, column, path, when, to, toColumn, long } = question;
  const isList = path === null && isListOf(columnOf(schema, table, column), columnOf(schema, to, toColumn));
  const value = isList
    ? sql`unnest(${sql.id('t', column)})`
    : path === null
      ? sql.id('t', column)
      : sql`${sql.id('t', column)} #>> ${[...path]}::text[]`;
  const arm = when === null ? sql`` : sql` and ${sql.id('t', when.column)}::text = ${when.equals}`;
  const enough = long === true ? sql` and length(v::text) >= ${sql.lit(longText)}` : sql``;
  // Some products write '', 0 or a uuid of zeros where there is nothing to refer to.
  return sql`select json_build_object('looked', count(*), 'found', count(*) filter (where ${isKeySql(question, schema)}))
    from (select distinct v from (select * from (select ${value} as v from ${sampleSql(table, schema)} where true${arm}) y
            where (v)::text not in ('', '0', '00000000-0000-0000-0000-000000000000')${enough} limit 1000) x limit 200) s`;

  function isKeySql(_: Overlap, known: Schema): Sql {
    const key = columnOf(known, to, toColumn);
    const equal = (right: Sql): Sql =>
      sql`exists (select from ${tableSql(to)} k where ${sql.id('k', toColumn)} = ${right})`;
    const from = path === null ? columnOf(known, table, column) : null;
    if (from !== null && (comparison(from, key) === 'value' || isListOf(from, key))) return equal(sql`s.v`);
    if (key.category === 'S') return equal(sql`s.v::text`);
    // A text that is no value of the key's type is none of its keys; compared as text, no index would be used.
    const [pattern, type] =
      valueType(key) === 'uuid'
        ? ['^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 'uuid']
        : ['^[0-9]{1,18}$', 'bigint'];
    return sql`case when s.v::text ~ ${sql.lit(pattern)} then ${equal(sql`(s.v::text)::${sql.raw(type)}`)} else false end`;
  }
}

function columnOf(schema: Schema, table: string, column: string): Column {
  return found(
    schema.tables[table]?.columns.find(({ name }) => name === column),
    `${table}.${column} is asked about and not in the schema`,
  );
}

const deepest = 4;

function keysSql({ table, column }: Extract<Question, { ask: 'keys' }>, schema: Schema): Sql {
  const each = (json: Sql): Sql =>
    sql`jsonb_each(case when jsonb_typeof(${json}) = 'object' then ${json} else '{}' end)`;
  return sql`select json_build_object('paths', coalesce(json_agg(to_json(p.path)), '[]'::json)) from (
      with recursive ways (path, value) as (
        select array[k.key], k.value from (select ${sql.id('t', column)}::jsonb as j from ${sampleSql(table, schema)}
          where ${sql.id('t', column)} is not null limit 500) s, ${each(sql`s.j`)} k
        union all
        select w.path || n.key, n.value from ways w, ${each(sql`w.value`)} n where cardinality(w.path) < ${sql.lit(deepest)})
      select path from (select distinct path from ways where jsonb_typeof(value) in ('string', 'number')) d
      order by cardinality(path), path limit 300) p`;
}

function sharingSql(
  { table, column, via = [], tenant, to, toColumn }: Extract<Question, { ask: 'sharing' }>,
  schema: Schema,
): Sql {
  const from = sql.id('t', column);
  const alias = (hops: number): string => (hops === 0 ? 't' : `v${hops}`);
  const hops = via.map(
    (hop, at) =>
      sql` join ${tableSql(hop.to)} ${sql.id(alias(at + 1))} on ${sql.id(alias(at + 1), hop.toColumn)} = ${sql.id(alias(at), hop.column)}`,
  );
  const ofTenant = tenant === null ? sql`null` : sql.id(alias(via.length), tenant);
  const refs = sql`(select ${from} as v, ${ofTenant} as tenant
    from ${sampleSql(table, schema)}${sql.join(hops, sql``)} where ${from} is not null)`;
  const across =
    tenant === null
      ? sql`null`
      : sql`(select count(*) from (select from ${refs} r group by r.v having count(distinct r.tenant) > 1 limit 10) a)`;
  return sql`select json_build_object('refs', count(*), 'distinct', count(distinct r.v), 'across', ${across}, 'tenants', count(distinct r.tenant),
      'idle', (select count(*) from (select ${sql.id('p', toColumn)} as key from ${tableSql(to)} p limit 1000) p
               where not exists (select from ${tableSql(table)} t where ${from} = p.key)))
    from ${refs} r`;
}
