import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { developmentSmtpPort } from '../src/mail/development-mailbox.ts';
import { type Settings, settingsFrom } from '../src/service/settings.ts';

const page = readFileSync(new URL('../../../docs/reference/settings.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`|none) \| /gm)].map(([, name = '', value = '']) => ({
  name,
  value,
}));

const sources = fileURLToPath(new URL('../src/', import.meta.url));

/** Every variable that a source file names, however it reads it. */
function readBySources(): string[] {
  const files = globSync('**/*.ts', { cwd: sources }).filter((file) => !/test\.ts$|fixture\.ts$|^testing\//.test(file));
  const found = files.flatMap((file) => {
    const text = readFileSync(`${sources}${file}`, 'utf8');
    return [...text.matchAll(/env\['([A-Z_]+)'\]|(?:port|url)From\(env, '([A-Z_]+)'/g)].map(([, a, b]) => a ?? b ?? '');
  });
  return [...new Set(found)].sort();
}

/** Where a variable without a value ends up. */
const fieldOf: Readonly<Record<string, keyof Settings>> = {
  LETHE_DATA_DIR: 'dataDir',
  LETHE_KEYS_DIR: 'keysDir',
  LETHE_JOURNAL_DIR: 'journalDir',
  LETHE_SIGNING_KEY_FILE: 'signingKeyFile',
  LETHE_ISSUER: 'issuer',
  LETHE_TEMPO: 'tempo',
  PORT: 'port',
  HOST: 'host',
  LETHE_PUBLIC_URL: 'publicUrl',
  LETHE_TRUST_PROXY: 'trustProxy',
  LETHE_LOG: 'logLevel',
  LETHE_HOST_JWKS_FILE: 'hostJwksFile',
  LETHE_HOST_JWKS_URL: 'hostJwksUrl',
  LETHE_AUDIENCE: 'audience',
  LETHE_SMTP_URL: 'smtpUrl',
  LETHE_MAIL_FROM: 'mailFrom',
  LETHE_BRAND: 'brand',
  LETHE_OPERATORS: 'operators',
};

const unset = settingsFrom({}, '/work');
/** Read in other places, or by the commands. */
const elsewhere: Readonly<Record<string, string>> = {
  DATABASE_URL: '',
  LETHE_DEV_SMTP_PORT: String(developmentSmtpPort),
  LETHE_FAULT: '',
  GITHUB_ACTIONS: '',
  GITHUB_WORKSPACE: '',
};

function defaultOf(name: string): string {
  const field = fieldOf[name];
  const value = field === undefined ? elsewhere[name] : unset[field];
  return String(value ?? '')
    .replace('/work/.lethe/', '<data>/')
    .replace('/work/', '');
}

describe('docs/reference/settings.md', () => {
  it('has every variable that the sources read, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(readBySources());
  });

  it('has every field of the settings', () => {
    const derived = ['journalDirGiven'];
    expect(Object.values(fieldOf).sort()).toEqual(
      Object.keys(unset)
        .filter((field) => !derived.includes(field))
        .sort(),
    );
  });

  it.each(rows.map(({ name, value }) => [name, value]))('has the default of %s', (name, value) => {
    expect(value).toBe(defaultOf(name));
  });
});
