export type Layout = 'clustered' | 'scattered';

/** How much to generate. Named sizes are scattered, as rows of a live product are. */
export type Size = 'small' | 'medium' | 'large';

export interface Extent {
  workspaces: number;
  /** Rows of each workspace over all tables, exactly. */
  rowsPerWorkspace: number;
  layout: Layout;
}

export const sizes: Record<Size, Extent> = {
  small: { workspaces: 6, rowsPerWorkspace: 900, layout: 'scattered' },
  medium: { workspaces: 20, rowsPerWorkspace: 55_000, layout: 'scattered' },
  large: { workspaces: 40, rowsPerWorkspace: 260_000, layout: 'scattered' },
};

/** Rows of one workspace in each table that belongs to workspaces. */
type RowCounts = ReturnType<typeof rowCounts>;
export type TenantTable = keyof RowCounts;

export interface Shape extends Extent {
  accounts: number;
  usersPerAccount: number;
  counts: RowCounts;
}

export function shapeOf(extent: Extent): Shape {
  const counts = rowCounts(extent.rowsPerWorkspace);
  return {
    ...extent,
    accounts: Math.max(2, Math.ceil(extent.workspaces / 3)),
    usersPerAccount: counts.members + 2,
    counts,
  };
}

function rowCounts(rowsPerWorkspace: number) {
  const contacts = Math.floor(rowsPerWorkspace / 20);
  const share = (part: number) => Math.floor(contacts * part);
  const members = 5 + Math.min(45, Math.floor(rowsPerWorkspace / 5_000));
  const orders = share(0.5);
  const campaigns = 3 + share(0.01);
  const counts = {
    workspaces: 1,
    roles: 2,
    teams: 3,
    members,
    team_assignments: members,
    sign_in_connections: 1,
    role_mappings: 2,
    api_tokens: 2,
    channels: 4,
    phone_numbers: 3,
    contacts,
    tags: 8,
    contact_tags: share(1.5),
    conversations: share(1.5),
    attachments: contacts,
    notes: contacts,
    tasks: share(0.5),
    campaigns,
    campaign_history: campaigns * 2,
    automations: 4,
    schedules: 4,
    orders,
    order_lines: orders * 2,
    order_returns: Math.floor(orders / 5),
    support_tickets: share(0.25),
    ticket_events: share(0.25) * 3,
    invoices: 12,
    payments: 11,
    audit_log: share(0.5),
    security_log: share(0.2),
    search_documents: contacts,
  };
  const others = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  const messages = rowsPerWorkspace - others;
  if (messages < counts.conversations || contacts < 20)
    throw new RangeError(
      `rowsPerWorkspace is ${rowsPerWorkspace}: a workspace with every table needs at least 400 rows`,
    );
  return { ...counts, messages };
}

/**
 * SQL for the id of a workspace's row at `index` (SQL, from 0) in `table`.
 * Ids follow the physical order, so a link is arithmetic instead of a join and the order of rows stays ours.
 */
export function rowId(shape: Shape, table: TenantTable, index: string): string {
  return shape.layout === 'clustered'
    ? `((w - 1) * ${shape.counts[table]} + (${index}) + 1)`
    : `((${index}) * ${shape.workspaces} + w)`;
}

/** SQL for the id of the parent row when a workspace's children are spread evenly, neighbours together. */
export function parentId(shape: Shape, child: TenantTable, parent: TenantTable, index = 'k'): string {
  return rowId(shape, parent, `(${index}) * ${shape.counts[parent]} / ${shape.counts[child]}`);
}

/**
 * SQL rows in physical order: `i` from 1, `w` the workspace, `k` the row's number in it from 0,
 * `a` the workspace's account, `q` the workspace's number in that account from 0.
 */
export function positions(shape: Shape, table: TenantTable): string {
  const each = shape.counts[table];
  const [w, k] =
    shape.layout === 'clustered'
      ? [`(i - 1) / ${each} + 1`, `(i - 1) % ${each}`]
      : [`(i - 1) % ${shape.workspaces} + 1`, `(i - 1) / ${shape.workspaces}`];
  return `(SELECT i, w, k, (w - 1) % ${shape.accounts} + 1 AS a, (w - 1) / ${shape.accounts} AS q
    FROM (SELECT i, ${w} AS w, ${k} AS k FROM generate_series(1::bigint, ${each * shape.workspaces}) AS i) AS placed) AS r`;
}
