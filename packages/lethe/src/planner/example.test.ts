import { expect, test } from 'vitest';
import { anonymise, ask, codes, detach, keep, order, stepFor } from './ask.fixture.ts';

test('the example of README.md is planned as written there', () => {
  const plan = ask(
    `
    workspaces: id, name text
    contacts: id, workspace_id! -> workspaces cascade
    talks: id, contact_id! -> contacts cascade, last_message_id -> messages
    messages: id, talk_id! -> talks cascade
    tags: id, workspace_id -> workspaces cascade
    contact_tags: key(contact_id, tag_id), contact_id! -> contacts cascade, tag_id! -> tags cascade
    invoices: id, workspace_id! -> workspaces restrict, contact_id -> contacts
    users: id, last_workspace_id -> workspaces set null
  `,
    { rules: { invoices: keep, users: detach(), workspaces: anonymise }, policy: { insertGuard: true } },
  );
  expect(order(plan)).toEqual([
    'detach talks',
    'detach invoices',
    'detach users',
    'delete messages',
    'delete talks',
    'delete contacts',
    'delete contact_tags',
    'delete tags',
    'anonymise workspaces',
    'delete workspaces',
  ]);
  expect(stepFor(plan, 'delete', 'contacts')).toMatchObject({ cascades: ['app.contact_tags'] });
  expect(stepFor(plan, 'delete', 'contact_tags')).toMatchObject({ carriedBy: 'app.contacts', leftovers: false });
  expect(codes(plan)).toEqual([]);
  expect(codes(plan, 'warnings')).toEqual([]);
  expect(plan.unfenced).toContain('app.tags');
});
