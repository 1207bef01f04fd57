import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { LetheError } from '../errors.ts';

/** SQLITE_BUSY: another connection holds the lock. */
const busy = 5;
const retryMs = 20;

/**
 * Exclusion between processes that start the same data folder. A lock file that names its holder cannot be taken over
 * from a dead one without a race between two who both see it dead; the kernel drops SQLite's file lock together with
 * its holder, however that died.
 */
export async function lockFile(
  path: string,
  { waitMs, signal }: { waitMs: number; signal?: AbortSignal | undefined },
): Promise<Disposable> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const held = tryLock(path);
    if (held) return held;
    if (performance.now() > deadline) {
      throw new LetheError(
        'EMBEDDED_POSTGRES',
        `another process has been starting this data folder for too long (${path})`,
      );
    }
    await sleep(retryMs);
  }
}

function tryLock(path: string): Disposable | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === busy) return undefined;
    throw new LetheError(
      'EMBEDDED_POSTGRES',
      `cannot lock ${path}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}
