import { expect, inject, test } from 'vitest';
import { cliProduct } from './cli-product.ts';

const admin = { url: inject('postgresUrl') };

test('try', async () => {
  await using product = await cliProduct(admin, 'rowless');
  const { plan, applied, verified } = await product.whole('tenant:acme');
  console.log(JSON.stringify(plan, null, 1), JSON.stringify(applied, null, 1), JSON.stringify(verified, null, 1));
  expect(plan.code).toBe(0);
}, 60_000);
