import { carryOut } from '../../engine/run.ts';
import { openJobs } from '../../postgres/jobs.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const workerCommand: AddCommand = (program, done) => {
  withCommon(program.command('worker'))
    .summary('carry out the runs that wait, until told to end (any number of workers)')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const engine = await lethe.engine();
          await using jobs = await openJobs(lethe.url, { worker: true });
          await jobs.work(async (run) => {
            const record = await lethe.control.load(run);
            if (record.state === 'completed' || record.state === 'paused' || record.state === 'held') return;
            const result = await carryOut(engine, run, context.signal);
            context.out.talk(`${run}: ${result.status}`);
          });
          context.out.talk('Waiting for runs. Ctrl-C finishes the batch in hand and ends.');
          await new Promise<void>((resolve) => {
            if (context.signal.aborted) resolve();
            context.signal.addEventListener('abort', () => resolve(), { once: true });
          });
          return exit.done;
        }),
      );
    });
};
