import { describe, expect, it } from 'vitest';
import { crm, workspace } from './crm.fixture.ts';
import { ignore, unlessFound } from './ignore.ts';
import { inStore, problemsOf, store } from './problems.fixture.ts';
import { postgres } from './store.ts';

describe('stores and kinds', () => {
  it.each([
    ['no store', { ...crm, stores: {} }, 'stores', 'an empty list'],
    ['two stores', { ...crm, stores: { ...crm.stores, other: postgres(store) } }, 'stores', 'a list of 2'],
    ['no subject', { ...crm, subjects: {} }, 'subjects', 'an empty object'],
    ['a list of stores', { ...crm, stores: [] }, 'stores', 'an empty list'],
    [
      'a kind that cannot be typed in a command',
      { ...crm, subjects: { 'Work space': workspace } },
      'subjects["Work space"]',
      '"Work space"',
    ],
    [
      'a kind named __proto__',
      { ...crm, subjects: JSON.parse('{"__proto__": {"table": "app.workspaces"}}') },
      'subjects.__proto__',
      '"__proto__"',
    ],
    [
      'a subject that is a text',
      { ...crm, subjects: { workspace: 'app.workspaces' } },
      'subjects.workspace',
      '"app.workspaces"',
    ],
  ])('%s is a problem', (_what, value, path, found) => {
    expect(problemsOf(value)).toEqual([expect.objectContaining({ path, found })]);
  });

  it.each([
    ['the schema of Lethe itself', { schemas: ['app', 'lethe'] }, 'schemas[1]', '"lethe"'],
    ['a schema of PostgreSQL', { schemas: ['app', 'pg_catalog'] }, 'schemas[1]', '"pg_catalog"'],
    ['a schema twice', { schemas: ['app', 'app'] }, 'schemas[1]', '"app"'],
    ['a schema that holds nothing', { schemas: ['app', 'ap'] }, 'schemas[1]', '"ap"'],
    ['no schema', { schemas: [] }, 'schemas', 'an empty list'],
    ['another kind of store', { type: 'mysql' }, 'type', '"mysql"'],
    [
      'an ignored table that is not there',
      { ignore: { 'app.contries': 'same for all' } },
      'ignore["app.contries"]',
      '"app.contries"',
    ],
    [
      'a table left alone unless something is found, without a reason',
      { ignore: { 'app.countries': unlessFound('') } },
      'ignore["app.countries"].because',
      '""',
    ],
    [
      'a column of numbers to look in that is not there',
      { ignore: { 'app.countries': unlessFound('the same for all', { numbers: ['cod'] }) } },
      'ignore["app.countries"].numbers[0]',
      '"cod"',
    ],
    [
      'a column to look in that holds no numbers',
      { ignore: { 'app.countries': unlessFound('the same for all', { numbers: ['code'] }) } },
      'ignore["app.countries"].numbers[0]',
      '"code", which holds none',
    ],
    [
      'numbers to look in without a search',
      { ignore: { 'app.countries': { ...ignore('the same for all'), numbers: ['code'] } } },
      'ignore["app.countries"].numbers',
      'a list of 1',
    ],
    [
      'a link by mentions without a search',
      { ignore: { 'app.countries': { ...ignore('the same for all'), mentionsLink: true } } },
      'ignore["app.countries"].mentionsLink',
      'true',
    ],
    [
      'a link by mentions of another sort',
      { ignore: { 'app.countries': { ...unlessFound('the same for all'), mentionsLink: 'numbers' } } },
      'ignore["app.countries"].mentionsLink',
      '"numbers"',
    ],
    [
      'another rule than one that leaves it alone',
      { ignore: { 'app.countries': { rule: 'delete', because: 'the same for all' } } },
      'ignore["app.countries"].rule',
      '"delete"',
    ],
    ['an ignored table without a reason', { ignore: { 'app.countries': '' } }, 'ignore["app.countries"]', '""'],
    [
      'an ignored table without its schema',
      { ignore: { countries: 'same for all' } },
      'ignore.countries',
      '"countries"',
    ],
    [
      'a column that may stay and is not there',
      { mayStay: { 'app.invoices.bill_too': 'by law' } },
      'mayStay["app.invoices.bill_too"]',
      '"bill_too"',
    ],
    ['a table to refresh', { refresh: ['app.invoices'] }, 'refresh[0]', '"app.invoices"'],
    ['a view to refresh that is not there', { refresh: ['app.totals'] }, 'refresh[0]', '"app.totals"'],
    [
      'a column that may stay without a reason',
      { mayStay: { 'app.invoices.id': ' ' } },
      'mayStay["app.invoices.id"]',
      '" "',
    ],
    ['a table that may stay', { mayStay: { 'app.invoices': 'by law' } }, 'mayStay["app.invoices"]', '"app.invoices"'],
    [
      'an ignored view',
      { ignore: { 'app.open_invoices': 'a view' } },
      'ignore["app.open_invoices"]',
      '"app.open_invoices", which is a view',
    ],
  ])('%s is a problem', (_what, fields, place, found) => {
    expect(inStore(fields)).toEqual([expect.objectContaining({ path: `stores.crm.${place}`, found })]);
  });
});
