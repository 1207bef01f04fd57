import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** One of the product's programs, in a process of its own. */
export interface Program extends AsyncDisposable {
  readonly name: string;
  /** All of stdout so far. */
  readonly stdout: () => string;
  /** What it said since this was asked last, for whoever has to find out why a test failed. */
  readonly news: () => string;
  /** Null while it runs. */
  readonly ended: () => string | null;
}

const checkout = new URL('../../../../', import.meta.url);
const endsWithinMs = 10_000;

/** `file` is named from the checkout; the environment holds only what is given here. */
export function startProgram(
  name: string,
  [file, ...args]: readonly [file: string, ...args: string[]],
  { env, folder }: { readonly env: Readonly<Record<string, string>>; readonly folder: string },
): Program {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, checkout)), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, unread] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  for (const stream of [child.stdout, child.stderr.setEncoding('utf8')])
    stream.on('data', (text: string) => {
      unread += stripVTControlCharacters(text);
    });
  const left = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // Whoever stops the tests in the middle leaves no programs behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    name,
    stdout: () => stdout,
    news: () => {
      const text = unread;
      unread = '';
      return text;
    },
    ended: () => (child.exitCode ?? child.signalCode)?.toString() ?? null,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      child.kill('SIGINT');
      const late = setTimeout(kill, endsWithinMs);
      await left;
      clearTimeout(late);
    },
  };
}
