import type { ClientBase } from 'pg';

/** What stands in one table: how many rows, and a digest of all of them. */
export interface TableState {
  readonly rows: number;
  readonly digest: string;
}

export type AppState = Readonly<Record<string, TableState>>;

/** Every row of schema `app`, from one snapshot. Two copies of one template compare equal until somebody writes. */
export async function appState(client: ClientBase): Promise<AppState> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const tables = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'app'::regnamespace
         and relkind in ('r', 'p') and not relispartition order by relname`,
    );
    const state: Record<string, TableState> = {};
    for (const { name } of tables.rows) state[`app.${name}`] = await tableState(client, name);
    return state;
  } finally {
    await client.query('rollback');
  }
}

async function tableState(client: ClientBase, name: string): Promise<TableState> {
  const { rows } = await client.query<{ rows: string; digest: string | null }>(
    `select count(*) as rows, md5(string_agg(md5(line), '' order by line)) as digest
       from (select regexp_replace(t::text, 'http://127.0.0.1:\\d+', 'vendor') as line from app.${name} t) lines`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), digest: rows[0]?.digest ?? '' };
}

export interface Sums {
  readonly deleted: number;
  readonly updated: number;
}

/** The receipts of all runs, added up by table: deleted less inserted, and updated. */
export async function receiptSums(client: ClientBase): Promise<Readonly<Record<string, Sums>>> {
  const { rows } = await client.query<{ relation: string; deleted: string; updated: string }>(
    `select relation, sum(deleted) - sum(inserted) as deleted, sum(updated) as updated
       from lethe.receipts group by 1 order by 1`,
  );
  return Object.fromEntries(
    rows.map((row) => [row.relation, { deleted: Number(row.deleted), updated: Number(row.updated) }]),
  );
}

/** Tables whose receipts do not say what went: rows lost from the count, or counted twice. Empty: each once. */
export function miscounted(before: AppState, after: AppState, sums: Readonly<Record<string, Sums>>): string[] {
  return Object.entries(before).flatMap(([table, { rows }]) => {
    const gone = rows - (after[table]?.rows ?? 0);
    const counted = sums[table]?.deleted ?? 0;
    return gone === counted ? [] : [`${table}: ${gone} gone, ${counted} counted`];
  });
}
