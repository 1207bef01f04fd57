import { expect, test } from 'vitest';
import { isLogins, isRunOn, isSpreadOver, isVisits } from './table-kinds.ts';

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

test('visits, and what a product runs on, go by their names', () => {
  expect(those(isVisits, 'ahoy_visits sessions visit_notes session_attributes')).toBe('ahoy_visits sessions');
  expect(those(isSpreadOver, 'shards SchedulerPartition regions regional_offices servers')).toBe(
    'shards SchedulerPartition regions',
  );
  expect(those(isRunOn, 'servers phone_numbers licences settings')).toBe('servers phone_numbers');
});
