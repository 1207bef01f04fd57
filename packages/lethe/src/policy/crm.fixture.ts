import type { Column, Key, Reference, Schema, Table, Trigger } from '../schema/graph.ts';
import { anonymise } from './anonymise.ts';
import { defineConfig, schemaOf } from './define.ts';
import { months, years } from './duration.ts';
import { ignore } from './ignore.ts';
import { keep } from './keep.ts';
import { constant, fromKey } from './replacement.ts';
import { postgres } from './store.ts';

/** What the generator writes for the sample schema below. */
export interface Tables {
  'app.workspaces': { id: string; name: string; slug: string; parent_id: string | null };
  'app.members': { workspace_id: string; user_id: string; role: string };
  'app.contacts': { id: string; workspace_id: string; name: string; email: string | null; owner_id: string | null };
  'app.orders': { id: string; workspace_id: string; contact_id: string; status: string };
  'app.attachments': { id: string; owner_type: string; owner_id: string };
  'app.campaigns': { id: string; workspace_id: string; name: string };
  'app.campaign_history': { id: string; campaign_id: string };
  'app.phone_numbers': { id: string; workspace_id: string; e164: string; vendor_ref: string; rented_at: Date | null };
  'app.invoices': { id: string; workspace_id: string; status: string; issued_at: string; paid_on: string | null };
  'app.payments': { id: string; invoice_id: string; paid_at: string };
  'app.audit_log': { id: string; workspace_id: string; actor_email: string | null; name: string; occurred_at: string };
  'app.security_log': {
    id: string;
    workspace_id: string | null;
    actor_email: string | null;
    ip: string | null;
    occurred_at: string;
  };
  'app.countries': { code: string };
}

const { subject, effect, blocker, link, polymorphic } = schemaOf<Tables>();

export const releaseNumbers = effect('release-numbers', {
  version: 1,
  table: 'app.phone_numbers',
  values: ['e164', 'vendor_ref'],
  order: 'after',
  run: async (row, { idempotencyKey }) => (idempotencyKey === row.e164 ? 'already' : 'done'),
});

export const unpaidInvoices = blocker('unpaid-invoices', {
  version: 1,
  table: 'app.invoices',
  where: { column: 'status', in: ['open'] },
  message: 'There are unpaid invoices.',
});

const books = { for: years(7), endOf: 'year', because: 'tax law' } as const;

export const workspace = subject('app.workspaces', {
  members: { table: 'app.members', actor: 'user_id', subject: 'workspace_id', role: 'role' },
  rules: {
    'app.workspaces': anonymise({ columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }) } }),
    'app.invoices': keep({ ...books, from: 'issued_at' }),
    'app.payments': keep({ ...books, from: 'paid_at' }),
    'app.audit_log': anonymise({ columns: { name: constant('deleted'), actor_email: 'null' } }),
    'app.security_log': anonymise({
      columns: { actor_email: 'null', ip: 'null' },
      keepFor: { for: months(12), from: 'occurred_at', because: 'security incidents are found late' },
    }),
    'app.countries': ignore('the same for everyone'),
  },
  effects: [releaseNumbers],
  blockers: [unpaidInvoices],
  identifiers: ['app.workspaces.slug', 'app.contacts.email'],
  triggers: { 'app.campaigns.log_history': ['app.campaign_history'] },
});

export const crm = defineConfig({
  stores: {
    crm: postgres({
      url: 'CRM_DATABASE_URL',
      schemas: ['app'],
      links: [
        link('app.campaign_history', { columns: ['campaign_id'], to: 'app.campaigns', toColumns: ['id'] }),
        ...polymorphic('app.attachments', {
          type: 'owner_type',
          id: 'owner_id',
          to: { order: ['app.orders', 'id'], contact: ['app.contacts', 'id'] },
        }),
      ],
    }),
  },
  subjects: { workspace },
});

type ColumnShape = Partial<Column> & { readonly type: string };

const categories: Readonly<Record<string, string>> = {
  bigint: 'N',
  integer: 'N',
  smallint: 'N',
  'numeric(12,2)': 'N',
  text: 'S',
  'character varying(20)': 'S',
  'timestamp with time zone': 'D',
  date: 'D',
  'time without time zone': 'D',
  boolean: 'B',
  jsonb: 'U',
  uuid: 'U',
  bytea: 'U',
  'text[]': 'A',
  inet: 'I',
  'app.invoice_status': 'E',
};

function column(name: string, shape: ColumnShape): Column {
  return {
    name,
    category: categories[shape.baseType ?? shape.type] ?? 'U',
    nullable: false,
    hasDefault: false,
    generated: 'no',
    maxLength: null,
    enumLabels: null,
    ...shape,
  };
}

export const id: ColumnShape = { type: 'bigint', generated: 'identity by default' };
export const bigint: ColumnShape = { type: 'bigint' };
export const text: ColumnShape = { type: 'text' };
export const time: ColumnShape = { type: 'timestamp with time zone' };
export const optional = (shape: ColumnShape): ColumnShape => ({ ...shape, nullable: true });
const status: ColumnShape = { type: 'app.invoice_status', enumLabels: ['open', 'paid', 'void'] };

