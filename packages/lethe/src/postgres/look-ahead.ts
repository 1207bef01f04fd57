import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import type { Act, Writer } from '../engine/store.ts';
import type { Outline, Returning } from '../planner/plan.ts';
import { looksAhead } from '../planner/returning.ts';
import { looksForMentions } from '../planner/traces.ts';
import type { Database } from './connection.ts';
import { mentionsSql } from './mentions.ts';
import type { AskedFor } from './mentions-of-others.ts';
import { type Ahead, rowKeySql } from './predicate-sql.ts';
import { rowsSql } from './rows-sql.ts';
import { run, type Sql } from './sql.ts';

// It reads whole tables, and holds nobody up.
const statementTimeoutMs = 60 * 60_000;

/**
 * The outline with the rows that are found only while others are there, as plans are counted and tried: nothing is
 * written for that.
 */
export async function withAhead(database: Database, outline: Outline): Promise<Outline & { ahead?: Ahead }> {
  if (!looksAhead(outline)) return outline;
  const rows = await database.transaction(async (client) => {
    await client.query(`set local statement_timeout = ${statementTimeoutMs}; set local row_security = off`);
    const found = await returningRows(client, outline);
    return looksForMentions(outline) ? merged(found, await keysOf(client, mentioningSql(outline))) : found;
  }, 'isolation level repeatable read read only');
  return { ...outline, ahead: { rows } };
}

/**
 * Remembers them for the run, while what they are found by is there: when that has gone, nothing would tell. Repeated, it
 * adds rows that have come since, as far as that is there still: the subject's own row is to the last.
 */
export async function rememberAhead(client: ClientBase, writer: Writer, outline: Outline): Promise<number> {
  const returning = await rememberReturning(client, writer, outline);
  return looksForMentions(outline) ? returning + (await remember(client, writer, mentioningSql(outline))) : returning;
}

/** Before rows of a table go that others are found by: of what came after the first look, as much as can be. */
export async function rememberBefore(client: ClientBase, writer: Writer, { outline, step }: Act): Promise<void> {
  if (outline.returning?.some(({ through }) => through.includes(step.table)) === true)
    await rememberReturning(client, writer, outline);
}

async function rememberReturning(client: ClientBase, writer: Writer, outline: Outline): Promise<number> {
  const known = { ...outline, ahead: { remembered: writer.run } };
  let all = 0;
  for (let more = -1; more !== 0; all += more) {
    more = 0;
    for (const each of outline.returning ?? []) more += await remember(client, writer, returningSql(each, known));
  }
  return all;
}

async function remember(client: ClientBase, { run: id }: Writer, found: Sql): Promise<number> {
  const { affected } = await run(
    client,
    sql`insert into lethe.mentions (run, relation, key) select ${id}, f.place, f.key from (${found}) f on conflict do nothing`,
  );
  return affected;
}

/** What mentions a row that mentions another is about that row, and not about the other. */
const mentioningSql = (outline: Outline): Sql =>
  sql`${mentionsSql({ ...outline, ahead: { rows: new Map() } })} select place, key from found`;

type Keys = ReadonlyMap<string, readonly string[]>;

/** Round by round, until none is found any more. */
async function returningRows(client: ClientBase, outline: Outline): Promise<Keys> {
  let found: Keys = new Map();
  for (let more = true; more; ) {
    more = false;
    for (const each of outline.returning ?? []) {
      const next = await keysOf(client, returningSql(each, { ...outline, ahead: { rows: found } }));
      if (next.size === 0) continue;
      more = true;
      found = merged(found, next);
    }
  }
  return found;
}

const returningSql = ({ table, columns, rows }: Returning, outline: AskedFor): Sql =>
  sql`select ${table} as place, r.key from (${rowsSql({ table, predicate: rows }, outline, sql`${rowKeySql('t', columns)} as key`)}) r`;

async function keysOf(client: ClientBase, found: Sql): Promise<Keys> {
  const { rows } = await run<{ place: string; keys: string[] }>(
    client,
    sql`select place, array_agg(key) as keys from (${found}) f group by place`,
  );
  return new Map(rows.map(({ place, keys }) => [place, keys]));
}

const merged = (a: Keys, b: Keys): Keys =>
  new Map([...new Set([...a.keys(), ...b.keys()])].map((at) => [at, [...(a.get(at) ?? []), ...(b.get(at) ?? [])]]));
