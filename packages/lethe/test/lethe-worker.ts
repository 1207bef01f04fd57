import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { shopConfig } from './shop/database.ts';

const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));

export interface LetheWorker extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Resolves when it says that it waits for runs. */
  readonly ready: Promise<unknown>;
  /** Resolves at its end. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** `lethe worker` in a process of its own; disposed of with SIGTERM. */
export function letheWorker(given: { url: string; dataDir: string }, fault = ''): LetheWorker {
  const child = spawn(process.execPath, [bin, 'worker', '--config', shopConfig, '--database', given.url], {
    env: { ...process.env, LETHE_DATA_DIR: given.dataDir, LETHE_FAULT: fault },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.resume();
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  return {
    process: child,
    ready: once(child.stderr, 'data'),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
