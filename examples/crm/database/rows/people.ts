import type { RowsOf } from '../column.ts';
import { bytes, handle, json, list, oneOf, plain, text } from '../column.ts';
import type { Shape } from '../layout.ts';
import { rowId } from '../layout.ts';
import { moment } from './moment.ts';

export const accountName = (account: string): string =>
  `coalesce((ARRAY['Acme','Globex','Initech','Umbrella','Hooli','Vandelay'])[${account}], 'Account ' || ${account})`;

export const accountDomain = (account: string): string => `lower(replace(${accountName(account)}, ' ', '')) || '.test'`;

const timeZones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'America/Sao_Paulo', 'Africa/Lagos'];

export const timeZone = (index: string): string => oneOf(timeZones, `${index} - 1`);

/** The one person who works for every workspace, whatever the account. */
export const consultantId = (shape: Shape): string => `${shape.accounts * shape.usersPerAccount + 1}`;

/**
 * SQL for the user behind a workspace's member number `j`: owner, admin and member of the account work in all of
 * its workspaces, the last member is the consultant, and the others overlap from workspace to workspace.
 */
export function memberUser(shape: Shape, j: string): string {
  const { members } = shape.counts;
  const others = shape.usersPerAccount - 3;
  const number = `(${j}) % ${members}`;
  return `CASE ${number} WHEN ${members - 1} THEN ${consultantId(shape)}
    ELSE (a - 1) * ${shape.usersPerAccount} + 1 +
      CASE WHEN ${number} < 3 THEN ${number} ELSE 3 + (q + ${number} - 3) % ${others} END END`;
}

export const people: RowsOf = (shape) => [
  {
    table: 'workspaces',
    columns: {
      id: plain('w'),
      account_id: plain('a'),
      name: text(`${accountName('a')} || ' ' || ${oneOf(['Sales', 'Support', 'Marketing'], 'q')}`),
      slug: handle(`replace(lower(${accountName('a')}), ' ', '-') || '-' || (q + 1)`),
      settings: json(`jsonb_build_object('locale', 'en', 'color', ${oneOf(['teal', 'plum', 'sand'], 'w')})`),
      time_zone: plain(timeZone('(a + q)')),
      created_by: plain(memberUser(shape, '0')),
      created_at: plain(`timestamptz '2024-09-01 00:00:00+00' + w * interval '1 hour'`),
    },
  },
  {
    table: 'roles',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      name: text(oneOf(['Auditor', 'Night shift'], 'k')),
      permissions: list(`ARRAY['contacts.read', 'messages.read']`),
    },
    shared: `SELECT ${shape.workspaces * shape.counts.roles} + n, NULL::bigint,
      ${oneOf(['Owner', 'Admin', 'Member'], 'n - 1')}, ARRAY['all'] FROM generate_series(1, 3) AS n`,
  },
  {
    table: 'teams',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      name: text(oneOf(['First line', 'Second line', 'Key accounts'], 'k')),
      lead_user_id: plain(memberUser(shape, 'k')),
    },
  },
  {
    table: 'members',
    columns: {
      workspace_id: plain('w'),
      user_id: plain(memberUser(shape, 'k')),
      role: plain(`CASE k WHEN 0 THEN 'owner' WHEN 1 THEN 'admin' ELSE 'member' END::app.member_role`),
      role_id: plain(`CASE WHEN k % 4 = 3 THEN ${rowId(shape, 'roles', 'k / 4 % 2')} END`),
      home_team_id: plain(rowId(shape, 'teams', 'k % 3')),
      title: text(oneOf(['Head of Support', 'Agent', 'Agent', 'Analyst'], 'k')),
      preferences: json(`jsonb_build_object('theme', 'dark')`),
      joined_at: plain(moment(shape, 'members')),
    },
  },
  {
    table: 'team_assignments',
    columns: {
      workspace_id: plain('w'),
      team_id: plain(rowId(shape, 'teams', '(k + 1) % 3')),
      user_id: plain(memberUser(shape, 'k')),
      duty: text(oneOf(['mornings', 'evenings', 'weekends'], 'k')),
    },
  },
  {
    table: 'sign_in_connections',
    columns: {
      id: plain(connectionId('w')),
      workspace_id: plain('w'),
      issuer: handle(`'https://login.' || ${accountDomain('a')} || '/' || w`),
      client_secret: handle(`md5('secret' || i)`),
      metadata: json(`jsonb_build_object('protocol', 'oidc')`),
      certificate: bytes(`decode(md5('certificate' || i), 'hex')`),
    },
  },
  {
    table: 'role_mappings',
    columns: {
      connection_id: plain(connectionId('w')),
      external_group: text(oneOf(['crm-auditors', 'crm-night'], 'k')),
      role_id: plain(rowId(shape, 'roles', 'k')),
    },
  },
  {
    table: 'api_tokens',
    columns: {
      id: plain(`md5('api_tokens' || i)::uuid`),
      workspace_id: plain('w'),
      created_by: plain(memberUser(shape, 'k')),
      label: text(oneOf(['import job', 'reporting'], 'k')),
      token_hash: bytes(`decode(md5('token' || i), 'hex')`),
      last_used_at: plain(moment(shape, 'api_tokens')),
    },
  },
];

function connectionId(workspace: string): string {
  return `md5('sign_in_connections' || ${workspace})::uuid`;
}
