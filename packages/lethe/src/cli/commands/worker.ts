import { requireMigrated } from '../../service/lethe.ts';
import { openLife } from '../../service/life/life.ts';
import { runWorker } from '../../service/worker.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { logLines } from '../output.ts';

export const workerCommand: AddCommand = (program, done) => {
  withCommon(program.command('worker'))
    .summary('carry out what is due: requests, runs, messages; until told to end (any number of workers)')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      const { out, signal } = context;
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const log = logLines(out);
          await using life = await openLife(lethe, { log });
          const end = await runWorker(lethe, {
            signal,
            log,
            ...life.worker,
            onReady: () => out.talk('Waiting for work. Ctrl-C finishes the batch in hand and ends.'),
          });
          if (end === 'drained') return exit.done;
          out.talk('What is in hand does not end in time: it is left to the next worker.');
          // Connections that are at work would keep the process alive; the server undoes what they have not committed.
          return process.exit(exit.interrupted);
        }),
      );
    });
};
