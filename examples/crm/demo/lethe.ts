import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from './environment.ts';

/** The command itself, of the package that the CRM depends on. */
export const letheFile = new URL('./bin/lethe.mjs', import.meta.resolve('lethe/package.json'));
export const config = fileURLToPath(new URL('..', import.meta.url));

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

/** Calls the command line as a user would. */
export type Command = (...args: readonly string[]) => LetheProcess;

/** Each call in a process of its own, which is told to end when the demo is: it finishes the batch in hand. */
export function commandLine(env: Readonly<Record<string, string>>, signal: AbortSignal): Command {
  return (...args) => {
    signal.throwIfAborted();
    // `verify` reads no configuration and has no such option.
    const configured = args[0] === 'verify' ? args : [...args, '--config', config];
    const child = spawn(process.execPath, [fileURLToPath(letheFile), ...configured], {
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tell = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', tell, { once: true });
    const ended = endOf(child);
    void ended.finally(() => signal.removeEventListener('abort', tell)).catch(() => undefined);
    running.add(ended);
    void ended.finally(() => running.delete(ended)).catch(() => undefined);
    return { child, ended };
  };
}

const running = new Set<Promise<Ended>>();

/** Nothing that was started outlives the demo. */
export async function allEnded(): Promise<void> {
  await Promise.allSettled(running);
}

function endOf(child: ReturnType<typeof spawn>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** For the calls that must succeed. */
export async function mustSucceed({ ended }: LetheProcess): Promise<Ended> {
  const end = await ended;
  if (end.code !== 0) throw new Error(`lethe ended with ${end.code ?? end.signal}:\n${end.stderr}${end.stdout}`);
  return end;
}
