import fc, { type Arbitrary } from 'fast-check';
import { runFaultPoints } from '../../src/fault-point.ts';
import type { Disturbance } from './carry.ts';
import type { CrashPoint } from './crash.ts';
import type { Decor, Description, Piece, TieSpec } from './description.ts';
import type { Case } from './run-case.ts';
import type { KeyKind } from './world.ts';

/*
 * What comes first in a list is what a failing case is shrunk to.
 */

const at = fc.nat(60);
const salt = fc.nat(1_000);

/** The first in most cases. */
function mostly<T>(first: T, ...others: readonly [T, ...T[]]): Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(first), weight: 2 * others.length + 1 },
    ...others.map((other) => fc.constant(other)),
  );
}

const seldom = fc.nat(6).map((no) => no === 6);

const decor: Arbitrary<Decor> = fc.record({
  name: mostly<Decor['name']>('plain', 'upper', 'spaces', 'quotes', 'dotted', 'long', 'non-ascii'),
  schema: mostly<Decor['schema']>('app', 'billing', 'Büro', 'outside'),
  softDeleted: mostly<Decor['softDeleted']>('no', 'yes', 'partial unique'),
  check: seldom,
  generated: mostly<Decor['generated']>('no', 'stored', 'virtual'),
  identity: mostly<Decor['identity']>('no', 'always', 'by default'),
  beside: mostly<Decor['beside']>('nothing', 'array', 'json'),
  authors: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.nat(3)),
  view: mostly<Decor['view']>('no', 'view', 'materialised'),
  identifier: seldom,
});

const deferral = mostly<TieSpec['deferral']>('no', 'deferrable', 'deferred');
const keyKind: Arbitrary<Exclude<KeyKind, 'none'>> = fc.constantFrom('bigint', 'uuid', 'text', 'integer', 'two parts');
const tenant = fc.constantFrom('no', 'foreign key', 'column');

const tie: Arbitrary<TieSpec> = fc.record({
  at,
  by: mostly<TieSpec['by']>('foreign key', 'column', 'text column', 'json'),
  onDelete: fc.constantFrom('no action', 'cascade', 'restrict', 'set null'),
  none: fc.constantFrom('never', 'never', 'null', 'zero'),
  deferral,
  index: seldom.map((no) => !no),
});

const pieces: Readonly<Record<Piece['kind'], { weight: number; arbitrary: Arbitrary<Piece> }>> = {
  table: {
    weight: 12,
    arbitrary: fc.record({
      ...{ kind: fc.constant('table'), tenant, decor, salt },
      key: fc.oneof({ arbitrary: keyKind, weight: 5 }, fc.constant('none')),
      ties: fc.array(tie, { minLength: 1, maxLength: 3 }),
      partition: fc.oneof(fc.constant('no'), fc.constantFrom('range', 'list', 'hash', 'keys of partitions')),
    }),
  },
  polymorphic: {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('polymorphic'), arms: fc.array(at, { minLength: 2, maxLength: 4 }), tenant, salt },
      types: fc.constantFrom('tables', 'classes'),
      ids: fc.constantFrom('numbers', 'numbers as text', 'uuids as text'),
      ...{ byType: fc.boolean(), none: fc.boolean() },
    }),
  },
  'one of two': {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant('one of two'), one: at, other: at, salt },
      onDelete: fc.constantFrom('no action', 'cascade'),
    }),
  },
  junction: {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('junction'), one: at, other: at, salt },
      style: fc.constantFrom('composite key', 'no key', 'A and B', 'undeclared'),
      shared: fc.boolean(),
    }),
  },
  'to unique': {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('to unique'), at, none: fc.boolean(), full: fc.boolean(), salt },
      onDelete: fc.constantFrom('no action', 'cascade', 'set null'),
    }),
  },
  self: {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('self'), at, salt, none: fc.nat(3).map((no) => no < 3) },
      onDelete: fc.constantFrom('no action', 'cascade', 'restrict', 'set null'),
    }),
  },
  cycle: {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('cycle'), at, tenant: fc.boolean(), deferral, salt },
      size: fc.oneof({ arbitrary: fc.integer({ min: 2, max: 4 }), weight: 3 }, fc.integer({ min: 2, max: 13 })),
      links: fc.constantFrom('one may be NULL', 'all may be NULL', 'NOT NULL', 'NOT NULL, CASCADE'),
    }),
  },
  owned: {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('owned'), at, none: fc.boolean(), child: fc.boolean(), salt },
      onDelete: fc.constantFrom('no action', 'restrict'),
    }),
  },
  pointer: {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant('pointer'), at, salt },
      by: fc.constantFrom('no action', 'set null', 'column'),
    }),
  },
  cross: {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('cross'), from: at, to: at, salt },
      onDelete: fc.constantFrom('no action', 'cascade', 'restrict', 'set null'),
    }),
  },
  trigger: {
    weight: 2,
    arbitrary: fc.record({
      ...{ kind: fc.constant('trigger'), at, salt },
      timing: fc.constantFrom('after row', 'before row', 'after statement'),
    }),
  },
  growing: {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant('growing'), partition: fc.boolean(), salt },
      by: fc.constantFrom('foreign key', 'column'),
    }),
  },
  undecided: {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant('undecided'), at, salt },
      what: fc.constantFrom('nullable key', 'row of two tenants', 'child of another'),
    }),
  },
};

const piece: Arbitrary<Piece> = fc.oneof(...Object.values(pieces));

const description = (plainSpoken: boolean): Arbitrary<Description> =>
  fc.record({
    plainSpoken: fc.constant(plainSpoken),
    root: fc.record({
      ...{ key: keyKind, ownRow: seldom.map((no) => !no), decor },
      by: mostly<Description['root']['by']>('primary key', 'unique key'),
    }),
    ...{ tenants: fc.integer({ min: 2, max: 4 }), victim: fc.nat(3), salt },
    tables: fc.oneof({ withCrossShrink: true }, { arbitrary: fc.constant(0), weight: 0 }, fc.constant(5)),
    ...{ camelCase: seldom, users: fc.boolean(), insertGuard: fc.boolean() },
    // Taken away one by one, so that what is left over when a case was shrunk is what the fault needs.
    pieces: fc.array(fc.option(piece, { freq: 40 }), { minLength: 4, maxLength: 10, size: 'max' }),
  });

const dies: Arbitrary<Disturbance> = fc.record({
  is: fc.constant('dies'),
  phase: fc.constantFrom<CrashPoint['phase'][]>(
    ...(['start', 'effects before', 'steps', 'fence', 'sweep', 'root', 'effects after', 'verify', 'certify'] as const),
  ),
  call: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })),
  behind: fc.boolean(),
});

const killedAt: Arbitrary<Disturbance> = fc.record({
  is: fc.constant('killed'),
  point: fc.constantFrom(...runFaultPoints.filter((point) => !point.startsWith('effect.'))),
  turn: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 8 })),
});

/** Of a hundred cases so many are killed, a quarter is left alone, and in all others the worker dies. */
export function casesWith({ killed, plainSpoken }: { killed: number; plainSpoken: boolean }): Arbitrary<Case> {
  const disturbance = fc.oneof(
    { arbitrary: fc.constant<Disturbance>({ is: 'nothing' }), weight: 25 },
    { arbitrary: dies, weight: 75 - killed },
    ...(killed > 0 ? [{ arbitrary: killedAt, weight: killed }] : []),
  );
  return fc.record({ description: description(plainSpoken), disturbance });
}
