import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openDatabase } from '../../src/postgres/connection.ts';
import { migrateAll } from '../../src/service/lethe.ts';
import type { TemplateRecipe } from '../../src/testing/database.ts';

export const shopConfig = fileURLToPath(new URL('./', import.meta.url));

/** How much each of the shops (three, if not said) has. Children of one parent: orders 3 a customer, lines 4 an order. */
export interface ShopSize {
  readonly shops?: number;
  readonly customers: number;
  readonly visits: number;
}

/** Shops, of which tests delete the first, with Lethe's own schemas there already. */
export async function shopTemplate(size: ShopSize): Promise<TemplateRecipe> {
  const schema = await readFile(new URL('./schema.sql', import.meta.url), 'utf8');
  const migrations = await readFile(new URL('../../src/postgres/migrations/001-lethe.sql', import.meta.url), 'utf8');
  const rows = rowsSql(size);
  const hash = createHash('sha256').update(schema).update(migrations).update(rows).digest('hex').slice(0, 24);
  return {
    name: `shop_${hash}`,
    async build(url) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(schema);
      await client.query(rows);
      await client.query('analyze');
      await client.end();
      await using database = openDatabase({ url, label: 'shop template', connections: 1 });
      await migrateAll({ database, url });
    },
  };
}

/** The shops' rows lie mixed, as they do in a product that several tenants write at once. */
function rowsSql({ shops = 3, customers, visits }: ShopSize): string {
  const each = (rows: number): string => `generate_series(1, ${rows * shops}) as id`;
  const shop = `(id - 1) % ${shops} + 1`;
  return `
    insert into app.shops select id, 'Shop ' || id, 'shop-' || id from generate_series(1, ${shops}) as id;
    insert into app.people select id, 'Person ' || id, case when id % 4 > 0 then ${shop} end from ${each(30)};
    insert into app.tokens select id, ${shop} from ${each(3)};
    insert into app.numbers select id, ${shop} from ${each(6)};
    insert into app.customers select id, ${shop}, 'c' || id || '@example.test' from ${each(customers)};
    insert into app.orders select id, (id - 1) / 3 + 1, id from ${each(customers * 3)};
    insert into app.order_lines select (id - 1) / 4 + 1, (id - 1) % 4 + 1, 'article ' || id from ${each(customers * 12)};
    insert into app.notes select id, ${shop}, case when id > 30 then id - 30 end, 'note ' || id from ${each(40)};
    insert into app.visits select id, ${shop}, date '2024-06-01' + (id % 500)::int, 'page ' || id from ${each(visits)};
    insert into app.invoices select id, ${shop}, '2024-05-01T12:00:00Z', id from ${each(10)};
    insert into app.audit select id, ${shop}, now(), 'a' || id || '@example.test', '{"n":1}' from ${each(30)};`;
}
