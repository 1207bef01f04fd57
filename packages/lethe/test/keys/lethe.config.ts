import { defineConfig, link, postgres, subject } from '../../src/index.ts';

/** A table that no foreign key ties to the subject, with the key in these columns. */
const logs = (table: string, columns: readonly string[], to: string, toColumns: readonly string[]) =>
  link(`app.${table}_logs`, { columns: [...columns], to: `app.${to}`, toColumns: [...toColumns] });

const options = { name: 'name', insertGuard: true } as const;

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
    brand: subject('app.brands', options),
    site: subject('app.sites', options),
    org: subject('app.orgs', options),
    account: subject('app.accounts', options),
    user: subject('app.users', options),
    team: subject('app.teams', options),
    shift: subject('app.shifts', options),
  },
});
