import type { Queries } from './database.ts';
import { type Subject, workspacesIn } from './subjects.ts';

/** What somebody should know and settle before asking for a deletion (exact, at this moment). */
export interface Inventory {
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
  readonly contacts: number;
  readonly conversations: number;
  readonly messages: number;
  readonly invoices: number;
  readonly openInvoices: number;
  readonly signInConnections: number;
  readonly channels: number;
  readonly apiTokens: number;
  readonly phoneNumbers: number;
  readonly runningCampaigns: number;
  readonly automations: number;
}

const counted: Readonly<Record<Exclude<keyof Inventory, 'workspaces'>, string>> = {
  contacts: 'contacts',
  conversations: 'conversations',
  messages: 'messages',
  invoices: 'invoices',
  openInvoices: `invoices WHERE status = 'open'`,
  signInConnections: 'sign_in_connections',
  channels: 'channels',
  apiTokens: 'api_tokens',
  phoneNumbers: `phone_numbers WHERE status = 'active'`,
  runningCampaigns: `campaigns WHERE status = 'running'`,
  automations: 'automations WHERE enabled',
};

export async function inventoryOf(db: Queries, subject: Subject): Promise<Inventory> {
  const workspaces = await workspacesIn(db, subject);
  const counts = Object.entries(counted).map(([name, from]) => {
    const and = from.includes(' WHERE ') ? 'AND' : 'WHERE';
    return `(SELECT count(*)::int FROM app.${from} ${and} workspace_id = ANY ($1)) AS "${name}"`;
  });
  const { rows } = await db.query<Omit<Inventory, 'workspaces'>>(`SELECT ${counts.join(', ')}`, [
    workspaces.map(({ id }) => id),
  ]);
  if (rows[0] === undefined) throw new Error('bug: a SELECT without FROM has one row');
  return { workspaces, ...rows[0] };
}
