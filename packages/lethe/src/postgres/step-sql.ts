import { sql } from 'kysely';
import { unreachable } from '../errors.ts';
import type { AnonymiseStep, DeleteStep, DetachStep, EffectUse, Step } from '../planner/plan.ts';
import type { Replacement } from '../policy/policy.ts';
import { type Asked, predicateSql } from './predicate-sql.ts';
import { columnsSql, type Sql, tableSql } from './sql.ts';

/** Rows of the step that are not dealt with yet: its predicate, and for those that stay, that something is to change. */
export function pendingSql(step: Step, asked: Asked): Sql {
  const owned = predicateSql(step.predicate, asked, 't');
  switch (step.kind) {
    case 'delete':
      return owned;
    case 'detach':
      return sql`${owned} and (${sql.join(
        step.columns.map((column) => sql`${sql.id('t', column)} is not null`),
        sql` or `,
      )})`;
    case 'anonymise':
      return sql`${owned} and (${sql.join(changesSql(step), sql` or `)})`;
    default:
      return unreachable(step, 'step');
  }
}

export function changesSql(step: AnonymiseStep): Sql[] {
  // Compared as text: json has no equality.
  return Object.entries(step.columns).map(
    ([column, replacement]) =>
      sql`${sql.id('t', column)}::text is distinct from (${replacementSql(replacement, step.key, 't')})::text`,
  );
}

/** The statement that deals with the rows of `relation` (the step's table or a leaf of it) that `where` names. */
export function writeSql(step: Step, asked: Asked, relation: Sql, where: Sql): Sql {
  switch (step.kind) {
    case 'delete':
      return deleteSql(relation, where);
    case 'detach':
      return sql`update ${relation} as t set ${sql.join(
        step.columns.map((column) => sql`${sql.id(column)} = ${withoutSql(step, asked, column)}`),
      )} where ${where}`;
    case 'anonymise':
      return sql`update ${relation} as t set ${sql.join(
        Object.entries(step.columns).map(
          ([column, replacement]) => sql`${sql.id(column)} = ${replacementSql(replacement, step.key, 't')}`,
        ),
      )} where ${where}`;
    default:
      return unreachable(step, 'step');
  }
}

export const deleteSql = (relation: Sql, where: Sql): Sql => sql`delete from ${relation} as t where ${where}`;

/** Nothing, or the list without what goes. */
function withoutSql({ members }: DetachStep, asked: Asked, column: string): Sql {
  if (members === undefined) return sql`null`;
  const list = sql.id('t', column);
  const [key] = asked.subject.key;
  if (members.of === 'subject') {
    const other = members.asText === true ? sql`u.m::text <> ${key}::text` : sql`u.m <> ${key}`;
    return sql`array(select u.m from unnest(${list}) with ordinality u(m, n) where ${other} or u.m is null order by u.n)`;
  }
  const { table, key: named, where } = members;
  return sql`array(select u.m from unnest(${list}) with ordinality u(m, n)
    where not exists (select from ${tableSql(table)} g where ${sql.id('g', named)} = u.m and ${predicateSql(where, asked, 'g')}) order by u.n)`;
}

function replacementSql(replacement: Replacement, key: readonly string[], alias: string): Sql {
  switch (replacement.with) {
    case 'null':
      return sql`null`;
    case 'constant':
      // A literal, so that the server gives it the column's type in an assignment and text in a comparison.
      return sql.lit(replacement.value);
    case 'key': {
      if (key.length === 0) throw new Error('bug: a replacement made of the key on a table without a primary key');
      const parts = key.map((column) => sql`${sql.id(alias, column)}::text`);
      return sql`${sql.lit(replacement.prefix)} || concat_ws('-', ${sql.join(parts)}) || ${sql.lit(replacement.suffix)}`;
    }
    default:
      return unreachable(replacement, 'replacement');
  }
}

/**
 * Adds rows to the outbox, once each: the idempotency key is a digest of run, effect and the row's primary key, so a
 * row enumerated before and met again while it is deleted is the same entry.
 */
export function outboxSql(runId: string, effect: EffectUse, key: readonly string[], from: Sql): Sql {
  const name = `${effect.name}@${effect.version}`;
  const values = effect.values.flatMap((column) => [sql.lit(column), jsonSql(sql`g.${sql.id(column)}`)]);
  const row = sql`concat_ws(',', ${sql.join(key.map((column) => sql`g.${sql.id(column)}::text`))})`;
  return sql`insert into lethe.outbox (run, effect, version, idempotency_key, row_values)
    select ${runId}, ${effect.name}, ${effect.version}::int,
      encode(sha256(convert_to(${`${runId}:${name}:`} || ${row}, 'UTF8')), 'hex'),
      jsonb_build_object(${sql.join(values)})
    from ${from} g
    on conflict (idempotency_key) do nothing`;
}

/** As JSON, with numbers that JavaScript would round (bigint, numeric) as text: the generated types say string. */
function jsonSql(value: Sql): Sql {
  return sql`case when pg_typeof(${value}) in ('bigint'::regtype, 'numeric'::regtype) then to_jsonb(${value}::text) else to_jsonb(${value}) end`;
}

/** A deletion as parts of a WITH: what went is `name`, and goes on to the outbox where an effect needs its values. */
export function deletionSql(
  name: string,
  { step, relation, where }: { readonly step: DeleteStep; readonly relation: Sql; readonly where: Sql },
  runId: string,
  effects: readonly EffectUse[],
): readonly Sql[] {
  const columns = [
    ...effects.flatMap((effect) => [
      ...step.key,
      ...effect.values,
      ...(effect.where === null ? [] : [effect.where.column]),
    ]),
    ...(step.owns ?? []).flatMap((owns) => owns.columns),
  ];
  const returned = columns.length === 0 ? sql`1` : columnsSql('t', [...new Set(columns)]);
  const captures = effects.map((effect, at) => {
    const rows = sql`(select * from ${sql.id(name)} where ${narrowedSql(effect)})`;
    return sql`${sql.id(`${name}_out${at}`)} as (${outboxSql(runId, effect, step.key, rows)})`;
  });
  return [sql`${sql.id(name)} as (${deleteSql(relation, where)} returning ${returned})`, ...captures];
}

function narrowedSql({ where }: EffectUse): Sql {
  return where === null ? sql`true` : sql`${sql.id(where.column)}::text = any(${[...where.in]}::text[])`;
}
