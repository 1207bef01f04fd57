import { expect, test } from 'vitest';
import { sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { allReferences, referencesFrom, referencesTo } from './references.ts';

const up = sampleReference('app.a', 'up', 'app.a');
const toA = sampleReference('app.b', 'a_id', 'app.a');
const schema = sampleSchema([sampleTable('app.a', { references: [up] }), sampleTable('app.b', { references: [toA] })]);

test('references to a table are those of every table, its own included', () => {
  expect(referencesTo(schema, 'app.a')).toEqual([up, toA]);
  expect(referencesTo(schema, 'app.b')).toEqual([]);
});

test('references from a table are its own; a table that is not there has none', () => {
  expect(referencesFrom(schema, 'app.b')).toEqual([toA]);
  expect(referencesFrom(schema, 'app.gone')).toEqual([]);
});

test('all references come in the order of the tables', () => {
  expect(allReferences(schema)).toEqual([up, toA]);
});
