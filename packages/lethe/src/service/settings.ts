import { join, resolve } from 'node:path';

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
}

export function settingsFrom(env: NodeJS.ProcessEnv, cwd: string): Settings {
  const dataDir = resolve(cwd, env['LETHE_DATA_DIR'] ?? '.lethe');
  return {
    dataDir,
    signingKeyFile: env['LETHE_SIGNING_KEY_FILE'],
    journalDir: resolve(cwd, env['LETHE_JOURNAL_DIR'] ?? join(dataDir, 'journal')),
    journalDirGiven: env['LETHE_JOURNAL_DIR'] !== undefined,
    keysDir: resolve(cwd, env['LETHE_KEYS_DIR'] ?? join(dataDir, 'keys')),
    issuer: env['LETHE_ISSUER'] ?? 'lethe-development',
  };
}
