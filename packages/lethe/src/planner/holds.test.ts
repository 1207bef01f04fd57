import { describe, expect, test } from 'vitest';
import type { Rule } from '../policy/policy.ts';
import { anonymise, ask, codes, detach, keep, order, person, type Question, spine } from './ask.fixture.ts';
import { digestOf } from './seal.ts';

const shop = `
  workspaces: id, name! text
  contacts: id, workspace_id! -> workspaces cascade, name text
  invoices: id, workspace_id! -> workspaces restrict, contact_id! -> contacts restrict
`;
const emptied: Readonly<Record<string, Rule>> = { contacts: spine, workspaces: anonymise };

const held = (...tables: readonly string[]): Pick<Question, 'holds'> => ({
  holds: tables.map((table, at) => ({ hold: `hold_${at + 1}`, table: `app.${table}` })),
});

describe('a hold on a table', () => {
  const ruled: Readonly<Record<string, Question['rules'] & object>> = {
    'no rule': emptied,
    'a rule that deletes': { ...emptied, invoices: { rule: 'delete' } },
    'a rule that empties': { ...emptied, invoices: anonymise },
    'a rule that keeps for a time': { ...emptied, invoices: keep },
  };

  test.each(Object.entries(ruled))('keeps its rows as they are where there is %s, without an end', (_, rules) => {
    const plan = ask(shop, { rules, ...held('invoices') });
    expect(order(plan)).toEqual(['anonymise contacts', 'delete contacts', 'anonymise workspaces', 'delete workspaces']);
    expect(plan.kept).toContainEqual({
      ...{ table: 'app.invoices', predicate: { op: 'subject', columns: ['workspace_id'] } },
      ...{ reason: 'hold hold_1', for: null, from: null, endOf: null },
    });
    expect(plan.findings).toEqual([]);
  });

  test('makes another plan, and its release the one from before', () => {
    const free = ask(shop, { rules: emptied });
    expect(digestOf(ask(shop, { rules: emptied, ...held('invoices') }))).not.toBe(digestOf(free));
    expect(digestOf(ask(shop, { rules: emptied, holds: [] }))).toBe(digestOf(free));
  });

  test('names every hold once, in one order', () => {
    const [one, two] = ['hold_1', 'hold_2'].map((hold) => ({ hold, table: 'app.invoices' }));
    const plan = ask(shop, { rules: emptied, holds: [two, one, two].flatMap((each) => each ?? []) });
    expect(plan.kept.find(({ table }) => table === 'app.invoices')?.reason).toBe('hold hold_1 and hold hold_2');
  });

  test('asks for the rule of what its rows hang from', () => {
    expect(codes(ask(shop, held('invoices')))).toEqual(['SPINE_UNDECIDED contacts', 'SPINE_UNDECIDED workspaces']);
  });

  test('on the table of the subject keeps that row whole', () => {
    const plan = ask(shop, { rules: emptied, ...held('workspaces') });
    expect(order(plan)).toEqual(['delete invoices', 'delete contacts']);
    expect(plan.kept.map(({ table, reason }) => [table, reason])).toEqual([['app.workspaces', 'hold hold_1']]);
  });

  test('keeps rows of which a rule cuts one link and another link owns', () => {
    const text = `
      workspaces: id, name! text
      contacts: id, workspace_id! -> workspaces restrict, first_id -> workspaces set null
    `;
    const rules = { workspaces: anonymise };
    expect(order(ask(text, { rules, ...held('contacts') }))).not.toContain('delete contacts');
  });
});

describe('a hold claims nothing', () => {
  const people = `
    workspaces: id
    users: id, last_workspace_id -> workspaces set null
    letters: id, user_id! -> users cascade
  `;

  test('a table that is detached stays as the rule says, and what hangs from it is not reached', () => {
    const rules = { users: detach('last_workspace_id') };
    expect(ask(people, { rules, ...held('users', 'letters') })).toEqual(ask(people, { rules }));
  });

  test('a table that is ignored or out of reach changes no plan', () => {
    const question: Question = { ignore: { 'app.users': 'of everybody' } };
    expect(ask(people, { ...question, ...held('users', 'letters') })).toEqual(ask(people, question));
  });

  test('whose the rows are is asked as before, of a tenant', () => {
    const text = 'workspaces: id, name text\ntags: id, workspace_id -> workspaces set null';
    const before = codes(ask(text));
    expect(before).not.toEqual([]);
    expect(codes(ask(text, { rules: { workspaces: anonymise }, ...held('tags') }))).toEqual(before);
  });

  test('and of a person', () => {
    const text = 'users: id\nnotes: id, user_id! -> users cascade, reader_id -> users';
    const question: Question = { policy: { ...person, rules: { 'app.users': anonymise } } };
    const before = codes(ask(text, question));
    expect(before).toEqual(['UNDECIDED notes']);
    expect(codes(ask(text, { ...question, ...held('notes') }))).toEqual(before);
  });
});
