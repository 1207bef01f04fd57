import { afterAll, inject } from 'vitest';
import type { EmbeddedVersion } from '../postgres/embedded-binaries.ts';
import { createDatabase, type TemplateRecipe, type TestDatabase, templateDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the run's cluster of this project's PostgreSQL version. */
    postgresUrl: string;
    postgresVersion: EmbeddedVersion;
  }
}

/**
 * A database for one test file, dropped at its end. Call it at the top of the file, with `await`, outside of hooks and
 * tests: it registers an afterAll.
 */
export async function testDatabase(template?: TemplateRecipe): Promise<TestDatabase> {
  let database: TestDatabase | undefined;
  afterAll(() => database?.drop());
  const admin = { url: inject('postgresUrl') };
  database = await createDatabase(admin, template && (await templateDatabase(admin, template)));
  return database;
}

/** The version the file runs on: for tests that start clusters of their own. */
export function postgresVersion(): EmbeddedVersion {
  return inject('postgresVersion');
}
