import { describe, expect, it } from 'vitest';
import { days, months } from './duration.ts';
import { inAccount, inPeople, life, lifeSchema } from './life.fixture.ts';
import { problemsOf } from './problems.fixture.ts';
import { validateConfig } from './validate.ts';

const people = { table: 'app.users', key: 'id', email: 'email' };

describe('how long backup copies are kept', () => {
  const inBackups = (backups: unknown) =>
    problemsOf({ ...life, stores: { crm: { ...life.stores['crm'], backups } } }, lifeSchema);
  const path = 'stores.crm.backups';

  it('is said, or there are none', () => {
    expect(inBackups({ keptFor: months(3) })).toEqual([]);
    expect(validateConfig(life, lifeSchema)).toMatchObject({ config: { stores: { crm: { backups: null } } } });
  });

  it.each([
    ['a bare duration', days(30), `${path}.keptFor`, 'nothing'],
    ['no time', {}, `${path}.keptFor`, 'nothing'],
    ['a time of nothing', { keptFor: days(0) }, `${path}.keptFor`, 'days(0)'],
    ['a bare number', { keptFor: 30 }, `${path}.keptFor`, '30'],
  ])('%s is a problem', (_what, written, place, found) => {
    const write = expect.stringContaining('days(30)');
    expect(inBackups(written)).toContainEqual(expect.objectContaining({ path: place, write, found }));
  });
});

describe('where the people are', () => {
  it('is frozen data of the store, or not said', () => {
    const result = validateConfig(life, lifeSchema);
    expect(result).toMatchObject({ config: { stores: { crm: { people } } } });
    expect('config' in result && Object.isFrozen(result.config.stores['crm']?.people)).toBe(true);
  });

  it.each([
    ['a table alone', 'app.users', '', '"app.users"', "people: { table: 'app.users', key: 'id', email: 'email' }"],
    ['a table that is not there', { ...people, table: 'app.user' }, '.table', '"app.user"', "'app.users'"],
    ['no address', { table: 'app.users', key: 'id' }, '.email', 'nothing', "a column such as 'issued_at'"],
    ['a key that is not there', { ...people, key: 'user_id' }, '.key', '"user_id"', 'one of id, email, name, born'],
    ['a key that two people may have', { ...people, key: 'name' }, '.key', '"name"', "'id' or 'email'"],
    ['an address that is not there', { ...people, email: 'mail' }, '.email', '"mail"', "'email'"],
    [
      'a moment that is a text',
      { ...people, changedAt: 'name' },
      '.changedAt',
      '"name" of type text',
      'a column of type timestamp with time zone',
    ],
    [
      'an earlier address without a moment',
      { ...people, previous: 'name' },
      '.changedAt',
      'nothing',
      "changedAt: 'email_changed_at'",
    ],
    ['an address that is a date', { ...people, email: 'born' }, '.email', '"born" of type date', 'a column of text'],
  ])('%s is a problem', (_what, written, place, found, write) => {
    expect(inPeople(written)).toContainEqual(
      expect.objectContaining({ path: `stores.crm.people${place}`, found, write }),
    );
  });

  it('in a table without a key of one column, no column can be theirs', () => {
    expect(inPeople({ table: 'app.account_members', key: 'user_id', email: 'note' })).toEqual([
      expect.objectContaining({ path: 'stores.crm.people.key', write: 'another column, or make this one unique' }),
    ]);
  });

  it('has keys that the actors of members can be compared with', () => {
    expect(inPeople({ ...people, key: 'email' })).toEqual([
      {
        path: 'subjects.account.members.actor',
        expected: 'a column of type text, as email is',
        found: '"user_id" of type bigint',
        write: 'columns that PostgreSQL can compare',
      },
    ]);
    const members = { table: 'app.account_members', actor: 'user', subject: 'account_id', role: 'role' };
    expect(inAccount({ members }).map(({ path }) => path)).toEqual(['subjects.account.members.actor']);
  });
});
