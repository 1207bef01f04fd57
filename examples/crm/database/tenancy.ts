/** How a row of a table is known to be a tenant's. */
export type Tenancy =
  | { by: 'column'; column: string }
  /** The row has no workspace of its own: its parent's counts. */
  | { by: 'parent'; column: string; parent: string; key: string }
  /** Rows above workspaces are each a bucket of their own, so that a change shows whose row it was. */
  | { by: 'self'; kind: string; key: string };

const column: Tenancy = { by: 'column', column: 'workspace_id' };

/** Every table of schema `app`. A new table without a line here makes the checksum fail instead of missing it. */
export const tenancy: Record<string, Tenancy> = {
  accounts: { by: 'self', kind: 'account', key: 'id' },
  account_members: { by: 'self', kind: 'account', key: 'account_id' },
  users: { by: 'self', kind: 'user', key: 'id' },
  workspaces: { by: 'column', column: 'id' },
  roles: column,
  teams: column,
  members: column,
  team_assignments: column,
  sign_in_connections: column,
  role_mappings: { by: 'parent', column: 'connection_id', parent: 'sign_in_connections', key: 'id' },
  api_tokens: column,
  channels: column,
  phone_numbers: column,
  contacts: column,
  tags: column,
  contact_tags: { by: 'parent', column: 'contact_id', parent: 'contacts', key: 'id' },
  conversations: column,
  messages: column,
  attachments: column,
  notes: column,
  tasks: column,
  campaigns: column,
  campaign_history: column,
  automations: column,
  schedules: column,
  orders: column,
  order_lines: { by: 'parent', column: 'order_id', parent: 'orders', key: 'id' },
  order_returns: { by: 'parent', column: 'order_id', parent: 'orders', key: 'id' },
  support_tickets: column,
  ticket_events: { by: 'parent', column: 'ticket_id', parent: 'support_tickets', key: 'id' },
  invoices: column,
  payments: column,
  audit_log: column,
  security_log: column,
  search_documents: column,
};

/** The bucket of rows that have no workspace. */
export const sharedRows = 'shared';
