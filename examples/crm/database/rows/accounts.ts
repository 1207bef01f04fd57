import type { Shape } from '../layout.ts';
import { accountDomain, accountName, consultantId } from './people.ts';

/** SQL for a user's address, by id: three named people in each account, then numbered ones. */
export function userEmail(shape: Shape, id: string): string {
  const account = `((${id}) - 1) / ${shape.usersPerAccount} + 1`;
  return `CASE WHEN (${id}) = ${consultantId(shape)} THEN 'consultant@freelance.test' ELSE
    CASE ((${id}) - 1) % ${shape.usersPerAccount} WHEN 0 THEN 'owner' WHEN 1 THEN 'admin' WHEN 2 THEN 'member'
    ELSE 'user' || (${id}) END || '@' || ${accountDomain(`(${account})`)} END`;
}

export const accountRows = (shape: Shape): string => `
  INSERT INTO app.accounts (id, name, billing_email, billing_address, created_at)
  SELECT a, ${accountName('a')}, 'billing@' || ${accountDomain('a')},
    jsonb_build_object('street', a || ' Main Street'), timestamptz '2024-09-01 00:00:00+00'
  FROM generate_series(1::bigint, ${shape.accounts}) AS a`;

/** Members of an account's first workspace were last there, its admin in the last one, the others nowhere yet. */
export const userRows = (shape: Shape): string => `
  INSERT INTO app.users (id, email, display_name, password_hash, last_workspace_id, created_at)
  SELECT id, ${userEmail(shape, 'id')}, 'User ' || id, NULL,
    CASE WHEN id = ${consultantId(shape)} THEN 1 WHEN a > ${shape.workspaces} THEN NULL
      WHEN n = 1 THEN a + (${shape.workspaces} - a) / ${shape.accounts} * ${shape.accounts}
      WHEN n < ${shape.counts.members - 1} THEN a END,
    timestamptz '2024-09-01 00:00:00+00'
  FROM (SELECT id, (id - 1) / ${shape.usersPerAccount} + 1 AS a, (id - 1) % ${shape.usersPerAccount} AS n
    FROM generate_series(1::bigint, ${consultantId(shape)}) AS id) AS numbered`;
