import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { TempoName } from '../engine/pace.ts';
import { LetheError } from '../errors.ts';

/** Where this process keeps and finds things. Read once from the environment; every part has a default for development. */
export interface Settings {
  readonly dataDir: string;
  readonly signingKeyFile: string | undefined;
  readonly journalDir: string;
  /** The journal folder was named by a setting: then it must be there, for a disk not mounted is no empty journal. */
  readonly journalDirGiven: boolean;
  readonly keysDir: string;
  /** Name of a signing key made now; the key's own name counts afterwards. */
  readonly issuer: string;

  /** How much of the database server what this process carries out takes. */
  readonly tempo: TempoName;

  readonly port: number;
  /** Address the service listens on. */
  readonly host: string;
  /** How people reach the service: every link in a message begins with it. No slash at the end. */
  readonly publicUrl: string;
  /** How many proxies in front are believed about who asks, or which (addresses); false: none. */
  readonly trustProxy: false | number | string;

  /** undefined: no mail can be sent. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** What messages and pages call the product. */
  readonly brand: string;
  /** Mailboxes of those who look after deletions. */
  readonly operators: readonly string[];

  /** Public keys with which the host's tokens are checked: a file, or an address. */
  readonly hostJwksFile: string | undefined;
  readonly hostJwksUrl: string | undefined;
  /** Of the service's own log, which goes to standard output as JSON. */
  readonly logLevel: LogLevel;
  /** Whom the host's tokens must be meant for. */
  readonly audience: string;
}

const defaultPort = 4100;
const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
type LogLevel = (typeof logLevels)[number];

export function settingsFrom(env: NodeJS.ProcessEnv, cwd: string): Settings {
  const dataDir = resolve(cwd, env['LETHE_DATA_DIR'] ?? '.lethe');
  const port = portFrom(env, 'PORT', defaultPort);
  return {
    dataDir,
    signingKeyFile: env['LETHE_SIGNING_KEY_FILE'],
    journalDir: resolve(cwd, env['LETHE_JOURNAL_DIR'] ?? join(dataDir, 'journal')),
    journalDirGiven: env['LETHE_JOURNAL_DIR'] !== undefined,
    keysDir: resolve(cwd, env['LETHE_KEYS_DIR'] ?? join(dataDir, 'keys')),
    issuer: env['LETHE_ISSUER'] ?? 'lethe-development',
    tempo: oneOf(env['LETHE_TEMPO'] ?? 'usual', { name: 'LETHE_TEMPO', of: ['usual', 'gentle'] }),
    port,
    host: env['HOST'] ?? '127.0.0.1',
    publicUrl: urlFrom(env, 'LETHE_PUBLIC_URL', `http://127.0.0.1:${port}`),
    trustProxy: proxiesFrom(env['LETHE_TRUST_PROXY'] ?? 'false'),
    smtpUrl: env['LETHE_SMTP_URL'],
    mailFrom: env['LETHE_MAIL_FROM'] ?? 'Lethe <lethe@localhost>',
    brand: env['LETHE_BRAND'] ?? 'Lethe',
    operators: (env['LETHE_OPERATORS'] ?? '').split(/[\s,]+/u).filter((address) => address !== ''),
    hostJwksFile: env['LETHE_HOST_JWKS_FILE'],
    hostJwksUrl: env['LETHE_HOST_JWKS_URL'],
    logLevel: oneOf(env['LETHE_LOG'] ?? 'warn', { name: 'LETHE_LOG', of: logLevels }),
    audience: env['LETHE_AUDIENCE'] ?? 'lethe',
  };
}

/**
 * `true` is one proxy: it adds the address that it sees to what the caller wrote itself. Believed as a whole, the header
 * would let everybody count as somebody else at each call.
 */
function proxiesFrom(text: string): false | number | string {
  if (text === 'false' || text === '0') return false;
  if (text === 'true') return 1;
  if (/^\d$/u.test(text)) return Number(text);
  const places = text.split(/\s*,\s*/u);
  if (places.every((place) => isIP(place.replace(/\/\d{1,3}$/u, '')) !== 0)) return places.join(',');
  throw new LetheError(
    'SETTING_INVALID',
    `LETHE_TRUST_PROXY is "${text}": write true, a number, or addresses of proxies`,
  );
}

function oneOf<T extends string>(text: string, { name, of }: { name: string; of: readonly T[] }): T {
  const known = of.find((each) => each === text);
  if (known === undefined) {
    throw new LetheError('SETTING_INVALID', `${name} is "${text}": write one of ${of.join(', ')}`);
  }
  return known;
}

export function portFrom(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name] ?? String(otherwise);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LetheError('SETTING_INVALID', `${name} is "${text}", which is no port (0 to 65535)`);
  }
  return port;
}

function urlFrom(env: NodeJS.ProcessEnv, name: string, otherwise: string): string {
  const text = env[name] ?? otherwise;
  if (!URL.canParse(text) || !/^https?:$/u.test(new URL(text).protocol)) {
    throw new LetheError(
      'SETTING_INVALID',
      `${name} is "${text}", which is no address such as https://delete.example.com`,
    );
  }
  return text.replace(/\/+$/u, '');
}
