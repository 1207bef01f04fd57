import { LetheError } from '../../errors.ts';
import { liftKillSwitch, unpauseRun } from '../../postgres/pause.ts';
import { carryOutRun } from '../../service/apply.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { exitOf, printResult, tellIndex } from '../apply-output.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe, withTempo } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { watchRun } from '../watch-run.ts';

interface ResumeOptions extends CommonOptions {
  readonly all?: boolean;
  readonly certificate?: string;
}

export const resumeCommand: AddCommand = (program, done) => {
  withTempo(withCommon(program.command('resume [run]')))
    .summary('go on with a paused, failed or interrupted run, in this process')
    .option('--all', 'lift the kill switch; the runs it stopped become runnable')
    .option('--certificate <file>', 'write the certificate here')
    .action(async (run: string | undefined, options: ResumeOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          if (options.all === true) {
            const { runs } = await liftKillSwitch(lethe.database, lethe.wakes.run);
            context.out.value({ lifted: true, runs });
            context.out.data(`Kill switch lifted. Runnable again: ${runs.length === 0 ? 'none' : runs.join(', ')}`);
            return exit.done;
          }
          if (run === undefined) throw new LetheError('USAGE', 'name the run, or pass --all to lift the kill switch');
          await unpauseRun(lethe.database, run, lethe.wakes);
          const watch = watchRun(context.out);
          const record = await lethe.control.load(run);
          watch.total(record.counts.steps.reduce((sum, rows) => sum + rows, 0));
          watch.already(await lethe.control.receipts(run));
          const result = await carryOutRun(lethe, run, {
            signal: context.signal,
            observer: watch.observer,
            onIndex: tellIndex(context.out),
          });
          await printResult(context.out, lethe, result, options.certificate);
          return exitOf(result);
        }),
      );
    });
};
