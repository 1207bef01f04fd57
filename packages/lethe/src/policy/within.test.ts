import { describe, expect, it } from 'vitest';
import { account, inAccount, inWorkspace, life, lifeSchema } from './life.fixture.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

const line = subject('app.lines');
const example = "within: { account: 'account_id' }";

describe('the wider kind a subject lies in', () => {
  it('is data with its columns, written as one or as a list', () => {
    for (const within of [{ account: 'account_id' }, { account: ['account_id'] }]) {
      const result = validateConfig(
        { ...life, subjects: { account, workspace: subject('app.workspaces', { within }) } },
        lifeSchema,
      );
      expect(result).toMatchObject({
        config: {
          subjects: { account: { within: null }, workspace: { within: { kind: 'account', columns: ['account_id'] } } },
        },
      });
    }
  });

  it('may have a key of several parts', () => {
    const call = subject('app.calls', { within: { line: ['region', 'line_no'] } });
    expect(inWorkspace({}, { line, call })).toEqual([]);
  });

  it.each([
    ['a kind alone', { within: 'account' }, 'within', '"account"', example],
    ['no kind', { within: {} }, 'within', 'an empty object', example],
    ['two kinds', { within: { account: 'account_id', line: 'id' } }, 'within', 'an object with account, line', example],
    ['no columns', { within: { account: [] } }, 'within.account', 'an empty list', "'account_id'"],
    ['a column that is a number', { within: { account: 7 } }, 'within.account', '7', "'account_id'"],
    ['an empty column', { within: { account: '' } }, 'within.account', '""', "a column such as 'issued_at'"],
    ['a column twice', { within: { account: ['id', 'id'] } }, 'within.account[1]', '"id"', 'nothing: remove it'],
    [
      'a column that is not there',
      { within: { account: 'acount_id' } },
      'within.account',
      '"acount_id"',
      "'account_id'",
    ],
    [
      'a column of another type',
      { within: { account: 'born' } },
      'within.account',
      '"born" of type date',
      'columns that PostgreSQL can compare',
    ],
    [
      'more columns than the key has',
      { within: { account: ['account_id', 'id'] } },
      'within.account',
      '2',
      'the columns that hold that key, in its order',
    ],
    ['a kind that is not there', { within: { acount: 'account_id' } }, 'within.acount', '"acount"', 'account'],
    [
      'a kind that only Object.prototype has',
      { within: { constructor: 'id' } },
      'within.constructor',
      '"constructor"',
      'one of account',
    ],
    ['its own kind', { within: { workspace: 'id' } }, 'within.workspace', '"workspace"', 'the wider of the two only'],
  ])('%s is a problem', (_what, fields, place, found, write) => {
    expect(inWorkspace(fields)).toContainEqual(
      expect.objectContaining({ path: `subjects.workspace.${place}`, found, write }),
    );
  });

  it('does not lie in it in turn, over however many others', () => {
    expect(inAccount({ within: { workspace: 'id' } }).map(({ path }) => path)).toEqual([
      'subjects.account.within.workspace',
      'subjects.workspace.within.account',
    ]);
    // The line lies in two that lie in each other, and is itself in no circle.
    const subjects = {
      line: { ...line, within: { call: 'no' } },
      call: subject('app.calls', { within: { note: 'id' } }),
    };
    const note = subject('app.workspaces', { within: { call: 'id' } });
    expect(inWorkspace({}, { ...subjects, note }).map(({ path }) => path)).toEqual([
      'subjects.call.within.note',
      'subjects.note.within.call',
    ]);
  });

  it('is the only kind there is: nothing can be named instead', () => {
    const only = { ...life, subjects: { workspace: subject('app.workspaces', { within: { team: 'account_id' } }) } };
    expect(validateConfig(only, lifeSchema)).toEqual({
      problems: [expect.objectContaining({ found: '"team"', write: 'nothing: remove it' })],
    });
  });

  it('is not compared with a table that is not there, or has no key', () => {
    const call = subject('app.calls', { within: { note: 'region' } });
    expect(inWorkspace({}, { call, note: subject('app.nots') }).map(({ path }) => path)).toEqual([
      'subjects.note.table',
    ]);
    expect(inWorkspace({}, { call, note: subject('app.notes') }).map(({ path }) => path)).toEqual([
      'subjects.note.table',
    ]);
    expect(inWorkspace({ table: 'app.workspace' }).map(({ path }) => path)).toEqual(['subjects.workspace.table']);
  });

  it('has columns of which each is as the part of the key it holds', () => {
    const call = subject('app.calls', { within: { line: ['region', 'region'] } });
    const wrong = subject('app.calls', { within: { line: ['line_no', 'region'] } });
    expect(inWorkspace({}, { line, call }).map(({ path }) => path)).toContain('subjects.call.within.line[1]');
    expect(inWorkspace({}, { line, call: wrong })).toEqual([
      expect.objectContaining({
        path: 'subjects.call.within.line[0]',
        expected: 'a column of type text, as region is',
      }),
      expect.objectContaining({ path: 'subjects.call.within.line[1]', expected: 'a column of type bigint, as no is' }),
    ]);
  });
});
