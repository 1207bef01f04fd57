import { defineConfig, ignore, link, postgres, subject } from '../../src/index.ts';

/** A table that no foreign key ties to the subject, with the key in these columns. */
const logs = (table: string, columns: readonly string[], to: string, toColumns: readonly string[]) =>
  link(`app.${table}_logs`, { columns: [...columns], to: `app.${to}`, toColumns: [...toColumns] });

const tables = [
  ...['brands', 'brand_items', 'brand_logs', 'sites', 'site_items', 'site_logs', 'orgs', 'org_items', 'org_logs'],
  ...['accounts', 'account_items', 'account_logs', 'users', 'user_items', 'user_logs', 'teams', 'team_items'],
  ...['shifts', 'shift_items', 'shift_logs'],
];

/** The other tables are about subjects of other kinds. */
const of = (kind: string) =>
  subject(`app.${kind}s`, {
    name: 'name',
    insertGuard: true,
    rules: Object.fromEntries(
      tables.filter((table) => !table.startsWith(kind)).map((table) => [`app.${table}`, ignore('of another kind')]),
    ),
  });

export default defineConfig({
  stores: {
    app: postgres({
      url: 'DATABASE_URL',
      schemas: ['app'],
      links: [
        logs('brand', ['brand'], 'brands', ['code']),
        logs('site', ['slug', 'country'], 'sites', ['slug', 'country']),
        logs('org', ['org'], 'orgs', ['id']),
        logs('account', ['account'], 'accounts', ['id']),
        logs('user', ['owner'], 'users', ['handle']),
        logs('shift', ['place', 'starts', 'day'], 'shifts', ['place', 'starts', 'day']),
      ],
    }),
  },
  subjects: {
    brand: of('brand'),
    site: of('site'),
    org: of('org'),
    account: of('account'),
    user: of('user'),
    team: of('team'),
    shift: of('shift'),
  },
});