export function key(...columns: string[]): Key {
  return { name: `${columns.join('_')}_key`, columns, partial: false };
}

export function reference(
  columns: string[],
  to: string,
  toColumns: string[],
  match: Reference['match'] = 'simple',
): Omit<Reference, 'table'> {
  return {
    name: `${columns.join('_')}_fkey`,
    columns,
    to,
    toColumns,
    match,
    onDelete: 'cascade',
    onDeleteColumns: null,
    deferrable: false,
    initiallyDeferred: false,
    validated: true,
    index: null,
  };
}

interface TableShape {
  readonly columns: Readonly<Record<string, ColumnShape>>;
  readonly primaryKey?: Key | null;
  readonly uniques?: readonly Key[];
  readonly references?: readonly Omit<Reference, 'table'>[];
  readonly triggers?: readonly string[];
}

export function table(name: string, shape: TableShape): Table {
  return {
    name,
    kind: 'table',
    columns: Object.entries(shape.columns).map(([each, columnShape]) => column(each, columnShape)),
    primaryKey: shape.primaryKey === undefined ? key('id') : shape.primaryKey,
    uniques: shape.uniques ?? [],
    checks: [],
    references: (shape.references ?? []).map((each) => ({ ...each, table: name })),
    indexes: [],
    triggers: (shape.triggers ?? []).map(
      (each): Trigger => ({
        name: each,
        table: name,
        timing: 'after',
        level: 'row',
        events: ['delete'],
        function: 'app.log',
      }),
    ),
    rules: [],
    rowSecurity: 'off',
    partitions: [],
    inheritedBy: [],
    extension: null,
    privileges: { select: true, insert: true, update: true, delete: true, seesAllRows: true },
    estimate: { rows: 0, bytes: 0 },
  };
}

export function schemaWith(...tables: readonly Table[]): Schema {
  const views = [{ name: 'app.open_invoices', materialised: false, tables: ['app.invoices'] }];
  return { tables: Object.fromEntries(tables.map((each) => [each.name, each])), views };
}

const ofWorkspace = reference(['workspace_id'], 'app.workspaces', ['id']);

export const crmTables: readonly Table[] = [
  table('app.workspaces', {
    columns: {
      id,
      name: text,
      slug: { type: 'character varying(40)', category: 'S', maxLength: 40 },
      parent_id: optional(bigint),
    },
    uniques: [key('slug')],
    references: [reference(['parent_id'], 'app.workspaces', ['id'])],
  }),
  table('app.members', {
    columns: { workspace_id: bigint, user_id: bigint, role: text },
    primaryKey: key('workspace_id', 'user_id'),
    references: [ofWorkspace],
  }),
  table('app.contacts', {
    columns: { id, workspace_id: bigint, name: text, email: optional(text), owner_id: optional(bigint) },
    references: [ofWorkspace],
  }),
  table('app.orders', {
    columns: { id, workspace_id: bigint, contact_id: bigint, status: text },
    references: [ofWorkspace, reference(['contact_id'], 'app.contacts', ['id'])],
  }),
  table('app.attachments', { columns: { id, owner_type: text, owner_id: bigint } }),
  table('app.campaigns', {
    columns: { id, workspace_id: bigint, name: text },
    references: [ofWorkspace],
    triggers: ['log_history'],
  }),
  table('app.campaign_history', { columns: { id, campaign_id: bigint } }),
  table('app.phone_numbers', {
    columns: { id, workspace_id: bigint, e164: text, vendor_ref: text, rented_at: optional(time) },
    references: [ofWorkspace],
  }),
  table('app.invoices', {
    columns: { id, workspace_id: bigint, status, issued_at: time, paid_on: optional({ type: 'date' }) },
    references: [ofWorkspace],
  }),
  table('app.payments', {
    columns: { id, invoice_id: bigint, paid_at: time },
    references: [reference(['invoice_id'], 'app.invoices', ['id'])],
  }),
  table('app.audit_log', {
    columns: { id, workspace_id: bigint, actor_email: optional(text), name: text, occurred_at: time },
    references: [ofWorkspace],
  }),
  table('app.security_log', {
    columns: {
      id,
      workspace_id: optional(bigint),
      actor_email: optional(text),
      ip: optional({ type: 'inet' }),
      occurred_at: time,
    },
    references: [ofWorkspace],
  }),
  table('app.countries', {
    columns: { code: { type: 'character varying(20)', maxLength: 20 } },
    primaryKey: key('code'),
  }),
];

export const crmSchema = schemaWith(...crmTables);

/** A configuration with one subject and these links, as any file may hold it. */
export const postgresConfig = (subjectWritten: unknown, links: readonly unknown[] = []): unknown => ({
  stores: { crm: { type: 'postgres', url: 'CRM_DATABASE_URL', schemas: ['app'], links } },
  subjects: { workspace: subjectWritten },
});
