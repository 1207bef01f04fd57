import type pg from 'pg';
import { type Access, accessOf, mayRead, mayWrite } from './access.ts';
import { type Queries, transaction } from './database.ts';
import { notFound, Refusal } from './refusal.ts';
import { type Subject, workspaceOf } from './subjects.ts';

export interface Place {
  readonly user: string;
  readonly workspace: string;
}

export interface Opened {
  readonly workspace: Subject;
  readonly access: Access;
}

/** For reading: throws where the person does not work there, or where Lethe has it closed to them. */
export async function openWorkspace(db: Queries, { user, workspace: id }: Place): Promise<Opened> {
  const workspace = await workspaceOf(db, user, id);
  const access = await accessOf(db, workspace.path);
  mayRead(access, workspace.role);
  return { workspace, access };
}

/** Every write of the product goes through here: whose it is and whether Lethe has it closed, in one transaction. */
function writeIn<T>(
  pool: pg.Pool,
  { user, workspace }: Place,
  body: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  return transaction(pool, async (client) => {
    const { path } = await workspaceOf(client, user, workspace);
    await mayWrite(client, path);
    return body(client);
  });
}

export interface NewContact {
  readonly fullName: string;
  readonly email?: string;
}

export async function addContact(pool: pg.Pool, place: Place, { fullName, email = '' }: NewContact): Promise<string> {
  const address = email.trim() === '' ? null : email.trim();
  return writeIn(pool, place, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO app.contacts (workspace_id, full_name, email, owner_user_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING id`,
      [place.workspace, fullName.trim(), address, place.user],
    );
    const [contact] = rows;
    if (contact === undefined) throw new Refusal(409, 'Not added', 'There is a contact with this address already.');
    await client.query(
      `INSERT INTO app.search_documents (workspace_id, source_type, source_id, content, terms)
       VALUES ($1, 'contact', $2, $3, ARRAY['contact'])`,
      [place.workspace, contact.id, [fullName.trim(), address].join(' ').trim()],
    );
    await record(client, place, 'contact.added');
    return contact.id;
  });
}

export interface NewMessage {
  readonly conversation: string;
  readonly body: string;
}

export async function sendMessage(pool: pg.Pool, place: Place, { conversation, body }: NewMessage): Promise<string> {
  return writeIn(pool, place, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO app.messages (workspace_id, conversation_id, sender_user_id, direction, body)
       SELECT workspace_id, id, $3, 'out', $4 FROM app.conversations WHERE workspace_id = $1 AND id = $2 RETURNING id`,
      [place.workspace, conversation, place.user, body],
    );
    if (rows[0] === undefined) throw notFound();
    await record(client, place, 'message.sent');
    return rows[0].id;
  });
}

async function record(client: Queries, { user, workspace }: Place, action: string): Promise<void> {
  await client.query(
    `INSERT INTO app.audit_log (workspace_id, actor_user_id, actor_email, action)
     SELECT $1, id, email, $3 FROM app.users WHERE id = $2`,
    [workspace, user, action],
  );
}

export interface Contact {
  readonly id: string;
  readonly fullName: string;
  readonly email: string | null;
}

const shown = 50;

export async function newestContacts(db: Queries, workspace: string): Promise<readonly Contact[]> {
  const { rows } = await db.query<Contact>(
    `SELECT id, full_name AS "fullName", email FROM app.contacts WHERE workspace_id = $1 AND NOT archived
     ORDER BY id DESC LIMIT ${shown}`,
    [workspace],
  );
  return rows;
}

export interface Conversation {
  readonly id: string;
  readonly subject: string | null;
  readonly contact: string;
  readonly status: string;
}

const conversations = `SELECT v.id, v.subject, c.full_name AS contact, v.status
  FROM app.conversations v JOIN app.contacts c ON c.workspace_id = v.workspace_id AND c.id = v.contact_id
  WHERE v.workspace_id = $1`;

export async function newestConversations(db: Queries, workspace: string): Promise<readonly Conversation[]> {
  const { rows } = await db.query<Conversation>(`${conversations} ORDER BY v.id DESC LIMIT ${shown}`, [workspace]);
  return rows;
}

export interface Message {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly body: string;
}

export interface Thread extends Conversation {
  /** The last ones, in order. */
  readonly messages: readonly Message[];
}

export async function threadOf(db: Queries, workspace: string, id: string): Promise<Thread> {
  const { rows } = await db.query<Conversation>(`${conversations} AND v.id = $2`, [workspace, id]);
  if (rows[0] === undefined) throw notFound();
  const { rows: messages } = await db.query<Message>(
    `SELECT id, direction, body FROM app.messages WHERE workspace_id = $1 AND conversation_id = $2
     ORDER BY id DESC LIMIT ${shown}`,
    [workspace, id],
  );
  return { ...rows[0], messages: messages.reverse() };
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

export async function campaignsOf(db: Queries, workspace: string): Promise<readonly Campaign[]> {
  const { rows } = await db.query<Campaign>(
    'SELECT id, name, status FROM app.campaigns WHERE workspace_id = $1 ORDER BY id DESC',
    [workspace],
  );
  return rows;
}
