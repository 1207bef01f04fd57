import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { diffSchemas } from './diff.ts';
import { fingerprint } from './fingerprint.ts';
import type { Schema, Table } from './graph.ts';

const trigger = {
  name: 'log',
  table: 'app.t',
  timing: 'after',
  level: 'row',
  events: ['delete'],
  function: 'app.log',
} as const;

const base: Table = sampleTable('app.t', {
  columns: [sampleColumn('id', { nullable: false }), sampleColumn('name', { type: 'text', category: 'S' })],
  uniques: [{ name: 't_name_key', columns: ['name'], partial: false }],
  checks: [{ name: 'named', columns: ['name'], expression: "(name <> ''::text)" }],
  references: [sampleReference('app.t', 'id', 'app.other', { onDelete: 'cascade' })],
  triggers: [trigger],
});

const before = sampleSchema([base], [{ name: 'app.totals', materialised: true, tables: ['app.t'] }]);

function withTable(rest: Partial<Table>): Schema {
  return sampleSchema([{ ...base, ...rest }], before.views);
}

function changesTo(rest: Partial<Table>): string[] {
  return diffSchemas(before, withTable(rest));
}

describe('what counts', () => {
  const cases: [string, Partial<Table>, string[]][] = [
    ['a new column', { columns: [...base.columns, sampleColumn('phone')] }, ['column app.t.phone is new']],
    ['a column that is gone', { columns: base.columns.slice(0, 1) }, ['column app.t.name is gone']],
    [
      'a column of another type',
      { columns: [sampleColumn('id', { type: 'uuid', category: 'U', nullable: true }), ...base.columns.slice(1)] },
      [
        'column app.t.id changed its type from bigint to uuid',
        'column app.t.id changed its base type from bigint to uuid',
        'column app.t.id changed its type category from N to U',
        'column app.t.id changed its nullability from no to yes',
      ],
    ],
    [
      'enum labels',
      {
        columns: [
          ...base.columns.slice(0, 1),
          sampleColumn('name', { type: 'text', category: 'S', enumLabels: ['a'] }),
        ],
      },
      ['column app.t.name changed its enum labels from none to (a)'],
    ],
    ['a primary key that is gone', { primaryKey: null }, ['primary key pkey on app.t is gone']],
    [
      'a unique key',
      { uniques: [{ name: 't_name_key', columns: ['id', 'name'], partial: false, nullsNotDistinct: true }] },
      [
        'unique key t_name_key on app.t changed its columns from (name) to (id, name)',
        'unique key t_name_key on app.t changed its NULLS NOT DISTINCT from no to yes',
      ],
    ],
    [
      'a deferred key',
      { uniques: [{ name: 't_name_key', columns: ['name'], partial: false, deferrable: true }] },
      ['unique key t_name_key on app.t changed its deferrability from none to yes'],
    ],
    [
      'a check',
      { checks: [{ name: 'named', columns: ['name'], expression: 'true' }] },
      ["check named on app.t changed its expression from (name <> ''::text) to true"],
    ],
    [
      'an action',
      { references: [sampleReference('app.t', 'id', 'app.other')] },
      ['foreign key id_fkey on app.t changed its ON DELETE from cascade to no action'],
    ],
    [
      'a reference of one partition alone',
      { references: [...base.references, sampleReference('app.t', 'id', 'app.x', { onlyPartition: 'app.t_1' })] },
      ['foreign key app.t_1.id_fkey on app.t is new'],
    ],
    [
      'a trigger',
      { triggers: [{ ...trigger, timing: 'before' }] },
      ['trigger app.t.log changed its timing from after to before'],
    ],
    ['row security', { rowSecurity: 'forced' }, ['table app.t changed its row security from off to forced']],
    ['rewrite rules', { rules: ['never'] }, ['table app.t changed its rewrite rules from () to (never)']],
    ['heirs', { inheritedBy: ['app.u'] }, ['table app.t changed its heirs from () to (app.u)']],
    ['kind', { kind: 'foreign' }, ['table app.t changed its kind from table to foreign']],
    ['the owning extension', { extension: 'none' }, ['table app.t changed its extension from none to none']],
  ];

  test.each(cases)('%s is said in words, and changes the fingerprint', (_what, rest, sentences) => {
    expect(changesTo(rest)).toEqual(sentences);
    expect(fingerprint(withTable(rest))).not.toBe(fingerprint(before));
  });

  test('tables that come and go', () => {
    const after = sampleSchema([sampleTable('app.notes')], before.views);
    expect(diffSchemas(before, after)).toEqual(['table app.notes is new', 'table app.t is gone']);
  });

  test('materialised views and what they read', () => {
    expect(diffSchemas(before, sampleSchema([base]))).toEqual(['materialised view app.totals is gone']);
    const wider = [{ name: 'app.totals', materialised: true, tables: ['app.u', 'app.t'] }];
    expect(diffSchemas(before, sampleSchema([base], wider))).toEqual([
      'materialised view app.totals changed its tables from (app.t) to (app.t, app.u)',
    ]);
  });

  test('a column may be called constructor', () => {
    expect(changesTo({ columns: [...base.columns, sampleColumn('constructor')] })).toEqual([
      'column app.t.constructor is new',
    ]);
  });
});

describe('what does not count', () => {
  const cases: [string, Partial<Table>][] = [
    ['estimates', { estimate: { rows: 9, bytes: 9 } }],
    ['privileges', { privileges: { ...base.privileges, delete: false, seesAllRows: false } }],
    [
      'an index that is not unique',
      { indexes: [{ name: 'i', columns: ['id'], unique: false, partial: false, valid: true, method: 'btree' }] },
    ],
    ['the index of a reference', { references: base.references.map((reference) => ({ ...reference, index: 'i' })) }],
    ['a new partition', { partitions: ['app.t_1'] }],
    ['the order of columns', { columns: base.columns.toReversed() }],
  ];

  test.each(cases)('%s', (_what, rest) => {
    expect(changesTo(rest)).toEqual([]);
    expect(fingerprint(withTable(rest))).toBe(fingerprint(before));
  });

  test('views that hold no rows', () => {
    const viewed = sampleSchema([base], [...before.views, { name: 'app.v', materialised: false, tables: ['app.t'] }]);
    expect(diffSchemas(before, viewed)).toEqual([]);
  });
});

test('there are no differences exactly when the fingerprints are equal', () => {
  const flag = fc.boolean();
  const arbitrary = fc
    .record({
      nullable: flag,
      cascade: flag,
      rule: flag,
      unique: flag,
      index: flag,
      rows: fc.nat({ max: 1 }),
      view: flag,
    })
    .map(({ nullable, cascade, rule, unique, index, rows, view }) =>
      sampleSchema(
        [
          sampleTable('app.t', {
            columns: [sampleColumn('id', { nullable })],
            references: [
              sampleReference('app.t', 'id', 'app.t', {
                onDelete: cascade ? 'cascade' : 'restrict',
                index: index ? 'i' : null,
              }),
            ],
            rules: rule ? ['r'] : [],
            uniques: unique ? [{ name: 'u', columns: ['id'], partial: false }] : [],
            estimate: { rows, bytes: 0 },
          }),
        ],
        [{ name: 'app.v', materialised: view, tables: [] }],
      ),
    );
  fc.assert(
    fc.property(arbitrary, arbitrary, (a, b) => {
      expect(diffSchemas(a, b).length === 0).toBe(fingerprint(a) === fingerprint(b));
    }),
  );
});
