import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looks } from '../schema/personal-words.ts';
import type { DataMap } from './data-map.ts';
import { mapHeader, mapText } from './map-text.ts';
import { lineKey, parseMap } from './parse-map.ts';
import { happenings } from './subject-lines.ts';

/** Names a database may have: the marks of the map among them, and what would end a line. */
const name = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.string({ unit: fc.constantFrom(...'a|\\:!,-[]<=>→ \t\n\r\u2028\u00a0\u202eé𝄞#'), maxLength: 6 }),
);
const some = <T>(of: fc.Arbitrary<T>, by: (item: T) => string) => fc.uniqueArray(of, { selector: by, maxLength: 4 });
const line = fc.record({
  table: name,
  happens: fc.subarray([...happenings], { minLength: 1 }),
  reached: fc.option(name.filter((text) => text !== '')),
  why: name,
});
const map: fc.Arbitrary<DataMap> = fc.record({
  v: fc.constant(1 as const),
  subjects: some(
    fc.record({
      kind: fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/),
      ownership: fc.constantFrom('tenant' as const, 'person' as const),
      table: name.filter((text) => text !== ''),
      key: fc.array(name, { maxLength: 3 }),
      lines: some(line, ({ table }) => table),
    }),
    ({ kind }) => kind,
  ),
  tables: some(
    fc.record({
      name: name.filter((text) => text !== ''),
      columns: some(
        fc.record({ name, type: name, looksLike: fc.option(fc.constantFrom(...looks)) }),
        (each) => each.name,
      ),
    }),
    (each) => each.name,
  ),
  references: some(
    fc.record({
      table: name,
      columns: fc.array(name, { minLength: 1, maxLength: 3 }),
      to: name,
      toColumns: fc.array(name, { minLength: 1, maxLength: 3 }),
      onDelete: fc.constantFrom(
        'no action' as const,
        'restrict' as const,
        'cascade' as const,
        'set null' as const,
        'set default' as const,
      ),
      name,
    }),
    (each) => JSON.stringify([each.table, each.name]),
  ),
});

test('what is written is read back, whatever the names', () => {
  fc.assert(
    fc.property(map, (written) => {
      const text = mapText(written);
      expect(parseMap(text)).toMatchObject({ map: written });
      expect(parseMap(text.replaceAll('\n', '\r\n'))).toMatchObject({ map: written });
    }),
    { numRuns: 120 },
  );
});

test('two maps that differ have different texts', () => {
  fc.assert(
    fc.property(map, map, (a, b) => {
      expect(mapText(a) === mapText(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test('no name ends a line or a cell', () => {
  fc.assert(
    fc.property(map, (written) => {
      const rows =
        written.tables.length +
        written.references.length +
        written.subjects.reduce((sum, { lines }) => sum + lines.length + 2, 0);
      expect(mapText(written).split('\n')).toHaveLength(rows + 1 + 4 + 1);
      expect(mapText(written)).not.toMatch(/ $/mu);
    }),
  );
});

const text = `${mapHeader}

[subject user] person | app.users
delete    | app.users | users is the subject itself | default
keep      | app.bills | bills.user_id → users (fk) | rule

[tables]
app.bills | user_id: bigint
app.users | email: text ! e-mail address

[references]
app.bills | user_id | → app.users | id | no action | fk
`;

test('each thing is known with the line it stands in', () => {
  const read = parseMap(text);
  const lines = 'lines' in read ? read.lines : new Map<string, number>();
  const numbers = [
    lineKey.subject('user', 'app.bills'),
    lineKey.table('app.users'),
    lineKey.reference('app.bills', 'fk'),
  ];
  const sections = [lineKey.section('subject user'), lineKey.section('tables'), lineKey.section('references')];
  expect(numbers.map((key) => lines.get(key))).toEqual([5, 9, 12]);
  expect(sections.map((key) => lines.get(key))).toEqual([3, 7, 11]);
});

describe('a text that is no map says in which line', () => {
  const strange = 'it is not written as a map is';
  test.each([
    [
      'another first line',
      (all: string) => all.replace('map 1', 'map 2'),
      1,
      'its first line is not that of a map of this version',
    ],
    ['nothing at all', () => '', 1, 'its first line is not that of a map of this version'],
    ['no sections', () => `${mapHeader}\n`, 1, 'its last sections are not [tables] and [references]'],
    ['a line above the sections', (all: string) => all.replace('\n[subject', 'x\n[subject'), 2, strange],
    [
      'a section that is missing',
      (all: string) => all.replace('[tables]', '[subject t] tenant | t'),
      11,
      'its last sections are not [tables] and [references]',
    ],
    ['a subject without its table', (all: string) => all.replace('person | app.users', 'person'), 3, strange],
    ['a cell too few', (all: string) => all.replace(' | rule', ''), 5, strange],
    ['a word that is none', (all: string) => all.replace('keep  ', 'keeep '), 5, '"keeep" is no word of a map'],
    ['a column without a type', (all: string) => all.replace('user_id: bigint', 'user_id'), 8, strange],
    ['a mark too many', (all: string) => all.replace('! e-mail', '! x ! e-mail'), 9, strange],
    [
      'a guess that is none',
      (all: string) => all.replace('e-mail address', 'e-mail'),
      9,
      '"e-mail" is no word of a map',
    ],
    ['a reference without its arrow', (all: string) => all.replace('→ app.users |', 'app.users |'), 12, strange],
    [
      'an action that is none',
      (all: string) => all.replace('no action', 'nothing'),
      12,
      '"nothing" is no word of a map',
    ],
    [
      'a merge that left both',
      (all: string) => all.replace('app.bills | user', '<<<<<<< ours\napp.bills | user'),
      8,
      'a merge conflict is open in it',
    ],
    [
      'a table twice',
      (all: string) => all.replace('app.users | email', 'app.bills | email'),
      9,
      'what stands here stands above already',
    ],
  ])('%s', (_what, edit, line, why) => {
    expect(parseMap(edit(text))).toEqual({ line, why });
  });
});
