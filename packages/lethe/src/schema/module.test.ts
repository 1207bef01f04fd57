import { expect, test } from 'vitest';
import { sampleColumn, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import type { Column } from './graph.ts';
import { schemaModule } from './module.ts';

/** The lines between the braces of one table with these columns. */
function lines(columns: Column[]): string[] {
  const text = schemaModule(sampleSchema([sampleTable('app.t', { columns })]));
  const from = text.indexOf("  'app.t': {\n");
  return text.slice(from, text.indexOf('  };')).split('\n').slice(1, -1);
}

function typeOf(type: string, rest: Partial<Column> = {}): string | undefined {
  return lines([sampleColumn('c', { type, nullable: false, ...rest })])[0]?.slice('    c: '.length, -1);
}

test('the whole module is stable: tables and columns by name', () => {
  const schema = sampleSchema([
    sampleTable('app.notes', {
      columns: [sampleColumn('text', { type: 'text', category: 'S' }), sampleColumn('id', { nullable: false })],
    }),
    sampleTable('app.empty', { columns: [] }),
  ]);
  expect(
    schemaModule(schema),
  ).toBe(`// Generated from the live database by \`node scripts/generate-schema.ts\`. Do not edit: run it again after a migration.
// Types are those in which the pg driver hands values over: bigint and numeric come as strings.
import { schemaOf } from 'lethe';

export interface Tables {
  'app.empty': Record<never, never>;
  'app.notes': {
    id: string;
    text: string | null;
  };
}

export const { subject, subjectColumn, effect, blocker, link, polymorphic } = schemaOf<Tables>();
`);
});

test('a schema without tables still makes a module', () => {
  expect(schemaModule(sampleSchema([]))).toContain('export type Tables = Record<never, never>;\n');
});

test.each([
  ['bigint', 'N', 'string'],
  ['integer', 'N', 'number'],
  ['numeric(10,2)', 'N', 'string'],
  ['numeric(3,-2)', 'N', 'string'],
  ['double precision', 'N', 'number'],
  ['boolean', 'B', 'boolean'],
  ['character varying(40)', 'S', 'string'],
  ['timestamp(3) with time zone', 'D', 'Date'],
  ['time without time zone', 'D', 'string'],
  ['bytea', 'U', 'Uint8Array'],
  ['uuid', 'U', 'string'],
  ['jsonb', 'U', 'unknown'],
  ['text[]', 'A', 'string[]'],
  ['integer[]', 'A', 'number[]'],
  ['app.stage[]', 'A', 'unknown[]'],
  ['public.citext', 'S', 'string'],
  ['inet', 'I', 'string'],
  ['point', 'G', 'unknown'],
  ['constructor', 'U', 'unknown'],
])('%s is typed as the driver hands it over', (type, category, expected) => {
  expect(typeOf(type, { category })).toBe(expected);
});

test('a domain is typed by the type under it', () => {
  expect(typeOf('app.cents', { baseType: 'bigint' })).toBe('string');
});

test('a nullable column takes null; unknown takes it already', () => {
  expect(typeOf('integer', { nullable: true })).toBe('number | null');
  expect(typeOf('jsonb', { category: 'U', nullable: true })).toBe('unknown');
});

test('an enum is the union of its labels, over several lines where one would be too wide', () => {
  expect(typeOf('app.stage', { enumLabels: ['lead', "it's", 'say "x"', '\'"'] })).toBe(
    `'lead' | "it's" | 'say "x"' | '\\'"'`,
  );
  const labels = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
  expect(lines([sampleColumn('c', { enumLabels: labels })])).toEqual([
    '    c:',
    `      | '${labels[0]}'`,
    `      | '${labels[1]}'`,
    `      | '${labels[2]}'`,
    '      | null;',
  ]);
});

test('an enum without labels has no values', () => {
  expect(typeOf('app.nothing', { enumLabels: [] })).toBe('never');
});

test('names that are no identifiers are quoted, others are not', () => {
  const names = ['größe', 'Id', 'constructor', '1st', 'a-b', "it's", 'two\nlines'];
  expect(lines(names.map((name) => sampleColumn(name, { nullable: false })))).toEqual([
    "    '1st': string;",
    '    Id: string;',
    "    'a-b': string;",
    '    constructor: string;',
    '    größe: string;',
    '    "it\'s": string;',
    "    'two\\nlines': string;",
  ]);
});
