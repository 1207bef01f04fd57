import { dirname } from 'node:path';
import { LetheError } from '../errors.ts';
import { codeOf, makePrivateFolder, putIfAbsent, readWithMode } from './durable-file.ts';

/** The one line of a key file. KEY_INVALID where it is not there or where others than its owner may read it. */
export async function readKeyFile(file: string): Promise<string> {
  const { text, mode } = await readWithMode(file).catch((cause: unknown) => {
    throw new LetheError('KEY_INVALID', `The key file ${file} cannot be read (${codeOf(cause) ?? 'unknown'}).`, {
      cause,
    });
  });
  // Windows has no such bits; there the folder's access list decides.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const bits = mode.toString(8).padStart(4, '0');
    throw new LetheError(
      'KEY_INVALID',
      `The key file ${file} has mode ${bits}: others can read or change it. Run "chmod 600 ${file}", and replace the key if they did.`,
    );
  }
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** A new key file, for its owner only; `exists` when there was one, which stays. */
export async function createKeyFile(file: string, line: string): Promise<'written' | 'exists'> {
  try {
    await makePrivateFolder(dirname(file));
    return await putIfAbsent(file, `${line}\n`, 0o600);
  } catch (cause) {
    throw new LetheError('KEY_INVALID', `The key file ${file} cannot be written (${codeOf(cause) ?? 'unknown'}).`, {
      cause,
    });
  }
}

export async function keyFileExists(file: string): Promise<boolean> {
  try {
    await readWithMode(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw new LetheError('KEY_INVALID', `The key file ${file} cannot be read (${codeOf(error) ?? 'unknown'}).`, {
      cause: error,
    });
  }
}
