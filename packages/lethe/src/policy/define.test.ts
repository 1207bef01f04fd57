import { describe, expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { crm, type Tables } from './crm.fixture.ts';
import { defineConfig, schemaOf } from './define.ts';
import { detach } from './detach.ts';
import { years } from './duration.ts';
import { keep } from './keep.ts';
import { polymorphic } from './link.ts';
import { freshSession } from './proof.ts';
import { constant, fromKey } from './replacement.ts';
import { subject } from './subject.ts';
import { subjectColumn } from './subject-column.ts';

const typed = schemaOf<Tables>();

describe('what is written', () => {
  it('is the same with names checked by the compiler and without', () => {
    expect(typed.subject('app.workspaces', { rules: { 'app.orders': 'delete' } })).toEqual(
      subject('app.workspaces', { rules: { 'app.orders': 'delete' } }),
    );
    expect(subject('app.workspaces')).toEqual({ table: 'app.workspaces' });
    expect(typed.subjectColumn('workspace_id', { also: ['app.workspaces.id'] })).toEqual(
      subjectColumn('workspace_id', { also: ['app.workspaces.id'] }),
    );
  });

  it('is handed on unchanged, so that every mistake is found with its place', () => {
    expect(defineConfig(crm)).toBe(crm);
  });

  it('makes one link of each table a polymorphic pair may mean', () => {
    expect(
      polymorphic('app.files', {
        type: 'of',
        id: 'of_id',
        to: { order: ['app.orders', 'id'], note: ['app.notes', 'no'] },
      }),
    ).toEqual([
      {
        table: 'app.files',
        columns: ['of_id'],
        to: 'app.orders',
        toColumns: ['id'],
        when: { column: 'of', equals: 'order' },
      },
      {
        table: 'app.files',
        columns: ['of_id'],
        to: 'app.notes',
        toColumns: ['no'],
        when: { column: 'of', equals: 'note' },
      },
    ]);
  });

  it('gives a text of the key an empty prefix and suffix where none are written', () => {
    expect(fromKey({})).toEqual({ with: 'key', prefix: '', suffix: '' });
  });
});

/** Compiled, never called: each line marked is refused by the compiler, and a line that no longer is fails the check. */
function namesThatDoNotCompile(): unknown[] {
  const forLaw = { for: years(7), because: 'tax law' } as const;
  return [
    // @ts-expect-error no such table
    typed.subject('app.workspace', {}),
    // @ts-expect-error no such table in rules
    typed.subject('app.workspaces', { rules: { 'app.invoice': 'delete' } }),
    // @ts-expect-error no such column in keep
    typed.subject('app.workspaces', { rules: { 'app.invoices': keep({ ...forLaw, from: 'isued_at' }) } }),
    // @ts-expect-error a column of another table in keep
    typed.subject('app.workspaces', { rules: { 'app.invoices': keep({ ...forLaw, from: 'paid_at' }) } }),
    typed.subject('app.workspaces', {
      // @ts-expect-error one column of two is wrong in anonymise
      rules: { 'app.audit_log': anonymise({ columns: { actor_email: 'null', nam: 'null' } }) },
    }),
    typed.subject('app.workspaces', {
      // @ts-expect-error no such column in keepFor
      rules: { 'app.audit_log': anonymise({ columns: { name: constant('x') }, keepFor: { ...forLaw, from: 'at' } }) },
    }),
    // @ts-expect-error no such column in detach
    typed.subject('app.workspaces', { rules: { 'app.contacts': detach('owner_id', 'ownr_id') } }),
    // @ts-expect-error a rule that does not exist
    typed.subject('app.workspaces', { rules: { 'app.contacts': 'erase' } }),
    typed.subject('app.workspaces', {
      // @ts-expect-error no such column in members
      members: { table: 'app.members', actor: 'user', subject: 'workspace_id', role: 'role' },
    }),
    // @ts-expect-error no such column among identifiers
    typed.subject('app.workspaces', { identifiers: ['app.workspaces.slugg'] }),
    // @ts-expect-error no such table that a trigger writes
    typed.subject('app.workspaces', { triggers: { 'app.campaigns.log_history': ['app.history'] } }),
    // @ts-expect-error a field that does not exist
    typed.subject('app.workspaces', { owner: 7 }),
    // @ts-expect-error a name in a column of another table
    typed.subject('app.workspaces', { name: 'email' }),
    // @ts-expect-error a wider kind in a column that is not there
    typed.subject('app.workspaces', { within: { account: 'account_id' } }),
    // @ts-expect-error no table has such a column
    typed.subjectColumn('workspaceid'),
    // @ts-expect-error no such column that holds the value too
    typed.subjectColumn('workspace_id', { also: ['app.contacts.workspace'] }),
    // @ts-expect-error a name, which only a row has
    typed.subjectColumn('workspace_id', { name: 'name' }),
    // @ts-expect-error a time without a unit
    typed.subject('app.workspaces', { grace: { for: 7 } }),
    // @ts-expect-error a way of proof that was not called
    typed.subject('app.workspaces', { request: { proof: [freshSession] } }),
    // @ts-expect-error a length of time without a unit
    keep({ for: 7, because: 'tax law' }),
    // @ts-expect-error no reason
    keep({ for: years(7) }),
    typed.effect('release', {
      version: 1,
      table: 'app.phone_numbers',
      // @ts-expect-error no such column among the values
      values: ['e146'],
      order: 'after',
      run: async () => 'done',
    }),
    typed.effect('release', {
      version: 1,
      table: 'app.phone_numbers',
      values: ['e164'],
      order: 'after',
      // @ts-expect-error a column that is not among the values
      run: async (row) => (row.vendor_ref === '' ? 'already' : 'done'),
    }),
    typed.effect('release', {
      version: 1,
      table: 'app.phone_numbers',
      values: ['e164'],
      order: 'after',
      // @ts-expect-error no such outcome
      run: async () => 'ok',
    }),
    typed.effect('release', {
      version: 1,
      table: 'app.phone_numbers',
      values: ['rented_at'],
      order: 'after',
      // @ts-expect-error a moment is handed over as text
      run: async (row) => (row.rented_at?.getTime() === 0 ? 'already' : 'done'),
    }),
    typed.blocker('unpaid', {
      version: 1,
      // @ts-expect-error no such table in a blocker
      table: 'app.invoice',
      message: 'Unpaid.',
    }),
    typed.blocker('unpaid', {
      version: 1,
      table: 'app.invoices',
      // @ts-expect-error no such column in a blocker
      where: { column: 'state', in: ['open'] },
      message: 'Unpaid.',
    }),
    typed.link('app.attachments', {
      columns: ['owner_id'],
      to: 'app.orders',
      // @ts-expect-error no such column of the table a link means
      toColumns: ['key'],
    }),
    // @ts-expect-error no such column in a polymorphic pair
    typed.polymorphic('app.attachments', { type: 'kind', id: 'owner_id', to: { order: ['app.orders', 'id'] } }),
    // @ts-expect-error no such column of a table a pair means
    typed.polymorphic('app.attachments', { type: 'owner_type', id: 'owner_id', to: { order: ['app.orders', 'no'] } }),
  ];
}

it('names that the schema does not have are refused by the compiler', () => {
  // Checked by tsc, line by line; this keeps the lines from being dropped as unused.
  expect(namesThatDoNotCompile).toBeTypeOf('function');
});
