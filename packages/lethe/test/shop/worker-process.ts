import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { shopConfig } from './database.ts';

const fixture = fileURLToPath(new URL('./worker.fixture.ts', import.meta.url));

export interface Said {
  readonly phase?: string;
  readonly batch?: string;
  readonly result?: string;
  readonly error?: string;
  readonly findings?: readonly { readonly code: string }[];
}

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Everything it has said. */
  readonly said: readonly Said[];
  /** Resolves at its end, with the signal that killed it or null. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Resolves when it says something of this kind, or has ended. */
  until(what: keyof Said): Promise<void>;
}

export interface WorkerOptions {
  readonly url: string;
  readonly dataDir: string;
  /** `kind:key` to apply, or a run to go on with. */
  readonly target: string;
  /** A fault point to die at, `batch.written:2`. */
  readonly fault?: string;
  /** Folder of another configuration than the shops'. */
  readonly config?: string;
}

/** A worker in a process of its own, which may be killed or stopped. */
export function workerProcess({ url, dataDir, target, fault = '', config = shopConfig }: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, ['--conditions=@lethe/source', fixture, url, dataDir, target, config], {
    env: { ...process.env, LETHE_FAULT: fault },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Said[] = [];
  const waiting: { what: keyof Said; resolve: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const heard: Said = JSON.parse(line);
    said.push(heard);
    for (const wait of waiting) if (wait.what in heard) wait.resolve();
  });
  const ended = once(child, 'close').then(() => {
    for (const wait of waiting) wait.resolve();
    return child.signalCode;
  });
  const until = (what: keyof Said): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null || said.some((one) => what in one)) resolve();
      else waiting.push({ what, resolve });
    });
  return { process: child, said, ended, until };
}
