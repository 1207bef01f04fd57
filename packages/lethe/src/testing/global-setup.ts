import type { TestProject } from 'vitest/node';
import type { EmbeddedVersion } from '../postgres/embedded-binaries.ts';
import { ownCluster } from './cluster.ts';
import './vitest-database.ts';

/** The projects of vitest.config.ts that need PostgreSQL. vitest calls this for those that have files in the run. */
const versions: Readonly<Record<string, EmbeddedVersion>> = { pg18: 18, pg15: 15 };

/** One cluster for all test files of a project. Returns what vitest calls at the end of the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const version = versions[project.name];
  if (version === undefined) throw new Error(`vitest.config.ts gives project ${project.name} no PostgreSQL version`);
  const cluster = await ownCluster({ version });
  project.provide('postgresUrl', cluster.url);
  project.provide('postgresVersion', version);
  return async () => cluster[Symbol.asyncDispose]();
}
