import type { ClientBase } from 'pg';
import { tenancy } from '../database/tenancy.ts';

const conditions: Readonly<Record<string, string>> = {
  role_mappings: 'connection_id IN (SELECT id FROM app.sign_in_connections WHERE workspace_id = $1)',
  contact_tags: 'contact_id IN (SELECT id FROM app.contacts WHERE workspace_id = $1)',
  order_lines: 'order_id IN (SELECT id FROM app.orders WHERE workspace_id = $1)',
  order_returns: 'order_id IN (SELECT id FROM app.orders WHERE workspace_id = $1)',
  ticket_events: 'ticket_id IN (SELECT id FROM app.support_tickets WHERE workspace_id = $1)',
  workspaces: 'id = $1',
};

/** What is kept of a workspace (R6): books and logs, and the emptied shell that they hang from. */
export const keptTables: readonly string[] = [
  'app.audit_log',
  'app.invoices',
  'app.payments',
  'app.security_log',
  'app.workspaces',
];

/** Rows of the workspace by table, counted with conditions written here and nowhere in the product. */
export async function rowsOfWorkspace(client: ClientBase, workspace: number): Promise<Map<string, number>> {
  const tables = Object.keys(tenancy).filter((name) => tenancy[name]?.by !== 'self');
  const counts = tables.map((table) => {
    const where = (conditions[table] ?? 'workspace_id = $1').replaceAll('$1', String(workspace));
    return `SELECT 'app.${table}' AS "table", (SELECT count(*)::int FROM app.${table} WHERE ${where}) AS rows`;
  });
  const { rows } = await client.query<{ table: string; rows: number }>(counts.join(' UNION ALL '));
  return new Map(rows.map(({ table, rows: count }) => [table, count]));
}
