import type { Reference, Schema } from '../packages/lethe/src/schema/graph.ts';

/** Its tables, in a schema `app` that is made for them, with an index for each reference. */
export function schemaSql({ tables }: Schema): string {
  const all = Object.values(tables);
  return [
    'create schema app;',
    ...all.map(({ name, columns }) => {
      const written = columns.map((column) => `${column.name} ${column.type}${column.nullable ? '' : ' not null'}`);
      return `create table ${name} (${written.join(', ')}, primary key (id));`;
    }),
    ...all.flatMap(({ references }) => references.map(referenceSql)),
  ].join('\n');
}

function referenceSql({ name, table, columns: [column], to, onDelete, index }: Reference): string {
  const key = `alter table ${table} add constraint ${name} foreign key (${column}) references ${to} on delete ${onDelete};`;
  return `${key}\ncreate index ${index} on ${table} (${column});`;
}
