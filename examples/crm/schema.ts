// Generated from the live database by `node scripts/generate-schema.ts`. Do not edit: run it again after a migration.
// Types are those in which the pg driver hands values over: bigint and numeric come as strings.
import { schemaOf } from 'lethe';

export interface Tables {
  'app.account_members': {
    account_id: string;
    role: 'owner' | 'admin';
    user_id: string;
  };
  'app.accounts': {
    billing_address: unknown;
    billing_email: string;
    created_at: Date;
    id: string;
    name: string;
    time_zone: string;
  };
  'app.api_tokens': {
    created_by: string;
    id: string;
    label: string;
    last_used_at: Date | null;
    token_hash: Uint8Array;
    workspace_id: string;
  };
  'app.attachments': {
    file_name: string;
    id: string;
    metadata: unknown;
    owner_id: string;
    owner_type: string;
    storage_key: string;
    thumbnail: Uint8Array | null;
    workspace_id: string;
  };
  'app.audit_log': {
    action: string;
    actor_email: string | null;
    actor_user_id: string | null;
    details: unknown;
    id: string;
    ip: string | null;
    occurred_at: Date;
    workspace_id: string;
  };
  'app.automations': {
    definition: unknown;
    enabled: boolean;
    id: string;
    name: string;
    schedule_id: string | null;
    workspace_id: string;
  };
  'app.campaign_history': {
    campaign_id: string;
    change: string;
    changed_at: Date;
    id: string;
    snapshot: unknown;
    workspace_id: string;
  };
  'app.campaigns': {
    audience: unknown;
    body: string;
    channel_id: string | null;
    created_by: string;
    id: string;
    name: string;
    starts_at: Date | null;
    status: 'draft' | 'running' | 'ended';
    workspace_id: string;
  };
  'app.channels': {
    access_token: string | null;
    config: unknown;
    id: string;
    kind: 'email' | 'sms' | 'whatsapp' | 'chat';
    name: string;
    workspace_id: string;
  };
  'app.contact_tags': {
    contact_id: string;
    source: string;
    tag_id: string;
  };
  'app.contacts': {
    aliases: string[];
    archived: boolean;
    created_at: Date;
    email: string | null;
    full_name: string;
    id: string;
    owner_user_id: string | null;
    profile: unknown;
    search_name: string | null;
    workspace_id: string;
  };
  'app.conversations': {
    assigned_to: string | null;
    channel_id: string | null;
    contact_id: string;
    created_at: Date;
    id: string;
    metadata: unknown;
    status: 'open' | 'snoozed' | 'closed';
    subject: string | null;
    workspace_id: string;
  };
  'app.invoices': {
    account_id: string;
    bill_to: unknown;
    currency: string;
    document: Uint8Array | null;
    id: string;
    issued_at: Date;
    number: string;
    status: 'open' | 'paid' | 'void';
    total: string;
    workspace_id: string;
  };
  'app.members': {
    home_team_id: string | null;
    joined_at: Date;
    preferences: unknown;
    role: 'owner' | 'admin' | 'member';
    role_id: string | null;
    title: string | null;
    user_id: string;
    workspace_id: string;
  };
  'app.messages': {
    body: string;
    conversation_id: string;
    created_at: Date;
    direction: 'in' | 'out';
    headers: unknown;
    id: string;
    raw: Uint8Array | null;
    reply_to: string | null;
    sender_user_id: string | null;
    workspace_id: string;
  };
  'app.notes': {
    author_id: string;
    body: string;
    contact_id: string;
    created_at: Date;
    id: string;
    parent_id: string | null;
    workspace_id: string;
  };
  'app.order_lines': {
    description: string;
    line_no: number;
    order_id: string;
    quantity: number;
    unit_price: string;
  };
  'app.order_returns': {
    id: string;
    line_no: number;
    order_id: string;
    reason: string;
  };
  'app.orders': {
    contact_id: string;
    currency: string;
    id: string;
    number: string;
    placed_at: Date;
    shipping_address: unknown;
    status: 'placed' | 'shipped' | 'cancelled';
    total: string;
    workspace_id: string;
  };
  'app.payments': {
    account_id: string;
    amount: string;
    id: string;
    invoice_id: string;
    paid_at: Date;
    payer: unknown;
    provider_ref: string;
    workspace_id: string;
  };
  'app.phone_numbers': {
    channel_id: string | null;
    e164: string;
    id: string;
    status: 'active' | 'released';
    vendor_ref: string;
    workspace_id: string;
  };
  'app.role_mappings': {
    connection_id: string;
    external_group: string;
    role_id: string;
  };
  'app.roles': {
    id: string;
    name: string;
    permissions: string[];
    workspace_id: string | null;
  };
  'app.schedules': {
    automation_id: string;
    cron: string;
    id: string;
    next_run_at: Date | null;
    workspace_id: string;
  };
  'app.search_documents': {
    content: string;
    id: string;
    indexed_at: Date;
    source_id: string;
    source_type: string;
    terms: string[];
    workspace_id: string;
  };
  'app.security_log': {
    action: string;
    actor_email: string | null;
    details: unknown;
    id: string;
    ip: string | null;
    occurred_at: Date;
    workspace_id: string | null;
  };
  'app.sign_in_connections': {
    certificate: Uint8Array | null;
    client_secret: string;
    id: string;
    issuer: string;
    metadata: unknown;
    workspace_id: string;
  };
  'app.support_tickets': {
    contact_id: string | null;
    conversation_id: string | null;
    created_at: Date;
    id: string;
    requester_email: string;
    status: 'open' | 'solved';
    subject: string;
    workspace_id: string;
  };
  'app.tags': {
    id: string;
    name: string;
    workspace_id: string | null;
  };
  'app.tasks': {
    assigned_to: string | null;
    contact_id: string | null;
    created_by: string;
    details: string | null;
    due_at: Date | null;
    id: string;
    title: string;
    workspace_id: string;
  };
  'app.team_assignments': {
    duty: string | null;
    team_id: string;
    user_id: string;
    workspace_id: string;
  };
  'app.teams': {
    id: string;
    lead_user_id: string | null;
    name: string;
    workspace_id: string;
  };
  'app.ticket_events': {
    body: string;
    payload: unknown;
    seq: number;
    ticket_id: string;
  };
  'app.users': {
    created_at: Date;
    display_name: string;
    email: string;
    email_changed_at: Date | null;
    id: string;
    last_workspace_id: string | null;
    password_hash: string | null;
    previous_email: string | null;
  };
  'app.workspaces': {
    account_id: string;
    created_at: Date;
    created_by: string;
    id: string;
    name: string;
    settings: unknown;
    slug: string;
    time_zone: string;
  };
}

export const { subject, subjectColumn, effect, blocker, link, polymorphic } = schemaOf<Tables>();
