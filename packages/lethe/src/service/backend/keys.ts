import { createHash, randomBytes } from 'node:crypto';
import { LetheError } from '../../errors.ts';
import { type Caller, type KeyRecord, type Keys, type Scope, scopes } from '../../http/backend.ts';
import { newId } from '../../ids.ts';
import { insertKey, listKeys, revokeKey, type StoredKey } from '../../postgres/api-keys.ts';
import { locate } from '../subject-path.ts';
import type { Ground } from './ground.ts';
import { forbidden, type KeyCaller, requireKey } from './standing.ts';

const longestName = 100;
const mostDays = 3_650;

/** Whoever works with the credentials of the database may do everything: the command line. */
export const commandLine: Caller = { is: 'key', id: 'command line', name: 'command line', scopes, tenant: null };

/** What a bearer sends. The id is in it so that a key that was found somewhere can be revoked. */
const secretOf = (id: string): string => `lethe_${id}_${randomBytes(32).toString('hex')}`;

export const hashOfKey = (secret: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`lethe key\0${secret}`).digest());

export function keyRecordOf({ scopes: written, ...rest }: StoredKey): KeyRecord {
  return { ...rest, scopes: written.filter(isScope) };
}

/** A scope of a later version, or one that is gone, allows nothing here. */
const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);

export function keysOf({ lethe }: Ground): Keys {
  const { database } = lethe;
  return {
    async create(caller, given) {
      const maker = requireKey(caller, 'key:write');
      const wanted = checked(given);
      const beyond = wanted.scopes.filter((scope) => !maker.scopes.includes(scope));
      if (beyond.length > 0) throw forbidden(`a key makes none that may do more: it has no ${beyond.join(', ')}`);
      const tenant = await tenantOf(lethe, maker, wanted.tenant);
      const id = newId('key');
      const secret = secretOf(id);
      const stored = await database.transaction((client) =>
        insertKey(client, { ...wanted, id, tenant, hash: hashOfKey(secret), maker: maker.id }),
      );
      return { key: keyRecordOf(stored), secret };
    },
    async list(caller) {
      const key = requireKey(caller, 'key:write');
      const all = await database.use(listKeys);
      return all.filter((each) => isTheirs(key, each)).map(keyRecordOf);
    },
    async revoke(caller, id) {
      const key = requireKey(caller, 'key:write');
      const found = (await database.use(listKeys)).find((each) => each.id === id);
      const revoked =
        found !== undefined && isTheirs(key, found)
          ? await database.transaction((client) => revokeKey(client, id, key.id))
          : null;
      if (revoked === null) throw new LetheError('KEY_UNKNOWN', `there is no key ${id.slice(0, 100)}`);
      return keyRecordOf(revoked);
    },
  };
}

const isTheirs = ({ tenant }: KeyCaller, key: StoredKey): boolean => tenant === null || key.tenant === tenant;

type Given = Parameters<Keys['create']>[1];

function checked(given: Given): Given {
  const name = given.name.trim();
  if (name === '' || [...name].length > longestName)
    throw new LetheError('INPUT_INVALID', `a key needs a name of at most ${longestName} characters`);
  if (given.scopes.length === 0 || !given.scopes.every(isScope))
    throw new LetheError('INPUT_INVALID', `a key needs at least one scope of ${scopes.join(', ')}`);
  const { expiresInDays: days } = given;
  if (days !== null && (!Number.isInteger(days) || days < 1 || days > mostDays))
    throw new LetheError('INPUT_INVALID', `a key ends after 1 to ${mostDays} days, or never`);
  return { ...given, name, scopes: [...new Set(given.scopes)] };
}

/** As it is written everywhere, for it is compared as text. A key of a tenant makes keys of that tenant. */
async function tenantOf(lethe: Ground['lethe'], maker: KeyCaller, wanted: string | null): Promise<string | null> {
  if (wanted === null) {
    if (maker.tenant === null) return null;
    throw forbidden(`a key of ${maker.tenant} makes keys of ${maker.tenant} only`);
  }
  const { text, path } = await locate(lethe, wanted);
  if (maker.tenant !== null && !path.includes(maker.tenant))
    throw forbidden(`a key of ${maker.tenant} makes keys of ${maker.tenant} only`);
  return text;
}
