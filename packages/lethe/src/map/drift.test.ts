import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keep } from '../planner/ask.fixture.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { sampleColumn, sampleReference, sampleSchema, sampleTable } from '../testing/sample-schema.ts';
import { schemaText } from '../testing/schema-text.ts';
import { mapFor, type Written } from './data-map.fixture.ts';
import { driftOf } from './drift.ts';
import { mapText } from './map-text.ts';

const before = schemaText(`
  workspaces: id, name text
  contacts: id, workspace_id! -> workspaces cascade, email text
  talks: id, contact_id! -> contacts cascade
  notes: id
`);
const reviewed = mapText(mapFor(before));

/** `CODE table:line message` of what is found in the reviewed map. */
function drift(schema: Schema, written: Written = {}, text: string | null = reviewed): readonly string[] {
  return driftOf(text, mapFor(schema, written)).map(
    ({ code, table, place, message }) => `${code} ${table}:${place.in === 'map' ? place.line : 'config'} ${message}`,
  );
}

function changed(name: string, change: (table: Table) => Partial<Table>): Schema {
  return sampleSchema(
    Object.values(before.tables).map((table) => (table.name === name ? { ...table, ...change(table) } : table)),
  );
}

const lineOf = (start: string): number => reviewed.split('\n').findIndex((line) => line.startsWith(start)) + 1;
const text = (name: string): Column => sampleColumn(name, { type: 'text', category: 'S' });

