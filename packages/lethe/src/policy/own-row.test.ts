import { describe, expect, it } from 'vitest';
import { accountPolicy, inAccount } from './life.fixture.ts';

describe('what the own row of a subject says of it', () => {
  it('is in columns of it, or not said', () => {
    expect(accountPolicy()).toMatchObject({ name: 'name', handle: 'slug', timeZone: 'time_zone' });
    const unsaid = { name: undefined, handle: undefined, timeZone: undefined };
    expect(accountPolicy(unsaid)).toMatchObject({ name: null, handle: null, timeZone: null });
  });

  it.each([
    ['a name that is no text', { name: 7 }, 'name', '7', "a column such as 'issued_at'"],
    ['a name in a column that is not there', { name: 'nam' }, 'name', '"nam"', "'name'"],
    ['a name in a number', { name: 'id' }, 'name', '"id" of type bigint', 'a column of text'],
    [
      'a time zone that is no column',
      { timeZone: 'UTC' },
      'timeZone',
      '"UTC"',
      'one of id, name, slug, time_zone, settings, title',
    ],
    ['a time zone in JSON', { timeZone: 'settings' }, 'timeZone', '"settings" of type jsonb', 'a column of text'],
    ['a handle that two rows may have', { handle: 'name' }, 'handle', '"name"', "'id' or 'slug'"],
    [
      'a handle that two rows may have outside of a condition',
      { handle: 'title' },
      'handle',
      '"title"',
      "'id' or 'slug'",
    ],
    ['a handle that is not there', { handle: 'slgu' }, 'handle', '"slgu"', "'slug'"],
    ['a handle that is a number', { handle: 'id' }, 'handle', '"id" of type bigint', 'a column of text'],
  ])('%s is a problem', (_what, fields, place, found, write) => {
    expect(inAccount(fields)).toEqual([expect.objectContaining({ path: `subjects.account.${place}`, found, write })]);
  });

  it('is not looked for in a table that is not there', () => {
    expect(inAccount({ table: 'app.acounts' }).map(({ path }) => path)).toEqual(['subjects.account.table']);
  });
});
