import pg from 'pg';
import { withClient } from './databases.ts';

export interface Cascaded {
  readonly ms: number;
  /** False: it was stopped when patience ended, so `ms` is a lower bound. */
  readonly ended: boolean;
}

/** What a careful engineer would write by hand: what restricts goes first, then one DELETE and the database's cascade. */
export async function deleteByCascade(url: string, workspace: number, patienceMs = 0): Promise<Cascaded> {
  return withClient(url, async (client) => {
    const begun = performance.now();
    await client.query('begin');
    try {
      for (const table of ['payments', 'invoices', 'audit_log', 'security_log', 'search_documents', 'orders']) {
        await within(client, begun, patienceMs);
        await client.query(`delete from app.${table} where workspace_id = $1`, [workspace]);
      }
      await within(client, begun, patienceMs);
      await client.query('delete from app.workspaces where id = $1', [workspace]);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== statementTimeout) throw error;
      return { ms: performance.now() - begun, ended: false };
    }
    await client.query('commit');
    return { ms: performance.now() - begun, ended: true };
  });
}

const statementTimeout = '57014';

/** Each statement gets what is left of the patience; 0: there is no end to it. */
async function within(client: pg.Client, begun: number, patienceMs: number): Promise<void> {
  if (patienceMs === 0) return;
  const leftMs = Math.max(1, Math.round(patienceMs - (performance.now() - begun)));
  await client.query(`set local statement_timeout = ${leftMs}`);
}

/** The loop most products have: contact by contact, each in a transaction of its own. Stops after `limitMs`. */
export async function deleteContactByContact(
  url: string,
  workspace: number,
  limitMs: number,
): Promise<{ rowsPerSecond: number }> {
  return withClient(url, async (client) => {
    const contacts = await client.query<{ id: string }>('select id from app.contacts where workspace_id = $1', [
      workspace,
    ]);
    const rowsOf = await client.query<{ rows: string }>(
      `select (select count(*) from app.contacts where workspace_id = $1) + (select count(*) from app.conversations where workspace_id = $1)
            + (select count(*) from app.messages where workspace_id = $1) + (select count(*) from app.notes where workspace_id = $1)
            + (select count(*) from app.contact_tags t join app.contacts c on c.id = t.contact_id where c.workspace_id = $1) as rows`,
      [workspace],
    );
    const begun = performance.now();
    let deleted = 0;
    for (const { id } of contacts.rows) {
      await client.query('begin');
      for (const statement of perContact) await client.query(statement, [id]);
      await client.query('commit');
      deleted += 1;
      if (performance.now() - begun > limitMs) break;
    }
    const share = deleted / contacts.rows.length;
    return { rowsPerSecond: (Number(rowsOf.rows[0]?.rows ?? 0) * share * 1000) / (performance.now() - begun) };
  });
}

const perContact = [
  'delete from app.orders where contact_id = $1',
  'delete from app.contact_tags where contact_id = $1',
  'delete from app.notes where contact_id = $1',
  'delete from app.tasks where contact_id = $1',
  'delete from app.messages where conversation_id in (select id from app.conversations where contact_id = $1)',
  'delete from app.conversations where contact_id = $1',
  'delete from app.contacts where id = $1',
];
