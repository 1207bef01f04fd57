import { expect, it } from 'vitest';
import { crmSchema } from './crm.fixture.ts';
import type { StoreConfig } from './policy.ts';
import { problemList } from './problem.ts';
import { checkRule } from './rule.ts';

it('a rule of a kind nobody checks is a bug, not silence', () => {
  const store: StoreConfig = { type: 'postgres', urlFrom: 'X', schemas: ['app'], links: [], ignore: {} };
  const table = crmSchema.tables['app.orders'];
  if (table === undefined) throw new Error('bug: the sample has no orders');
  const known = { schema: crmSchema, store, subject: 'app.workspaces' };
  expect(() => checkRule({ rule: 'transfer' } as never, table, problemList().root, known)).toThrow(
    'bug: a rule is not handled',
  );
});
