import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files being written; whoever lists a folder passes over them. A process killed meanwhile leaves one behind. */
export const unfinishedPrefix = '.unfinished-';

/**
 * Put a file under a name that must be free: `written`, or `exists` and nothing changed. Whatever the moment of a
 * crash, the name holds either nothing or the whole content; once this returns, `written` or `exists`, it is on disk.
 */
export async function putIfAbsent(file: string, content: string, mode: number): Promise<'written' | 'exists'> {
  const folder = dirname(file);
  const unfinished = join(folder, `${unfinishedPrefix}${randomUUID()}`);
  let outcome: 'written' | 'exists' = 'written';
  try {
    await writeSynced(unfinished, content, mode);
    // Not rename, which replaces an existing file without a word.
    await link(unfinished, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    outcome = 'exists';
  } finally {
    await unlinkIfThere(unfinished);
  }
  // Also for `exists`: the other writer may have died between its link and this.
  await syncFolder(folder);
  return outcome;
}

/** Put another content into a file: whatever the moment of a crash, it holds the old one or the new one, whole. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const folder = dirname(file);
  const unfinished = join(folder, `${unfinishedPrefix}${randomUUID()}`);
  try {
    await writeSynced(unfinished, content, await modeOf(file));
    await rename(unfinished, file);
  } catch (error) {
    await unlinkIfThere(unfinished);
    throw error;
  }
  await syncFolder(folder);
}

async function modeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).mode & 0o777;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return 0o644;
  }
}

/** Make a folder for secrets and their parents' entries durable; one that is there stays as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncFolder(dirname(first));
}

export interface PrivateFile {
  readonly text: string;
  /** Of the file read, not of whatever has its name by now. */
  readonly mode: number;
}

export async function readWithMode(file: string): Promise<PrivateFile> {
  const handle = await open(file, 'r');
  try {
    const { mode } = await handle.stat();
    return { text: await handle.readFile('utf8'), mode: mode & 0o777 };
  } finally {
    await handle.close();
  }
}

/** The code of a failed system call, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function writeSynced(file: string, content: string, mode: number): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

// A new name is durable when its folder is. Windows has no such call and keeps names itself.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
