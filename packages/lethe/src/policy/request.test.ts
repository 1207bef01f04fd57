import { describe, expect, it } from 'vitest';
import { emailLink, typedName } from './confirmation.ts';
import { calendarDays, days, hours, minutes, months } from './duration.ts';
import { account, accountPolicy, inAccount, inRequest, life, lifeSchema, workspace } from './life.fixture.ts';
import { coolingOf } from './people.ts';
import { problemsOf } from './problems.fixture.ts';
import { freshSession, mailbox, operatorDecision, password } from './proof.ts';

describe('who may ask, and how they prove it', () => {
  it('is frozen data, as it was written', () => {
    const { request } = accountPolicy();
    expect(request).toEqual({
      by: ['owner', 'admin'],
      tell: null,
      proof: [
        { kind: 'fresh session', within: minutes(10) },
        { kind: 'password', within: minutes(5) },
        { kind: 'mailbox', expiresIn: hours(24) },
        { kind: 'operator decision' },
      ],
      confirm: { by: 'mail', expiresIn: hours(24) },
      within: days(14),
      exports: 'block',
      cooling: null,
    });
    for (const each of [request, request.by, request.proof, request.proof[0], request.confirm])
      expect(Object.isFrozen(each)).toBe(true);
  });

  it('F42: is not believed for a while after an address was changed, where the host says when that was', () => {
    const cooling = days(14);
    const asked = { ...account.request, cooling };
    expect(inRequest({ cooling })).toEqual([
      expect.objectContaining({
        path: 'stores.crm.people.changedAt',
        write: "people: { table: 'app.users', key: 'id', email: 'email', changedAt: 'email_changed_at' }",
      }),
    ]);
    const people = { table: 'app.users', key: 'id', email: 'email', changedAt: 'born', previous: 'name' };
    expect(coolingOf(people, { cooling })).toEqual(cooling);
    expect(coolingOf(people, { cooling: null })).toEqual(days(7));
    expect(coolingOf({ ...people, changedAt: null }, { cooling: null })).toBeNull();
    expect(coolingOf(null, { cooling })).toBeNull();
    const stores = { crm: { ...life.stores['crm'], people } };
    const subjects = { account: { ...account, request: asked }, workspace };
    expect(problemsOf({ stores, subjects }, lifeSchema)).toEqual([]);
  });

  it('is nobody by themselves, and an operator, where nothing is written', () => {
    const nobody = {
      by: [],
      tell: null,
      proof: [{ kind: 'operator decision' }],
      confirm: null,
      within: days(7),
      exports: 'warn',
      cooling: null,
    };
    expect(accountPolicy({ request: undefined }).request).toEqual(nobody);
    expect(accountPolicy({ request: {} }).request).toEqual(nobody);
  });

  it('may be confirmed by typing the name', () => {
    const confirm = typedName({ expiresIn: hours(1) });
    expect(accountPolicy({ request: { confirm } }).request.confirm).toEqual({ by: 'typed', expiresIn: hours(1) });
  });

  it.each([
    [
      'a request that is none',
      { request: 'owner' },
      'request',
      '"owner"',
      "request: { by: ['owner'], proof: [operatorDecision()] }",
    ],
    [
      'roles of a person who may deactivate that are no list',
      { deactivate: { by: 'owner' } },
      'deactivate.by',
      '"owner"',
      "by: ['owner']",
    ],
    ['deactivating without a role', { deactivate: {} }, 'deactivate.by', 'nothing', "by: ['owner']"],
    [
      'deactivating that is a list',
      { deactivate: ['owner'] },
      'deactivate',
      'a list of 1',
      "deactivate: { by: ['owner'] }",
    ],
    [
      'a role that may deactivate and is no label',
      { deactivate: { by: ['ower'] } },
      'deactivate.by[0]',
      '"ower"',
      "'owner'",
    ],
    ['a wait of years', { clear: { unit: 'years', count: 1 } }, 'clear', 'years(1)', 'days(30)'],
    ['a wait of nothing', { clear: days(0) }, 'clear', 'days(0)', 'days(30)'],
    ['a bare number', { clear: 30 }, 'clear', '30', 'days(30)'],
  ])('%s is a problem', (_what, fields, place, found, write) => {
    expect(inAccount(fields)).toEqual([expect.objectContaining({ path: `subjects.account.${place}`, found, write })]);
  });

  it.each([
    ['a role twice', { by: ['owner', 'owner'] }, 'by[1]', '"owner"', 'nothing: remove it'],
    ['a role to tell that is no label', { tell: ['owners'] }, 'tell[0]', '"owners"', "'owner'"],
    ['whom to tell that is no list', { tell: 'owner' }, 'tell', '"owner"', "by: ['owner']"],
    ['a role that is empty', { by: [''] }, 'by[0]', '""', "'owner'"],
    ['a role that is no label of the column', { by: ['owners'] }, 'by[0]', '"owners"', "'owner'"],
    ['a role far from any', { by: ['x'] }, 'by[0]', '"x"', "one of 'owner', 'admin', 'member'"],
    [
      'no way of proof',
      { proof: [] },
      'proof',
      'an empty list',
      'proof: [freshSession({ within: minutes(10) }), operatorDecision()]',
    ],
    [
      'a way that is not in a list',
      { proof: operatorDecision() },
      'proof',
      'an object with kind',
      'proof: [freshSession({ within: minutes(10) }), operatorDecision()]',
    ],
    [
      'a way that was not called',
      { proof: [freshSession] },
      'proof[0]',
      'a function',
      'one of these, with what it needs',
    ],
    [
      'a way written by its name',
      { proof: ['operator decisio'] },
      'proof[0]',
      '"operator decisio"',
      'operatorDecision()',
    ],
    ['a way nobody knows', { proof: ['signature'] }, 'proof[0]', '"signature"', 'one of these, with what it needs'],
    [
      'a way of a kind nobody knows',
      { proof: [{ kind: 'dna' }] },
      'proof[0]',
      'an object with kind',
      'one of these, with what it needs',
    ],
    [
      'a kind that only Object.prototype has',
      { proof: [{ kind: 'constructor' }] },
      'proof[0]',
      'an object with kind',
      'one of these, with what it needs',
    ],
    [
      'a way twice',
      { proof: [password({ within: hours(1) }), password({ within: hours(2) })] },
      'proof[1]',
      'password',
      'nothing: remove it',
    ],
    [
      'a session as old as days of a calendar',
      { proof: [freshSession({ within: calendarDays(1) })] },
      'proof[0].within',
      'calendarDays(1)',
      'minutes(10)',
    ],
    ['a password without a time', { proof: [{ kind: 'password' }] }, 'proof[0].within', 'nothing', 'minutes(10)'],
    [
      'a mailbox with the word of a session',
      { proof: [{ ...mailbox({ expiresIn: hours(1) }), within: hours(1) }] },
      'proof[0].within',
      '"within"',
      'nothing: remove it',
    ],
    [
      'an operator with a time',
      { proof: [{ ...operatorDecision(), within: hours(1) }] },
      'proof[0].within',
      '"within"',
      'nothing: remove it',
    ],
    [
      'a second step that was not called',
      { confirm: emailLink },
      'confirm',
      'a function',
      'confirm: emailLink({ expiresIn: hours(24) })',
    ],
    [
      'a second step by another way',
      { confirm: { by: 'sms', expiresIn: hours(1) } },
      'confirm.by',
      '"sms"',
      "'mail' or 'typed'",
    ],
    [
      'a link that counts for months',
      { confirm: emailLink({ expiresIn: months(1) }) },
      'confirm.expiresIn',
      'months(1)',
      'hours(24)',
    ],
    ['a proof that may take years', { within: { unit: 'years', count: 1 } }, 'within', 'years(1)', 'days(7)'],
    ['exports that forbid', { exports: 'forbid' }, 'exports', '"forbid"', "'warn' or 'block'"],
    ['a word nobody knows', { roles: ['owner'] }, 'roles', '"roles"', 'nothing: remove it'],
  ])('%s is a problem', (_what, fields, place, found, write) => {
    expect(inRequest(fields)).toEqual([
      expect.objectContaining({ path: `subjects.account.request.${place}`, found, write }),
    ]);
  });

  it('does not count a stand-in as a second way of its kind', () => {
    expect(inRequest({ proof: ['x', operatorDecision()] }).map(({ path }) => path)).toEqual([
      'subjects.account.request.proof[0]',
    ]);
  });

  it('cannot be told by a role that is a number', () => {
    const members = { table: 'app.account_members', actor: 'user_id', subject: 'account_id', role: 'account_id' };
    expect(inAccount({ members, deactivate: undefined })).toEqual([
      expect.objectContaining({ path: 'subjects.account.request.by', found: '"account_id" of type bigint' }),
    ]);
    expect(inAccount({ members, deactivate: undefined, request: undefined })).toEqual([]);
  });

  it('may name any role where the database does not list them', () => {
    const members = { table: 'app.account_members', actor: 'user_id', subject: 'account_id', role: 'note' };
    expect(inAccount({ members, deactivate: { by: ['whoever'] } })).toEqual([]);
  });
});
