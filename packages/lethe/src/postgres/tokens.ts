import { sql } from 'kysely';
import type { ClientBase } from 'pg';
import { faultPoint } from '../fault-point.ts';
import type { TokenSecrets } from '../intake/token-secrets.ts';
import type { TokenKind } from '../requests/decision.ts';
import type { Moment } from '../requests/request.ts';
import { run, type Sql } from './sql.ts';

export interface NewToken {
  /** The number of the message it goes with, see `tokenIdOf`. */
  readonly id: string;
  readonly request: string;
  readonly kind: TokenKind;
  /** Of a confirmation: which message it is. */
  readonly generation?: number;
  /** Whom it is sent to; null: the requester's mailbox. */
  readonly actor: string | null;
  /** By the raw clock. */
  readonly expiresAt: Moment;
}

/** `open`: it counts. `voided`: what it was for is over, or it was tried too often. */
export type TokenState = 'open' | 'used' | 'superseded' | 'expired' | 'voided';

export interface Token extends Required<NewToken> {
  readonly createdAt: Moment;
  readonly state: TokenState;
  /** To compare with the hash of a code that was typed. */
  readonly codeHash: Uint8Array | null;
}

/** A message and its token have the same number, so that each sending finds the link again and nothing else holds it. */
export const tokenIdOf = (message: string): string => `tok_${message.slice(message.indexOf('_') + 1)}`;

/** Stores by what the token is recognised. Issued again under the same id, it stays the one it was. */
export async function issueToken(client: ClientBase, secrets: TokenSecrets, token: NewToken): Promise<void> {
  const { id, request, kind, generation = 0, actor, expiresAt } = token;
  const code = kind === 'cancel' ? null : Buffer.from(secrets.hashCode(id, secrets.codeOf(id)));
  await run(
    client,
    sql`insert into lethe.tokens (id, request, kind, generation, actor, hash, code_hash, expires_at)
        values (${id}, ${request}, ${kind}, ${generation}::int, ${actor},
          ${Buffer.from(secrets.hashLink(secrets.linkOf(id)))}, ${code}, to_timestamp(${expiresAt}::bigint / 1000.0))
        on conflict (id) do nothing`,
  );
  faultPoint('token.issued');
}

/** The token of a link, whatever has become of it; null: we never sent one like this. */
export async function tokenByLink(client: ClientBase, hash: Uint8Array): Promise<Token | null> {
  return (await tokens(client, sql`t.hash = ${Buffer.from(hash)}`))[0] ?? null;
}

export async function tokenById(client: ClientBase, id: string): Promise<Token | null> {
  return (await tokens(client, sql`t.id = ${id}`))[0] ?? null;
}

/** The newest of a request, whatever has become of it: the one whose code would be typed. */
export async function newestToken(
  client: ClientBase,
  request: string,
  kind: 'proof' | 'confirmation',
): Promise<Token | null> {
  return (await tokens(client, sql`t.request = ${request} and t.kind = ${kind}`))[0] ?? null;
}

/** False: it was used, void or over already, or is now that this asks. */
export async function useToken(client: ClientBase, id: string): Promise<boolean> {
  const { affected } = await run(
    client,
    sql`update lethe.tokens set used_at = clock_timestamp()
        where id = ${id} and used_at is null and voided_at is null and expires_at > clock_timestamp()`,
  );
  return affected === 1;
}

interface TokenRow {
  id: string;
  request: string;
  kind: TokenKind;
  generation: number;
  actor: string | null;
  state: TokenState;
  code: Buffer | null;
  expires: string;
  created: string;
}

/** Newest first. Ends count by the raw clock: no clock of ours that is put back revives a link. */
async function tokens(client: ClientBase, where: Sql): Promise<Token[]> {
  const { rows } = await run<TokenRow>(
    client,
    sql`select t.id, t.request, t.kind, t.generation, t.actor, t.code_hash as code,
          floor(extract(epoch from t.expires_at) * 1000) as expires, floor(extract(epoch from t.created_at) * 1000) as created,
          case
            when t.used_at is not null then 'used'
            when t.voided_at is not null and t.kind <> 'cancel' and exists (select from lethe.tokens n
              where n.request = t.request and n.kind = t.kind and (n.created_at, n.id) > (t.created_at, t.id)) then 'superseded'
            when t.expires_at <= clock_timestamp() then 'expired'
            when t.voided_at is not null then 'voided'
            else 'open'
          end as state
        from lethe.tokens t where ${where} order by t.created_at desc, t.id desc`,
  );
  return rows.map(({ code, expires, created, ...row }) => ({
    ...row,
    expiresAt: Number(expires),
    createdAt: Number(created),
    codeHash: code === null ? null : new Uint8Array(code),
  }));
}
