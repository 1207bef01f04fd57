import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LetheError } from '../errors.ts';
import { reachMailServer } from '../mail/smtp.ts';
import { isWalled, pendingMigrations } from '../postgres/migrate.ts';
import type { Lethe } from './lethe.ts';
import { kindNeedingMail } from './life/life.ts';
import { requireNoOther } from './life/token-key.ts';
import { wallMissing } from './serve.ts';

/** `todo`: nothing is broken, and something is left to do before people can ask. `bad`: with what to do. */
export type Checked = string | { readonly todo: string } | { readonly bad: string };

const waitMs = 5_000;
const afterMigrating = 'is looked at after lethe migrate';

export async function wall({ database }: Lethe): Promise<Checked> {
  if (!(await isMigrated(database))) return afterMigrating;
  if (!(await isWalled(database))) throw wallMissing();
  return 'tenants are kept apart by the database too';
}

export async function tokenKey(lethe: Lethe): Promise<Checked> {
  if (!(await isMigrated(lethe.database))) return afterMigrating;
  const noted = await requireNoOther(lethe);
  return noted === null
    ? 'none is noted yet: the first lethe serve or worker makes it; give its file to every other machine'
    : `${noted}, as the database has noted`;
}

async function isMigrated(database: Lethe['database']): Promise<boolean> {
  return (await pendingMigrations(database))?.length === 0;
}

export async function mail(lethe: Lethe): Promise<Checked> {
  const { smtpUrl, mailFrom } = lethe.settings;
  const kind = kindNeedingMail(lethe);
  if (smtpUrl === undefined || smtpUrl === '') {
    if (kind === null) return 'not set, and no policy needs any';
    return {
      todo: `set LETHE_SMTP_URL: people who ask for ${kind} to be deleted are told by mail, and no worker starts without`,
    };
  }
  const failure = await reachMailServer({
    url: smtpUrl,
    from: mailFrom,
    connectWithinMs: waitMs,
    answerWithinMs: waitMs,
  });
  if (failure === null) return `the server of LETHE_SMTP_URL answers; messages are from ${mailFrom}`;
  return {
    bad: `the server of LETHE_SMTP_URL does not take us (${failure}). Check host, port, user and password, and that this machine may connect.`,
  };
}

export async function operators({ settings }: Lethe): Promise<Checked> {
  if (settings.operators.length > 0) return `${settings.operators.length} told when something needs a person`;
  return { todo: 'set LETHE_OPERATORS: otherwise nobody is told when something needs a person' };
}

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string(), d: z.unknown().optional() })).min(1) });

/** Where the host's tokens are checked with. Its text is not repeated: it may hold what it must not. */
export async function hostKeys({ settings }: Lethe): Promise<Checked> {
  const { hostJwksFile, hostJwksUrl } = settings;
  const place = hostJwksFile ?? hostJwksUrl;
  if (place === undefined)
    return { todo: 'set LETHE_HOST_JWKS_FILE or LETHE_HOST_JWKS_URL: without, no token of the host is accepted' };
  const text = await (hostJwksFile === undefined ? textAt(place) : readFile(hostJwksFile, 'utf8')).catch(asNull);
  if (text === null)
    return { bad: `${place} cannot be read. Check that it is there, and that this process may read it.` };
  const { data } = jwks.safeParse(jsonIn(text));
  if (data === undefined)
    return { bad: `${place} is no set of keys. Write { "keys": [ … ] }, one public JWK or more.` };
  if (data.keys.some(({ d }) => d !== undefined))
    return { bad: `${place} holds a private key. Make a new pair, and give Lethe the public half alone.` };
  return `${place}: ${data.keys.length} public`;
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(waitMs) });
  if (!answer.ok) throw new LetheError('SETTING_INVALID', `${url} answers ${answer.status}`);
  return answer.text();
}

const asNull = (): null => null;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
