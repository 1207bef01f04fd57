import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('./bin/lethe.mjs', import.meta.resolve('lethe/package.json')));
const config = fileURLToPath(new URL('..', import.meta.url));

export interface LetheProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a user would call it, in a process of its own. */
export function lethe(args: readonly string[], env: NodeJS.ProcessEnv, { withConfig = true } = {}): LetheProcess {
  const child = spawn(process.execPath, [bin, ...args, ...(withConfig ? ['--config', config] : [])], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** For the calls that must succeed. */
export async function mustSucceed(process: LetheProcess): Promise<Ended> {
  const ended = await process.ended;
  if (ended.code !== 0)
    throw new Error(`lethe ended with ${ended.code ?? ended.signal}:\n${ended.stderr}${ended.stdout}`);
  return ended;
}
