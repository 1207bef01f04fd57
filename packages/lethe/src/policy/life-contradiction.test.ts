import { describe, expect, it } from 'vitest';
import { emailLink, typedName } from './confirmation.ts';
import { hours, minutes } from './duration.ts';
import { account, inAccount, inPeople, inRequest, life, unpaid } from './life.fixture.ts';
import { freshSession, mailbox, operatorDecision, password } from './proof.ts';
import { validateConfig } from './validate.ts';

const expiresIn = hours(1);

describe('what the life of a request needs', () => {
  it('is asked for without the schema too', () => {
    const subjects = {
      account: { ...account, members: undefined, name: undefined },
      workspace: life.subjects['workspace'],
    };
    const result = validateConfig({ ...life, subjects });
    expect(result).toMatchObject({ problems: [{ path: 'subjects.account.members' }] });
  });

  it.each([
    ['to ask', { deactivate: undefined }, 'the table that says who is owner or admin'],
    ['to deactivate', { request: undefined }, 'the table that says who is owner'],
    ['for both', {}, 'the table that says who is owner or admin'],
  ])('is a table of members where a role is needed %s', (_what, fields, expected) => {
    expect(inAccount({ ...fields, members: undefined })).toEqual([
      expect.objectContaining({ path: 'subjects.account.members', expected, found: 'nothing' }),
    ]);
  });

  it('is no table of members where no role is named', () => {
    expect(inAccount({ members: undefined, deactivate: undefined, request: undefined })).toEqual([]);
  });

  it.each([
    ['a session', freshSession({ within: minutes(10) })],
    ['a password', password({ within: minutes(10) })],
    ['a mailbox', mailbox({ expiresIn })],
  ])('is a role beside %s, which proves no right to delete', (_what, way) => {
    expect(inRequest({ by: [], proof: [operatorDecision(), way] })).toEqual([
      expect.objectContaining({ path: 'subjects.account.request.by', found: 'an empty list', write: "by: ['owner']" }),
    ]);
    expect(inRequest({ by: [], proof: [operatorDecision()] })).toEqual([]);
  });

  it('is a name to type', () => {
    expect(inAccount({ name: undefined, request: { confirm: typedName({ expiresIn }) } })).toEqual([
      expect.objectContaining({ path: 'subjects.account.name', found: 'nothing', write: "name: 'name'" }),
    ]);
    expect(inAccount({ name: undefined, request: { confirm: emailLink({ expiresIn }) } })).toEqual([]);
  });

  it.each([
    ['a mailbox', { by: ['owner'], proof: [mailbox({ expiresIn })] }, 'mailbox(…)'],
    ['a link', { confirm: emailLink({ expiresIn }) }, 'emailLink(…)'],
  ])('is an address to write to, for %s', (_what, request, word) => {
    const subjects = { ...life.subjects, account: { ...account, request } };
    const stores = { crm: { ...life.stores['crm'], people: undefined } };
    expect(validateConfig({ stores, subjects })).toEqual({
      problems: [
        {
          path: 'stores.crm.people',
          expected: `where the people are, whom ${word} of the account writes to`,
          found: 'nothing',
          write: "people: { table: 'app.users', key: 'id', email: 'email' }",
        },
      ],
    });
  });

  it('is no address where nobody is written to', () => {
    const subjects = { account: { ...account, request: { confirm: typedName({ expiresIn }) } } };
    const stores = { crm: { ...life.stores['crm'], people: undefined } };
    expect(validateConfig({ stores, subjects })).not.toHaveProperty('problems');
    // What is written wrong is noted where it is, and not once more as missing.
    expect(inPeople(7).map(({ path }) => path)).toEqual(['stores.crm.people']);
  });

  it('is the name of a blocker that nobody else uses', () => {
    expect(inAccount({ blockers: [unpaid, { ...unpaid, name: 'exports-needed' }] })).toEqual([
      expect.objectContaining({ path: 'subjects.account.blockers[1].name', found: '"exports-needed"' }),
    ]);
  });
});
