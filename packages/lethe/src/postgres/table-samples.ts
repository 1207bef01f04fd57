import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { quoteName } from './quote.ts';
import { run, type Sql } from './sql.ts';

/** What the server keeps of one column for its planner, or of an expression that an index is made of. */
export interface Sample {
  /** Null: of an index's expression. */
  readonly column: string | null;
  /** What was sampled, of a row called `t`. */
  readonly expression: string;
  readonly of: 'value' | 'member' | 'word';
  /** In an order that stays until the table is analysed again. */
  readonly values: readonly string[];
  /** There was no value beside these. */
  readonly isComplete: boolean;
  /** A number or uuid that the row is called by, or that leads to another row. */
  readonly isKey: boolean;
  /** Could be such a key: no constraint says so. */
  readonly mayBeKey: boolean;
}

export interface SampledTable {
  readonly table: string;
  /** As the statistics say, of partitions together. */
  readonly rows: number;
  readonly pages: number;
  /** Values are kept that cannot be seen, or not be told apart: nobody need look. */
  readonly blind: boolean;
}

/** In the order of the tables asked for. */
export async function sampledTablesOf(client: ClientBase, tables: readonly string[]): Promise<readonly SampledTable[]> {
  const { rows } = await run<SampledTable & { at: number }>(
    client,
    sql`with ${treeSql(tables)}
        select a.at::int, a.name as table,
          s.rows, s.pages,
          exists (select from tree where tree.name = a.name and ${blindSql}) as blind
        from asked a cross join lateral (
          select coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 as rows, coalesce(sum(c.relpages), 0)::float8 as pages
          from tree join pg_class c on c.oid = tree.oid where tree.name = a.name and c.relkind = 'r') s
        order by a.at`,
  );
  return rows;
}

/** The tables asked for, and their partitions. */
const treeSql = (tables: readonly string[]): Sql =>
  sql`asked as (select * from unnest(${[...tables]}::text[], ${tables.map(quoteName)}::text[]) with ordinality a(name, quoted, at)),
    tree as (select distinct a.name, coalesce(p.relid, to_regclass(a.quoted))::oid as oid
             from asked a left join lateral pg_partition_tree(to_regclass(a.quoted)) p on true)`;

// Statistics of several columns together; bounds of ranges; expressions of an index that is shown to its owner only, or being built.
const blindSql = sql`(
  exists (select from pg_statistic_ext x where x.stxrelid = tree.oid and x.stxkind && '{m,e}'::"char"[])
  or exists (select from pg_attribute a join pg_type y on y.oid = a.atttypid
             where a.attrelid = tree.oid and a.attnum > 0 and not a.attisdropped and y.typtype in ('r', 'm'))
  or exists (select from pg_index i where i.indrelid = tree.oid and i.indexprs is not null
               and not (i.indisvalid and has_table_privilege(i.indexrelid, 'select'))))`;

// Fewer at a time than a schema may have: each column's samples are some kilobytes.
const tablesAtOnce = 50;

/** By table; words of texts and members of arrays are samples of their own. Null: some are of a type that is not known. */
export async function samplesOf(
  client: ClientBase,
  tables: readonly string[],
): Promise<ReadonlyMap<string, readonly Sample[] | null>> {
  const samples = new Map<string, readonly Sample[] | null>();
  for (let from = 0; from < tables.length; from += tablesAtOnce) {
    const some = tables.slice(from, from + tablesAtOnce);
    const { rows } = await run<SampleRow>(client, samplesSql(some));
    const byTable = Map.groupBy(rows, ({ table }) => table);
    for (const table of some) samples.set(table, merged(byTable.get(table) ?? []));
  }
  return samples;
}

interface SampleRow extends Omit<Sample, 'of'> {
  readonly table: string;
  readonly of: Sample['of'] | 'unknown';
}

