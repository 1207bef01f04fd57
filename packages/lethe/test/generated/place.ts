import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openDatabase } from '../../src/postgres/connection.ts';
import { migrateAll } from '../../src/service/lethe.ts';
import { type Admin, createDatabase, type TestDatabase } from '../../src/testing/database.ts';
import type { Written } from './config-by-hand.ts';

/** A database in which one case after the other is tried, and a folder for their configurations. */
export interface Place extends AsyncDisposable {
  readonly version: 15 | 18;
  readonly url: string;
  readonly client: pg.Client;
  /** Where Lethe keeps its keys and journal. */
  readonly dataDir: string;
  /** Another database, from time to time: before each case. */
  fresh(): Promise<void>;
  /** A name for a kind of subject that no case before had: runs are found by it. */
  nextKind(): string;
  /** Returns the folder of the configuration. */
  writeConfig(kind: string, config: Written): Promise<string>;
}

/** Tables that are gone leave their traces in the catalogue: after so many cases the database is another one. */
const casesADatabase = 25;

export async function openPlace(admin: Admin, version: 15 | 18): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lethe-generated-'));
  // As it is where a product has installed it: configurations import `lethe`.
  await mkdir(join(dataDir, 'node_modules'));
  await symlink(fileURLToPath(new URL('../..', import.meta.url)), join(dataDir, 'node_modules', 'lethe'));
  let database: TestDatabase | null = null;
  let client = new pg.Client();
  let cases = 0;
  const close = async (): Promise<void> => {
    if (database === null) return;
    await client.end();
    await database.drop();
    database = null;
  };
  return {
    version,
    dataDir,
    get url() {
      return database?.url ?? '';
    },
    get client() {
      return client;
    },
    async fresh() {
      cases += 1;
      if (database !== null && cases % casesADatabase !== 0) return;
      await close();
      database = await createDatabase(admin);
      const { url } = database;
      await using lethe = openDatabase({ url, label: 'generated', connections: 1 });
      await migrateAll({ database: lethe, url });
      client = new pg.Client(url);
      client.on('error', () => undefined);
      await client.connect();
    },
    nextKind: () => `account${cases}`,
    async writeConfig(kind, config) {
      const folder = join(dataDir, kind);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'lethe.config.ts'), `export default ${JSON.stringify(config)};\n`);
      return folder;
    },
    async [Symbol.asyncDispose]() {
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
