import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbedded } from '../postgres/embedded.ts';
import type { EmbeddedVersion } from '../postgres/embedded-binaries.ts';
import { processRuns } from '../postgres/embedded-postmaster.ts';
import { childrenOf } from './process-children.ts';
import { removeWhenWeDie } from './remove-when-we-die.ts';
import { testFolder } from './test-folder.ts';

/**
 * No fsync: these clusters never outlive the machine. Killed processes lose nothing by it, the operating system still
 * holds what they wrote. Autovacuum would change statistics at moments a test cannot choose.
 */
const testSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_wal_size: '256MB',
  max_connections: '300',
};

export interface OwnClusterOptions {
  readonly version?: EmbeddedVersion;
  readonly settings?: Readonly<Record<string, string>>;
  /** The folder to make the cluster's own in: for measurements, which must be on a disk. Default: in memory if it fits. */
  readonly parent?: string | undefined;
}

/** A cluster of a test's own, in a temporary folder; disposing of it removes both. */
export interface OwnCluster extends AsyncDisposable {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly version: EmbeddedVersion;
  /** Of the postmaster; another one after each restart. */
  readonly pid: number;
  readonly clusterDir: string;
  readonly logFile: string;
  /** SIGKILL to the postmaster and all its children at one instant: no backend finishes what it is doing. */
  killAll(): Promise<void>;
  /** Starts it again after killAll or stop; returns when recovery is over. */
  restart(): Promise<void>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

export async function ownCluster({ version = 18, settings = {}, parent }: OwnClusterOptions = {}): Promise<OwnCluster> {
  const dataDir = await testFolder(parent);
  const release = removeWhenWeDie(dataDir);
  const start = () => startEmbedded({ dataDir, version, settings: { ...testSettings, ...settings } });
  let server: EmbeddedPostgres;
  try {
    server = await start();
  } catch (cause) {
    await rm(dataDir, { recursive: true, force: true });
    release();
    throw cause;
  }
  const { url, clusterDir, logFile } = server;
  return {
    url,
    version,
    clusterDir,
    logFile,
    get pid() {
      return server.pid;
    },
    killAll: () => killTree(server.pid),
    async restart() {
      server = await start();
      if (server.url !== url) throw new Error(`port ${new URL(url).port} was taken while the cluster was down`);
    },
    stop: (mode) => server.stop(mode),
    async [Symbol.asyncDispose]() {
      await server.stop('immediate');
      await rm(dataDir, { recursive: true, force: true });
      // Where it could not be inside dataDir, it lies in a folder made for it alone.
      await rm(dirname(clusterDir), { recursive: true, force: true });
      release();
    },
  };
}

/** Stopped first: a postmaster that still runs sees a child die, and forks or tells the others to end. */
async function killTree(postmaster: number): Promise<void> {
  if (!(await processRuns(postmaster))) throw new Error(`there is no server ${postmaster} to kill`);
  process.kill(postmaster, 'SIGSTOP');
  // Until no new child appears: one may be half-way through its fork.
  let tree: number[] = [];
  for (;;) {
    const now = [postmaster, ...(await childrenOf(postmaster))];
    const grown = now.some((pid) => !tree.includes(pid));
    tree = now;
    if (!grown) break;
  }
  for (const pid of tree) killIfThere(pid);
  for (const pid of tree) {
    while (await processRuns(pid)) await sleep(2);
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
}