/** Partitions have samples of their own, beside those of the whole. */
function merged(rows: readonly SampleRow[]): readonly Sample[] | null {
  const parts = Map.groupBy(rows, ({ expression, of }) => `${of} ${expression}`);
  const samples: Sample[] = [];
  for (const [first, ...more] of parts.values()) {
    if (first === undefined || first.of === 'unknown') return null;
    samples.push({
      ...first,
      of: first.of,
      values: [first, ...more].flatMap(({ values }) => values),
      isComplete: [first, ...more].every(({ isComplete }) => isComplete),
    });
  }
  return samples;
}

// Step by step: its own estimates would have the server read pg_stats, and write values out, again for each column. As
// JSON: half a megabyte of texts is read from that in a moment.
const samplesSql = (tables: readonly string[]): Sql =>
  sql`with ${treeSql(tables)},
    relations as materialized (
      select r.name, r.owner, r.oid, r.condition, r.is_index, n.nspname, c.relname
      from (select name, oid as owner, oid, false as is_index, null as condition from tree
            union all select tree.name, tree.oid, i.indexrelid, true, pg_get_expr(i.indpred, i.indrelid)
            from tree join pg_index i on i.indrelid = tree.oid where i.indexprs is not null) r
        join pg_class c on c.oid = r.oid join pg_namespace n on n.oid = c.relnamespace),
    stats as materialized (
      select schemaname, tablename, attname, inherited,
        coalesce(most_common_vals::text::text[], '{}') || coalesce(histogram_bounds::text::text[], '{}') as values,
        coalesce(most_common_elems::text::text[], '{}') as elements, histogram_bounds is null as "isComplete"
      from pg_stats where (schemaname, tablename) in (select nspname, relname from relations)),
    described as materialized (
      select r.*, a.attname, s.values, s.elements, s.inherited, s."isComplete", a.attnum, y.typcategory, y.oid as type,
        not is_index and y.oid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype) as is_number
      from stats s join relations r on r.nspname = s.schemaname and r.relname = s.tablename
        join pg_attribute a on a.attrelid = r.oid and a.attname = s.attname join pg_type y on y.oid = a.atttypid)
    select d.name as table, k.of, array_to_json(k.values) as values, case when not d.is_index then d.attname end as column,
      case when d.is_index
        then concat('case when ', coalesce(d.condition, 'true'), ' then ', pg_get_indexdef(d.oid, d.attnum, true), ' end')
        else 't.' || quote_ident(d.attname) end as expression,
      d."isComplete" and k.of = 'value' as "isComplete", d.is_number as "mayBeKey",
      d.is_number and exists (select from pg_constraint c
        where c.conrelid = d.owner and c.contype in ('p', 'f') and d.attnum = any(c.conkey)) as "isKey"
    from described d cross join lateral (values
      ('value', d.values),
      (case when d.typcategory = 'A' then 'member' when d.type = 'tsvector'::regtype then 'word' else 'unknown' end, d.elements)
    ) k(of, values)
    where cardinality(k.values) > 0
    order by 1, expression, k.of, d.nspname, d.relname, d.inherited`;

/** What these samples are of, as rows of a number and a text for each row called `t`: a part of a FROM. */
export function sampledOfRow(samples: readonly Sample[]): Sql {
  return sql`lateral (${sql.join(
    samples.map((sample, at) => sql`select ${sql.lit(at)}::int, ${sql.raw(textOf(sample))}`),
    sql` union all `,
  )}) x(at, v)`;
}

// As the server writes a value out, which is how it shows its samples: a cast to text adds to it (inet) or takes from it
// (char).
function textOf({ expression, of }: Sample): string {
  switch (of) {
    case 'value':
      return `format('%s', ${expression})`;
    case 'member':
      return `format('%s', e.e) from unnest(${expression}) e(e)`;
    case 'word':
      return `e.e from unnest(tsvector_to_array(${expression})) e(e)`;
  }
}

/** Sampled values by the number of their sample, `at` their place in it: another part of a FROM. */
export function samplesAsRows(values: readonly (readonly string[])[]): Sql {
  const rows = values.flatMap((each, at) => each.map((value, place) => ({ at, place, value })));
  return sql`unnest(${rows.map(({ at }) => at)}::int[], ${rows.map(({ place }) => place)}::int[],
    ${rows.map(({ value }) => value)}::text[]) s(at, place, v)`;
}
