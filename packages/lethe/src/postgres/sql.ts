import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import type { ClientBase, QueryResultRow } from 'pg';
import { splitTableName } from '../schema/table-name.ts';

export type Sql = RawBuilder<unknown>;

// Kysely writes the SQL (quoting, numbering of parameters); the connection is always a pg client of ours.
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export interface Answer<Row> {
  readonly rows: Row[];
  /** Rows the statement itself wrote; what cascades and triggers wrote is not in it. */
  readonly affected: number;
}

/** The text that is sent, with numbered parameters. */
export const textOf = (statement: Sql): string => statement.compile(compiler).sql;

export async function run<Row extends QueryResultRow>(client: ClientBase, statement: Sql): Promise<Answer<Row>> {
  const { sql: text, parameters } = statement.compile(compiler);
  const result = await client.query<Row>(text, [...parameters]);
  return { rows: result.rows, affected: result.rowCount ?? 0 };
}

/** The one row of a statement that always has one. */
export async function one<Row extends QueryResultRow>(client: ClientBase, statement: Sql): Promise<Row> {
  const { rows } = await run<Row>(client, statement);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`bug: one row expected, ${rows.length} came`);
  return row;
}

export function tableSql(table: string): Sql {
  const { schema, name } = splitTableName(table);
  return sql`${sql.id(schema, name)}`;
}

export function columnsSql(alias: string, columns: readonly string[]): Sql {
  return sql`${sql.join(columns.map((column) => sql`${sql.id(alias, column)}`))}`;
}
