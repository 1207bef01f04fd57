import { renderTrigger } from './render-trigger.ts';
import { identifier, literal, qualified, tuple } from './sql-text.ts';
import { type Meanwhile, outside, type Reference, type Row, type Table, type World } from './world.ts';

/** The whole schema with its rows, in the order of a dump: keys and triggers come when the rows are there. */
export function render(world: World, version: 15 | 18): string {
  const tables = world.tables.filter((table) => !(world.rowless && table === world.root));
  const schemas = [...new Set(['app', ...tables.map(({ schema }) => schema)])];
  return [
    ...schemas.map((schema) => `create schema ${identifier(schema)};`),
    ...tables.flatMap((table) => renderTable(table, version)),
    ...tables.map((table) => renderRows(table, table.rows)),
    ...world.references.flatMap(renderReference),
    ...world.triggers.flatMap(renderTrigger),
    ...world.views.map(({ name, of, materialised }) => {
      const kind = materialised ? 'materialized view' : 'view';
      return `create ${kind} ${identifier(of.schema)}.${identifier(name)} as select * from ${qualified(of)};`;
    }),
  ]
    .filter((statement) => statement !== '')
    .join('\n');
}

export function renderDrop(world: World): string {
  const schemas = [...new Set(['app', ...world.tables.map(({ schema }) => schema)])];
  return `drop schema if exists ${[...schemas, outside].map(identifier).join(', ')} cascade;`;
}

export function renderRefresh({ views }: World): string {
  return views
    .filter(({ materialised }) => materialised)
    .map(({ name, of }) => `refresh materialized view ${identifier(of.schema)}.${identifier(name)};`)
    .join('\n');
}

function renderTable(table: Table, version: 15 | 18): readonly string[] {
  const name = qualified(table);
  const columns = table.columns.map(({ name: column, type, nullable, more, generated }) => {
    const kind = generated?.virtual === true && version >= 18 ? 'virtual' : 'stored';
    const as = generated === undefined ? '' : ` generated always as (${generated.as}) ${kind}`;
    return `${identifier(column)} ${type}${nullable ? '' : ' not null'}${more === undefined ? '' : ` ${more}`}${as}`;
  });
  const inside = [
    ...columns,
    ...(table.key.length === 0
      ? []
      : [`${table.keyBy === 'unique key' ? 'unique' : 'primary key'} ${tuple(table.key)}`]),
    ...table.uniques.filter(({ constraint }) => constraint).map((unique) => `unique ${tuple(unique.columns)}`),
    ...table.checks.map((check) => `check (${check})`),
  ];
  const { partitioning } = table;
  const by = partitioning === null ? '' : ` partition by ${partitioning.by} (${identifier(partitioning.column)})`;
  return [
    `create table ${name} (\n  ${inside.join(',\n  ')}\n)${by};`,
    ...partitionsOf(table).map(({ part, bounds }) => `create table ${part} partition of ${name} ${bounds};`),
    ...table.uniques
      .filter(({ constraint }) => !constraint)
      .map(
        ({ columns, where }) => `create unique index on ${name} ${tuple(columns)}${where ? ` where ${where}` : ''};`,
      ),
    ...table.indexes.map((columns) => `create index on ${name} ${tuple(columns)};`),
  ];
}

function partitionsOf(table: Table): readonly { readonly part: string; readonly bounds: string }[] {
  return (table.partitioning?.bounds ?? []).map((bounds, at) => ({ part: partName(table, at + 1), bounds }));
}

/** Short enough that the longest name of a table leaves room. */
function partName(table: Table, no: number): string {
  return `${identifier(table.schema)}.${identifier(`${table.name.slice(0, 20)}_part_${no}`)}`;
}

function renderRows(table: Table, rows: readonly Row[]): string {
  const columns = table.columns.filter(({ generated }) => generated === undefined);
  if (rows.length === 0) return '';
  const lines = rows.map((row) => `(${columns.map(({ name }) => literal(row.values[name] ?? null)).join(', ')})`);
  return `insert into ${qualified(table)} ${tuple(columns.map(({ name }) => name))} overriding system value values\n  ${lines.join(',\n  ')};`;
}

function renderReference({ from, columns, to, toColumns, declared }: Reference): readonly string[] {
  if (declared === null) return [];
  const { onDelete, deferral, full, setNull, onPartitions } = declared;
  const action = onDelete === 'no action' ? '' : ` on delete ${onDelete}${setNull ? ` ${tuple(setNull)}` : ''}`;
  const deferred = { no: '', deferrable: ' deferrable', deferred: ' deferrable initially deferred' }[deferral];
  const key = `foreign key ${tuple(columns)} references ${qualified(to)} ${tuple(toColumns)}${full ? ' match full' : ''}${action}${deferred}`;
  const tables = onPartitions ? partitionsOf(from).map(({ part }) => part) : [qualified(from)];
  return tables.map((table) => `alter table ${table} add ${key};`);
}

/** What another session does while the run is at work, one statement after the other; with the row, where it is one. */
export function renderMeanwhile({ table, bounds, rows }: Meanwhile): readonly { sql: string; row: Row | null }[] {
  const part = `create table ${partName(table, 99)} partition of ${qualified(table)} ${bounds};`;
  return [
    ...(bounds === null ? [] : [{ sql: part, row: null }]),
    ...rows.map((row) => ({ sql: renderRows(table, [row]), row })),
  ];
}
