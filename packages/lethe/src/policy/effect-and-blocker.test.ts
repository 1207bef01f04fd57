import { describe, expect, it } from 'vitest';
import { crm, crmSchema, releaseNumbers, unpaidInvoices } from './crm.fixture.ts';

import { inSubject, problemsOf } from './problems.fixture.ts';

describe('effects and blockers', () => {
  it.each([
    ['an effect without code', { run: undefined }, 'run', "run: async (row, { idempotencyKey, signal }) => 'done'"],
    ['an effect without an order', { order: undefined }, 'order', "'before' or 'after'"],
    ['an effect of version 0', { version: 0 }, 'version', 'version: 1'],
    ['an effect with a name of two words', { name: 'release numbers' }, 'name', "a name such as 'workspace'"],
    ['an effect without values', { values: [] }, 'values', "values: ['id']"],
    ['an effect with a value that is not there', { values: ['e146'] }, 'values[0]', "'e164'"],
    ['an effect on a table that is not there', { table: 'app.phone_number' }, 'table', "'app.phone_numbers'"],
    ['an effect for no rows', { where: { column: 'e164', in: [] } }, 'where.in', "in: ['open']"],
    ['an effect for rows with a number', { where: { column: 'e164', in: [1] } }, 'where.in[0]', "'open'"],
    [
      'an effect for rows by a column that is not there',
      { where: { column: 'e146', in: ['x'] } },
      'where.column',
      "'e164'",
    ],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject({ effects: [{ ...releaseNumbers, ...fields }] })).toEqual([
      expect.objectContaining({ path: `subjects.workspace.effects[0].${place}`, write }),
    ]);
  });

  it.each([
    ['a blocker without a message', { message: '' }, 'message', "message: 'There are unpaid invoices.'"],
    ['a blocker of a level that is none', { level: 'blok' }, 'level', "'block'"],
    ['a blocker on a table that is not there', { table: 'app.invoice' }, 'table', "'app.invoices'"],
    ['a blocker for a misspelt status', { where: { column: 'status', in: ['open', 'viod'] } }, 'where.in[1]', "'void'"],
    [
      'a blocker for a status that is none',
      { where: { column: 'status', in: ['overdue'] } },
      'where.in[0]',
      "one of 'open', 'paid', 'void'",
    ],
  ])('%s is a problem', (_what, fields, place, write) => {
    expect(inSubject({ blockers: [{ ...unpaidInvoices, ...fields }] })).toEqual([
      expect.objectContaining({ path: `subjects.workspace.blockers[0].${place}`, write }),
    ]);
  });

  it('an effect needs a table with a primary key, or all its rows would share one idempotency key', () => {
    const numbers = crmSchema.tables['app.phone_numbers'];
    if (numbers === undefined) throw new Error('bug: the sample has no phone numbers');
    const schema = {
      ...crmSchema,
      tables: { ...crmSchema.tables, 'app.phone_numbers': { ...numbers, primaryKey: null } },
    };
    expect(problemsOf(crm, schema)).toEqual([
      expect.objectContaining({
        path: 'subjects.workspace.effects[0].table',
        found: 'app.phone_numbers, which has none',
      }),
    ]);
  });

  it('need no condition', () => {
    expect(inSubject({ blockers: [{ ...unpaidInvoices, where: undefined }] })).toEqual([]);
    expect(inSubject({ effects: [{ ...releaseNumbers, where: { column: 'e164', in: ['', '+49'] } }] })).toEqual([]);
  });
});
