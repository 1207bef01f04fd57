import { expect, test } from 'vitest';
import { schemaText } from '../testing/schema-text.ts';
import { isAgreement, isFrameworks, isLogins, isSessionStore, isSpreadOver, isVisits } from './table-kinds.ts';

const those = (is: (table: string) => boolean, names: string): string =>
  names
    .split(' ')
    .filter((name) => is(`public.${name}`))
    .join(' ');

test('people who sign in are called so, also where a framework puts its own word before', () => {
  expect(those(isLogins, 'users users_user accounts_user auth_user account_users project_users user_profiles')).toBe(
    'users users_user accounts_user auth_user',
  );
});

test('what a product is spread over, and what somebody has agreed with it, go by their names', () => {
  expect(those(isSpreadOver, 'shards SchedulerPartition regions regional_offices servers')).toBe(
    'shards SchedulerPartition regions',
  );
  expect(those(isAgreement, 'licences tenant_subscriptions brokers buildings')).toBe('licences tenant_subscriptions');
});

test('visits are of whoever came with a browser, and nobody has written anything there', () => {
  const of = (columns: string): string =>
    Object.values(schemaText(columns).tables)
      .filter(isVisits)
      .map(({ name }) => name)
      .join(' ');
  expect(of('ahoy_visits: id, ip inet\n sessions: id, user_agent text\n site_visits: id, ip inet')).toBe(
    'app.ahoy_visits app.sessions',
  );
  expect(of('visits: id, report text, ip inet\n sessions: id, seats int')).toBe('');
});

test('what frameworks keep for themselves goes by its name', () => {
  const tables = schemaText(
    'solid_cache_entries: id\n solid_cable_messages: id\n cache_entries: id\n messages: id\n revinfo: rev, revtstmp\n rev_info: rev, username text',
  ).tables;
  const kept = Object.values(tables).filter(isFrameworks);
  expect(kept.map(({ name }) => name)).toEqual(['app.solid_cache_entries', 'app.solid_cable_messages', 'app.revinfo']);
});

test('a store of sessions holds nothing but these', () => {
  const tables = schemaText(`
    sessions: sess_id text, sess_data text, sess_lifetime, sess_time
    session: sid text, sess text, expire
    user_sessions: id, user_id, data text
    recording_sessions: id, data text, created_at
    sessions_of_class: id, data text, expires`).tables;
  expect(
    Object.values(tables)
      .filter(isSessionStore)
      .map(({ name }) => name),
  ).toEqual(['app.sessions', 'app.session']);
});