describe('the reviewed map', () => {
  test('is current when nothing has changed, with any ends of lines', () => {
    expect(drift(before)).toEqual([]);
    expect(drift(before, {}, reviewed.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  test('may be missing', () => {
    expect(drift(before, {}, null)).toEqual([
      'MAP_MISSING :config there is no lethe.map beside the configuration, so nobody has reviewed what becomes of each table',
    ]);
  });

  test('may be no map', () => {
    expect(drift(before, {}, reviewed.replace('delete ', 'erase '))).toEqual([
      `MAP_UNREADABLE :${lineOf('delete ')} lethe.map cannot be read: "erase" is no word of a map`,
    ]);
  });

  test('may say the same in another order, or with something added', () => {
    const lines = reviewed.split('\n');
    const [a, b] = [lineOf('app.notes') - 1, lineOf('app.talks |') - 1];
    const swapped = lines
      .with(a, lines[b] ?? '')
      .with(b, lines[a] ?? '')
      .join('\n');
    const words =
      'lethe.map says the same as the database and the configuration, but is not written as lethe map writes it';
    expect(drift(before, {}, swapped)).toEqual([`MAP_OUTDATED :${a + 1} ${words}`]);
    expect(drift(before, {}, `${reviewed}\n`)).toEqual([`MAP_OUTDATED :${lines.length + 1} ${words}`]);
    expect(drift(before, {}, reviewed.trimEnd())).toEqual([`MAP_OUTDATED :${lines.length - 1} ${words}`]);
  });
});

describe('tables', () => {
  test('that are new are told with what becomes of them, below the one they would follow', () => {
    const more = [
      sampleTable('app.files', {
        references: [sampleReference('app.files', 'id', 'app.contacts', { onDelete: 'cascade' })],
      }),
      sampleTable('aaa.first'),
    ];
    expect(drift(sampleSchema([...Object.values(before.tables), ...more]))).toEqual([
      `MAP_TABLE_NEW aaa.first:${lineOf('[tables]')} table aaa.first is not in the map (workspace: unreached)`,
      `MAP_TABLE_NEW app.files:${lineOf('app.contacts | email')} table app.files is not in the map (workspace: delete)`,
    ]);
  });

  test('that are gone', () => {
    const { 'app.talks': _, ...rest } = before.tables;
    expect(drift({ ...before, tables: rest })).toEqual([
      `MAP_TABLE_GONE app.talks:${lineOf('app.talks | contact')} table app.talks is in the map and not in the database`,
    ]);
  });
});

describe('columns', () => {
  const line = lineOf('app.contacts | email');

  test('that are new, gone or of another type', () => {
    const columns = (table: Table) => ({
      columns: [
        ...table.columns
          .filter(({ name }) => name !== 'email')
          .map((each) => (each.name === 'workspace_id' ? { ...each, type: 'integer' } : each)),
        text('phone'),
        text('colour'),
      ],
    });
    expect(drift(changed('app.contacts', columns))).toEqual([
      `MAP_COLUMN_NEW app.contacts:${line} column app.contacts.colour (text) is not in the map`,
      `MAP_COLUMN_GONE app.contacts:${line} column app.contacts.email is in the map and not in the database`,
      `MAP_COLUMN_NEW app.contacts:${line} column app.contacts.phone (text, looks like: phone number) is not in the map`,
      `MAP_TYPE_CHANGED app.contacts:${line} column app.contacts.workspace_id was bigint and is integer`,
    ]);
  });

  test('that look otherwise than the map says', () => {
    const unmarked = reviewed.replace(' ! e-mail address', '');
    expect(drift(before, {}, unmarked)).toEqual([
      `MAP_OUTDATED app.contacts:${line} column app.contacts.email looks like: e-mail address, and the map does not say so`,
    ]);
    expect(drift(before, {}, reviewed.replace('name: text', 'name: text ! name of a person'))).toEqual([
      `MAP_OUTDATED app.workspaces:${lineOf('app.workspaces |')} column app.workspaces.name does not look personal, and the map does not say so`,
    ]);
  });
});

describe('references', () => {
  test('that are gone are told with the tables that are not reached any more', () => {
    expect(drift(changed('app.contacts', () => ({ references: [] })))).toEqual([
      `MAP_REFERENCE_GONE app.contacts:${lineOf('app.contacts | workspace_id')} foreign key contacts_workspace_id_fkey: app.contacts (workspace_id) → app.workspaces (id), ON DELETE CASCADE is in the map and not in the database`,
      `MAP_OUTDATED app.contacts:${lineOf('delete    | app.contacts')} workspace, app.contacts: the map says delete; now it is unreached (nothing leads from it to the workspace)`,
      `MAP_OUTDATED app.talks:${lineOf('delete    | app.talks')} workspace, app.talks: the map says delete; now it is unreached (nothing leads from it to the workspace)`,
    ]);
  });

  test('that are new, or act otherwise', () => {
    const [contact] = before.tables['app.talks']?.references ?? [];
    const other = sampleReference('app.talks', 'id', 'app.notes', { name: 'a_new_one' });
    const references = contact === undefined ? [] : [{ ...contact, onDelete: 'restrict' as const }, other];
    expect(drift(changed('app.talks', () => ({ references })))).toEqual([
      `MAP_REFERENCE_CHANGED app.talks:${lineOf('app.talks | contact_id |')} foreign key talks_contact_id_fkey: app.talks (contact_id) → app.contacts (id), ON DELETE CASCADE is now talks_contact_id_fkey: app.talks (contact_id) → app.contacts (id), ON DELETE RESTRICT`,
      `MAP_REFERENCE_NEW app.talks:${lineOf('[references]')} foreign key a_new_one: app.talks (id) → app.notes (id), ON DELETE NO ACTION is not in the map`,
    ]);
  });
});

describe('what becomes of a table', () => {
  const spine = { rule: 'anonymise', columns: { name: { with: 'null' } }, keepFor: null } as const;
  const at = lineOf('delete    | app.contacts');

  test('by a rule that was written since', () => {
    expect(drift(before, { subjects: { workspace: { rules: { 'app.contacts': { rule: 'delete' } } } } })).toEqual([
      `MAP_OUTDATED app.contacts:${at} workspace, app.contacts: the map says default: rows of the workspace; now rule: deleted`,
    ]);
    const kept = { 'app.contacts': keep, 'app.workspaces': spine };
    expect(drift(before, { subjects: { workspace: { rules: kept } } })).toEqual([
      `MAP_OUTDATED app.contacts:${at} workspace, app.contacts: the map says delete; now it is keep (rule: kept for 7 years from the deletion, because tax law)`,
      `MAP_OUTDATED app.workspaces:${lineOf('delete    | app.workspaces')} workspace, app.workspaces: the map says delete; now it is anonymise+delete (rule: anonymised: name becomes NULL; only rows stay that kept rows hang from)`,
    ]);
  });

  test('or how it is reached', () => {
    expect(
      drift(before, {}, reviewed.replace('contacts.workspace_id → workspaces (contacts_workspace_id_fkey) |', 'x |')),
    ).toEqual([
      `MAP_OUTDATED app.contacts:${at} workspace, app.contacts: the map says it is reached by x; now by contacts.workspace_id → workspaces (contacts_workspace_id_fkey)`,
    ]);
    expect(drift(before, {}, reviewed.replace('app.notes | -', 'app.notes | x'))).toEqual([
      `MAP_OUTDATED app.notes:${lineOf('unreached | app.notes')} workspace, app.notes: the map says it is reached by x; now by nothing`,
    ]);
  });

  test('by another kind of subject, or another table of it', () => {
    expect(drift(before, { subjects: { note: { table: 'app.notes' } } })).toEqual([
      `MAP_OUTDATED app.workspaces:${lineOf('[subject')} the map has the subject kind workspace, which the configuration does not have`,
      'MAP_OUTDATED app.notes:1 the map does not have the subject kind note',
    ]);
    const person = drift(before, { subjects: { workspace: { ownership: 'person' } } });
    expect(person[0]).toBe(
      `MAP_OUTDATED app.workspaces:${lineOf('[subject')} workspace: the map says a row of app.workspaces, as a tenant; now it is a row of app.workspaces, as a person`,
    );
  });

  test('is not told of every table when the subject’s own is gone', () => {
    const { 'app.workspaces': _, ...rest } = before.tables;
    expect(drift({ ...before, tables: rest })).toEqual([
      `MAP_TABLE_GONE app.workspaces:${lineOf('app.workspaces |')} table app.workspaces is in the map and not in the database`,
    ]);
  });
});

test('every edit of the text is found, and none where there is no edit', () => {
  const now = mapFor(before);
  fc.assert(
    fc.property(fc.nat(reviewed.length - 1), fc.constantFrom('', 'x', '|', ' ', '\n', '\\'), (at, put) => {
      const edited = reviewed.slice(0, at) + put + reviewed.slice(at + 1);
      expect(driftOf(edited, now).length > 0).toBe(edited !== reviewed);
    }),
    { numRuns: 300 },
  );
});
