import { accessOf } from './access.ts';
import type { Queries } from './database.ts';
import { notFound } from './refusal.ts';

/** What the CRM deletes: an account with its workspaces, or one workspace. */
export interface Subject {
  readonly kind: 'account' | 'workspace';
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** The role of the person who asks. */
  readonly role: 'owner' | 'admin' | 'member';
  /** For Lethe: what it lies in and itself, widest first. */
  readonly path: readonly string[];
}

export const subjectName = ({ kind, id }: Pick<Subject, 'kind' | 'id'>): string => `${kind}:${id}`;

/** Throws the same for a workspace that is not there and for one the person does not work in. */
export async function workspaceOf(db: Queries, user: string, id: string): Promise<Subject> {
  const { rows } = await db.query<Omit<Subject, 'kind' | 'path'> & { account: string }>(
    `SELECT w.id, w.name, w.time_zone AS "timeZone", m.role, w.account_id AS account
     FROM app.members m JOIN app.workspaces w ON w.id = m.workspace_id
     WHERE m.user_id = $1 AND m.workspace_id = $2`,
    [user, id],
  );
  if (rows[0] === undefined) throw notFound();
  const { account, ...workspace } = rows[0];
  return { kind: 'workspace', ...workspace, path: [`account:${account}`, `workspace:${workspace.id}`] };
}

async function accountOf(db: Queries, user: string, id: string): Promise<Subject> {
  const { rows } = await db.query<Omit<Subject, 'kind' | 'path'>>(
    `SELECT a.id, a.name, a.time_zone AS "timeZone", m.role
     FROM app.account_members m JOIN app.accounts a ON a.id = m.account_id
     WHERE m.user_id = $1 AND m.account_id = $2`,
    [user, id],
  );
  if (rows[0] === undefined) throw notFound();
  return { kind: 'account', ...rows[0], path: [`account:${rows[0].id}`] };
}

export const subjectOf = { account: accountOf, workspace: workspaceOf };

/** Everything the person may open, accounts first. */
export async function subjectsOf(db: Queries, user: string): Promise<readonly Omit<Subject, 'path' | 'timeZone'>[]> {
  const { rows } = await db.query<Omit<Subject, 'path' | 'timeZone'>>(
    `SELECT kind, id, name, role FROM (
       SELECT 'account' AS kind, a.id, a.name, m.role::text AS role
       FROM app.account_members m JOIN app.accounts a ON a.id = m.account_id WHERE m.user_id = $1
       UNION ALL
       SELECT 'workspace', w.id, w.name, m.role::text
       FROM app.members m JOIN app.workspaces w ON w.id = m.workspace_id WHERE m.user_id = $1) AS mine
     ORDER BY kind, id`,
    [user],
  );
  return rows;
}

/** The workspaces that a subject is or contains. What is kept of one that is gone is for the books, and shown nowhere. */
export async function workspacesIn(
  db: Queries,
  { kind, id, path }: Subject,
): Promise<readonly { id: string; name: string }[]> {
  const column = kind === 'account' ? 'account_id' : 'id';
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM app.workspaces WHERE ${column} = $1 ORDER BY id`,
    [id],
  );
  const open: { id: string; name: string }[] = [];
  for (const workspace of rows)
    if ((await accessOf(db, [...path, `workspace:${workspace.id}`])) !== 'gone') open.push(workspace);
  return open;
}

/** Whom to ask, for those who may not themselves. */
export async function ownersOf(db: Queries, { kind, id }: Subject): Promise<readonly string[]> {
  const table = kind === 'account' ? 'app.account_members' : 'app.members';
  const { rows } = await db.query<{ email: string }>(
    `SELECT u.email FROM ${table} m JOIN app.users u ON u.id = m.user_id
     WHERE m.${kind}_id = $1 AND m.role = 'owner' ORDER BY u.id`,
    [id],
  );
  return rows.map(({ email }) => email);
}
