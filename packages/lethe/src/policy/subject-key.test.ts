import { expect, it } from 'vitest';
import { sampleColumn, sampleTable } from '../testing/sample-schema.ts';
import { oneSpelling } from './one-spelling.ts';
import { whyUnnamed } from './subject-key.ts';

const keyOf = (type: string, baseType?: string) =>
  sampleTable('app.t', {
    columns: [sampleColumn('id', { type: 'bigint' }), sampleColumn('at', { type, ...(baseType && { baseType }) })],
    primaryKey: { name: 'pkey', columns: ['id', 'at'], partial: false },
  });

it.each([
  'text',
  'uuid',
  'timestamp without time zone',
  'date',
  'numeric(10,2)',
  'time without time zone',
  'character(4)',
  'citext',
])('a key of type %s names a subject', (type) => {
  expect(whyUnnamed(keyOf(type))).toBeNull();
});

it.each([
  ...[
    'timestamp with time zone',
    'timestamp(3) with time zone',
    'time with time zone',
    'interval',
    'interval day to second',
  ],
  ...['money', 'real', 'double precision'],
])('a key of type %s names none', (type) => {
  expect(whyUnnamed(keyOf(type))?.found).toBe(`app.t, of whose key at is of type ${type}`);
  expect(whyUnnamed(keyOf('app.moment', type))?.found).toContain('app.moment');
});

it('only the key counts', () => {
  expect(
    whyUnnamed({ ...keyOf('interval'), primaryKey: { name: 'pkey', columns: ['id'], partial: false } }),
  ).toBeNull();
  expect(whyUnnamed({ ...keyOf('text'), primaryKey: null })?.found).toBe('app.t, which has none');
});

it.each([
  ['text', {}, 'text'],
  ['character varying(40)', {}, 'text'],
  ['app.slug', { baseType: 'character varying(40)' }, 'text'],
  ['bigint', {}, 'bigint'],
  ['integer', {}, 'integer'],
  ['app.region', { enumLabels: ['eu'] }, 'app.region'],
  ['text', { looseCollation: true }, null],
  ['character(4)', {}, null],
  ['numeric', {}, null],
  ['citext', {}, null],
  ['app.slug', { baseType: 'citext' }, null],
  ['jsonb', {}, null],
  ['timestamp with time zone', {}, null],
] as const)('equal values of %s %j are written alike as %s', (type, rest, expected) => {
  expect(oneSpelling(sampleColumn('c', { type, ...rest }))).toBe(expected);
});
