import { existsSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm';
const roomBytes = 4 * 1024 ** 3;

/**
 * A new temporary folder, in memory where there is room enough: a database is some 300 files, and making them is most
 * of what a test file waits for (4 times faster in memory, PostgreSQL 15 and 18). `parent` decides otherwise.
 */
export async function testFolder(parent?: string): Promise<string> {
  return mkdtemp(join(parent ?? ((await memoryHasRoom()) ? inMemory : tmpdir()), 'lethe-test-'));
}

async function memoryHasRoom(): Promise<boolean> {
  if (process.platform !== 'linux' || !existsSync(inMemory)) return false;
  const { bavail, bsize } = await statfs(inMemory);
  // The folder's size is only a limit; the pages must be free as well.
  return bavail * bsize > roomBytes && process.availableMemory() > roomBytes;
}
