import {
  anonymise,
  constant,
  defineConfig,
  detach,
  type EffectContext,
  type EffectOutcome,
  effect,
  fromKey,
  keep,
  link,
  months,
  postgres,
  subject,
  years,
} from '../../src/index.ts';

const tokens = effect('revoke-tokens', {
  version: 1,
  table: 'app.tokens',
  values: ['id', 'vendor'],
  order: 'before',
  run: (row, context) => ask(row, 'tokens', context),
});

const numbers = effect('release-numbers', {
  version: 1,
  table: 'app.numbers',
  values: ['id', 'vendor'],
  order: 'after',
  run: (row, context) => ask(row, 'numbers', context),
});

/** The vendor's address stands in the row, so that each copy of the database has a vendor of its own. */
async function ask(
  { id, vendor }: Readonly<Record<string, unknown>>,
  what: string,
  { idempotencyKey, signal }: EffectContext,
): Promise<EffectOutcome> {
  if (typeof vendor !== 'string') return 'already';
  const answer = await fetch(`${vendor}/${what}/${String(id)}`, {
    method: 'DELETE',
    headers: { 'idempotency-key': idempotencyKey },
    signal,
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the vendor answered ${answer.status}`);
  return 'done';
}

const all = { effects: [tokens, numbers] };
const goes = { 'app.people': detach('last_shop_id') } as const;
const stays = {
  ...goes,
  'app.shops': anonymise({ columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }) } }),
  'app.invoices': keep({ for: years(7), from: 'issued_at', because: 'tax law' }),
  'app.audit': anonymise({
    columns: { actor_email: 'null', details: constant('{}') },
    keepFor: { for: months(12), from: 'at', because: 'incidents are found late' },
  }),
} as const;

/** The same shop under four policies: its row goes or stays, the database refuses new rows or does not. */
export default defineConfig({
  stores: {
    shop: postgres({
      url: 'SHOP_DATABASE_URL',
      schemas: ['app'],
      links: [link('app.visits', { columns: ['shop_id'], to: 'app.shops', toColumns: ['id'] })],
    }),
  },
  subjects: {
    'kept-guarded': subject('app.shops', { ...all, rules: stays, insertGuard: true }),
    'kept-open': subject('app.shops', { ...all, rules: stays }),
    'gone-guarded': subject('app.shops', { ...all, rules: goes, insertGuard: true }),
    'gone-open': subject('app.shops', { ...all, rules: goes }),
  },
});
