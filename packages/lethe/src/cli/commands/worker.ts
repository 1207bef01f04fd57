import { requireMigrated } from '../../service/lethe.ts';
import { runWorker } from '../../service/worker.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const workerCommand: AddCommand = (program, done) => {
  withCommon(program.command('worker'))
    .summary('carry out the runs that wait, until told to end (any number of workers)')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      const { out, signal } = context;
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const end = await runWorker(lethe, {
            signal,
            log: (_, message, facts) => out.talk(textOf(message, facts)),
            onReady: () => out.talk('Waiting for runs. Ctrl-C finishes the batch in hand and ends.'),
          });
          if (end === 'drained') return exit.done;
          out.talk('What is in hand does not end in time: it is left to the next worker.');
          // Connections that are at work would keep the process alive; the server undoes what they have not committed.
          return process.exit(exit.interrupted);
        }),
      );
    });
};

function textOf(message: string, { code, message: why, next }: Readonly<Record<string, unknown>>): string {
  return [message, code, why, next].filter((part) => typeof part === 'string').join(': ');
}
