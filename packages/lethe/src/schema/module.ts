import type { Column, Schema, Table } from './graph.ts';
import { literal, propertyName } from './literal.ts';
import { byCodeUnit } from './order.ts';

const widest = 120;

const header = (
  command: string,
): string => `// Generated from the live database by \`${command}\`. Do not edit: run it again after a migration.
// Types are those in which the pg driver hands values over: bigint and numeric come as strings.
`;

/**
 * The text of a \`schema.ts\`: every table with its columns and their types, so that a policy that names what is not
 * there does not compile. Sorted, so that a change of the database is the only thing that changes it.
 */
export function schemaModule(schema: Schema, command = 'node scripts/generate-schema.ts'): string {
  const tables = Object.values(schema.tables).sort((a, b) => byCodeUnit(a.name, b.name));
  return `${header(command)}import { schemaOf } from 'lethe';

${tables.length === 0 ? 'export type Tables = Record<never, never>;\n' : `export interface Tables {\n${tables.map(tableLines).join('')}}\n`}
export const { subject, subjectColumn, effect, blocker, link, polymorphic } = schemaOf<Tables>();
`;
}

function tableLines(table: Table): string {
  const columns = [...table.columns].sort((a, b) => byCodeUnit(a.name, b.name));
  if (columns.length === 0) return `  ${propertyName(table.name)}: Record<never, never>;\n`;
  return `  ${propertyName(table.name)}: {\n${columns.map(columnLine).join('')}  };\n`;
}

function columnLine(column: Column): string {
  const values = types(column);
  // unknown takes in null already.
  const alternatives = column.nullable && !values.includes('unknown') ? [...values, 'null'] : values;
  const name = `    ${propertyName(column.name)}:`;
  const line = `${name} ${alternatives.join(' | ')};\n`;
  if (line.length - 1 <= widest || alternatives.length === 1) return line;
  return `${name}\n${alternatives.map((alternative) => `      | ${alternative}`).join('\n')};\n`;
}

function types(column: Column): readonly string[] {
  if (column.enumLabels !== null) return column.enumLabels.length === 0 ? ['never'] : column.enumLabels.map(literal);
  const type = (column.baseType ?? column.type).replace(/\(\d+(,-?\d+)?\)/u, '');
  return type.endsWith('[]') ? [`${scalar(type.slice(0, -2), 'A')}[]`] : [scalar(type, column.category)];
}

const byType: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  smallint: 'number',
  integer: 'number',
  oid: 'number',
  real: 'number',
  'double precision': 'number',
  bigint: 'string',
  numeric: 'string',
  money: 'string',
  uuid: 'string',
  xml: 'string',
  date: 'Date',
  'timestamp without time zone': 'Date',
  'timestamp with time zone': 'Date',
  'time without time zone': 'string',
  'time with time zone': 'string',
  text: 'string',
  character: 'string',
  'character varying': 'string',
  bytea: 'Uint8Array',
};

/** Categories whose values the driver leaves as text: strings, network addresses, ranges, bit strings, enums. */
const textCategories = 'SIRVE';

function scalar(type: string, category: string): string {
  const known = Object.hasOwn(byType, type) ? byType[type] : undefined;
  return known ?? (textCategories.includes(category) ? 'string' : 'unknown');
}
