import type { Command } from 'commander';
import { type Lethe, openLethe } from '../service/lethe.ts';
import { type Output, output, reportError } from './output.ts';

export const exit = { done: 0, error: 1, toDelete: 2, blocked: 3, interrupted: 130 } as const;

export interface CommonOptions {
  readonly config?: string;
  readonly database?: string;
  readonly json?: boolean;
  /** Of commands that carry a run out. */
  readonly gentle?: boolean;
}

export interface Context {
  readonly out: Output;
  /** Aborted at the first Ctrl-C or SIGTERM: finish the batch in hand. */
  readonly signal: AbortSignal;
}

/** The options every command that talks to a database has. */
export function withCommon(command: Command): Command {
  return command
    .option('--config <path>', 'folder or file of the configuration (default: the nearest lethe.config.ts upwards)')
    .option('--database <url>', 'instead of the environment variable the configuration names')
    .option('--json', 'print JSON only');
}

/** Of commands that carry a run out. */
export function withTempo(command: Command): Command {
  return command.option('--gentle', 'one lane, short batches and rests between them, as LETHE_TEMPO=gentle');
}

/** Runs a command's body with the database open; answers the exit code. */
export async function withLethe(
  options: CommonOptions,
  context: Context,
  body: (lethe: Lethe) => Promise<number>,
): Promise<number> {
  try {
    await using lethe = await openLethe({
      config: options.config,
      databaseUrl: options.database,
      env: options.gentle === true ? { ...process.env, LETHE_TEMPO: 'gentle' } : process.env,
      cwd: process.cwd(),
    });
    return await body(lethe);
  } catch (error) {
    reportError(context.out, error);
    return exit.error;
  }
}

export function contextOf(options: { readonly json?: boolean }): Context & Disposable {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    out: output({ json: options.json === true }),
    signal: stop.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Until the first Ctrl-C or SIGTERM. */
export function untilTold(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
