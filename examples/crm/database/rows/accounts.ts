import { developmentPassword, peopleWithPassword } from '../../app/development-password.ts';
import { hashPassword } from '../../app/password.ts';
import type { Shape } from '../layout.ts';
import { accountDomain, accountName, consultantId, timeZone } from './people.ts';

/** SQL for a user's address, by id: three named people in each account, then numbered ones. */
export function userEmail(shape: Shape, id: string): string {
  const account = `((${id}) - 1) / ${shape.usersPerAccount} + 1`;
  return `CASE WHEN (${id}) = ${consultantId(shape)} THEN 'consultant@freelance.test' ELSE
    CASE ((${id}) - 1) % ${shape.usersPerAccount} WHEN 0 THEN 'owner' WHEN 1 THEN 'admin' WHEN 2 THEN 'member'
    ELSE 'user' || (${id}) END || '@' || ${accountDomain(`(${account})`)} END`;
}

export const accountRows = (shape: Shape): string => `
  INSERT INTO app.accounts (id, name, billing_email, billing_address, time_zone, created_at)
  SELECT a, ${accountName('a')}, 'billing@' || ${accountDomain('a')},
    jsonb_build_object('street', a || ' Main Street'), ${timeZone('a')}, timestamptz '2024-09-01 00:00:00+00'
  FROM generate_series(1::bigint, ${shape.accounts}) AS a`;

/** Members of an account's first workspace were last there, its admin in the last one, the others nowhere yet. */
export const userRows = (shape: Shape): string => `
  INSERT INTO app.users (id, email, display_name, password_hash, last_workspace_id, created_at)
  SELECT id, ${userEmail(shape, 'id')}, 'User ' || id, ${passwordHash(userEmail(shape, 'id'))},
    CASE WHEN id = ${consultantId(shape)} THEN 1 WHEN a > ${shape.workspaces} THEN NULL
      WHEN n = 1 THEN a + (${shape.workspaces} - a) / ${shape.accounts} * ${shape.accounts}
      WHEN n < ${shape.counts.members - 1} THEN a END,
    timestamptz '2024-09-01 00:00:00+00'
  FROM (SELECT id, (id - 1) / ${shape.usersPerAccount} + 1 AS a, (id - 1) % ${shape.usersPerAccount} AS n
    FROM generate_series(1::bigint, ${consultantId(shape)}) AS id) AS numbered`;

/** The account's owner and its admin; everybody else acts in workspaces only. */
export const accountMemberRows = (shape: Shape): string => `
  INSERT INTO app.account_members (account_id, user_id, role)
  SELECT a, (a - 1) * ${shape.usersPerAccount} + n, CASE n WHEN 1 THEN 'owner' ELSE 'admin' END::app.account_role
  FROM generate_series(1::bigint, ${shape.accounts}) AS a, generate_series(1::bigint, 2) AS n ORDER BY a, n`;

/** The address is the salt: a drawn one would make two generations differ. */
function passwordHash(email: string): string {
  const cases = peopleWithPassword.map((person) => {
    const hash = hashPassword(developmentPassword, Buffer.from(person));
    return `WHEN '${person}' THEN '${hash}'`;
  });
  return `CASE ${email} ${cases.join(' ')} END`;
}
