import type { Column, DeleteAction, Reference, Schema, Table } from '../schema/graph.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from './sample-schema.ts';

/**
 * A schema in a few lines, one a table; tables without a schema are in `app`.
 *
 *     workspaces: id, name text
 *     contacts: id, workspace_id! -> workspaces cascade, email text
 *     order_lines: key(order_id, line_no), order_id! -> orders cascade, line_no!
 *     talks: id, workspace_id!, contact_id!, (workspace_id, contact_id) -> contacts(workspace_id, id) cascade
 *
 * `!` is NOT NULL. After the target of a reference: cascade, restrict, set null, set null(column), set default, and
 * unindexed, unvalidated, full. The primary key is `id` unless `key(…)` says otherwise.
 */
export function schemaText(text: string, change: (table: Table) => Partial<Table> = () => ({})): Schema {
  const lines = text.split('\n').map((line) => line.trim());
  const tables = lines.filter((line) => line !== '' && !line.startsWith('--')).map(readTable);
  return sampleSchema(tables.map((table) => ({ ...table, ...change(table) })));
}

const ofType: Readonly<Record<string, Partial<Column>>> = {
  text: { type: 'text', category: 'S' },
  jsonb: { type: 'jsonb', category: 'U' },
};

function readTable(line: string): Table {
  const colon = line.indexOf(':');
  const name = inApp(line.slice(0, colon).trim());
  const parts = splitOutsideParentheses(line.slice(colon + 1));
  const keys = parts.flatMap((part) => listAfter('key', part) ?? []);
  const written = parts.filter((part) => !part.startsWith('(') && !part.startsWith('key('));
  const columns = written.map((part) => {
    const [, column = '', bound, type] = /^(\w+)(!?)(?:\s+(text|jsonb))?/.exec(part) ?? [];
    const nullable = bound !== '!' && column !== 'id' && !keys.includes(column);
    return sampleColumn(column, { nullable, ...(type === undefined ? {} : ofType[type]) });
  });
  const key = keys.length > 0 ? keys : columns.some((column) => column.name === 'id') ? ['id'] : null;
  return sampleTable(name, {
    columns,
    primaryKey: key === null ? null : { name: `${name}_pkey`, columns: key, partial: false },
    references: parts.filter((part) => part.includes('->')).map((part) => readReference(name, part)),
  });
}

function readReference(table: string, part: string): Reference {
  const [from = '', target = ''] = part.split('->').map((side) => side.trim());
  const columns = from.startsWith('(') ? list(from.slice(1, -1)) : [from.replace(/!?(\s+text)?$/, '')];
  const [, to = '', toColumns, rest = ''] = /^([\w.]+)(?:\(([^)]*)\))?(.*)$/.exec(target) ?? [];
  const actions: readonly DeleteAction[] = ['cascade', 'restrict', 'set null', 'set default'];
  const onDelete = actions.find((action) => rest.includes(action)) ?? 'no action';
  const name = `${table.slice(table.indexOf('.') + 1)}_${columns.join('_')}_fkey`;
  return sampleReference(table, columns[0] ?? '', inApp(to), {
    ...{ name, columns, onDelete },
    toColumns: toColumns === undefined ? ['id'] : list(toColumns),
    onDeleteColumns: listAfter('set null', rest),
    match: rest.includes('full') ? 'full' : 'simple',
    validated: !rest.includes('unvalidated'),
    index: rest.includes('unindexed') ? null : `${name}_index`,
  });
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function listAfter(word: string, text: string): readonly string[] | null {
  const start = text.indexOf(`${word}(`);
  return start === -1 ? null : list(text.slice(start + word.length + 1, text.indexOf(')', start)));
}

function list(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function inApp(table: string): string {
  return table.includes('.') ? table : `app.${table}`;
}
