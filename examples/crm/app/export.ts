import type { Queries } from './database.ts';

export type Exported = 'contacts' | 'conversations' | 'invoices';
export type ExportFormat = 'csv' | 'json';

interface ExportRow {
  readonly id: string;
  readonly [column: string]: unknown;
}

const pageRows = 1000;

/** `$1` the workspaces, `$2` the id after which to go on. */
const statements: Readonly<Record<Exported, { readonly columns: string; readonly from: string }>> = {
  contacts: {
    columns: 'c.id, c.workspace_id AS workspace, c.full_name, c.email, c.aliases, c.profile, c.archived, c.created_at',
    from: 'app.contacts c WHERE c.workspace_id = ANY ($1) AND c.id > $2 ORDER BY c.id',
  },
  conversations: {
    columns: `m.id, m.workspace_id AS workspace, m.conversation_id AS conversation, v.subject, v.status,
      v.contact_id AS contact, m.direction, m.body, m.created_at`,
    from: `app.messages m JOIN app.conversations v ON v.id = m.conversation_id
      WHERE m.workspace_id = ANY ($1) AND m.id > $2 ORDER BY m.id`,
  },
  invoices: {
    columns: 'i.id, i.workspace_id AS workspace, i.number, i.status, i.currency, i.total, i.bill_to, i.issued_at',
    from: 'app.invoices i WHERE i.workspace_id = ANY ($1) AND i.id > $2 ORDER BY i.id',
  },
};

export interface Export {
  readonly what: Exported;
  readonly format: ExportFormat;
  readonly workspaces: readonly string[];
}

/** The file in parts, so that a large tenant's does not have to fit into memory. */
export async function* exported(db: Queries, { what, format, workspaces }: Export): AsyncGenerator<string> {
  let head = format === 'json' ? '[\n' : '';
  let columns: readonly string[] | null = null;
  for await (const rows of pages(db, what, workspaces)) {
    if (format === 'csv' && columns === null) head = csvLine(Object.keys(rows[0] ?? {}));
    columns ??= Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => (format === 'json' ? JSON.stringify(row) : csvLine(Object.values(row))));
    yield head + lines.join(format === 'json' ? ',\n' : '');
    head = format === 'json' ? ',\n' : '';
  }
  if (format === 'json') yield columns === null ? '[]\n' : '\n]\n';
}

async function* pages(
  db: Queries,
  what: Exported,
  workspaces: readonly string[],
): AsyncGenerator<readonly ExportRow[]> {
  const { columns, from } = statements[what];
  let after = '0';
  for (;;) {
    const { rows } = await db.query<ExportRow>(`SELECT ${columns} FROM ${from} LIMIT ${pageRows}`, [workspaces, after]);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last.id;
  }
}

function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/** A cell that begins like a formula is one to a spreadsheet, and whoever wrote to the inbox wrote it: OWASP, CSV injection. */
function csvCell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : value instanceof Date
        ? value.toISOString()
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
