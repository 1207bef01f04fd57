import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const endsWithinMs = 12_000;

/** A program of the demo, ended with it. */
export interface Program extends AsyncDisposable {
  readonly name: string;
  /** Everything it has printed so far. */
  readonly said: () => string;
  readonly running: () => boolean;
}

export interface Start {
  readonly name: string;
  readonly file: URL;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** In a process group of its own: Ctrl-C reaches the demo alone, which ends its programs in its own order. */
export function startProgram({ name, file, args = [], env }: Start): Program {
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => {
    said += error.message;
  });
  // The last way out, when nobody waits for anything any more.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    name,
    said: () => said,
    running: () => isRunning(child),
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      const late = setTimeout(kill, endsWithinMs);
      await closed;
      clearTimeout(late);
      process.off('exit', kill);
    },
  };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
