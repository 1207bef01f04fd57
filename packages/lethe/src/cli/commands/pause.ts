import { LetheError } from '../../errors.ts';
import { engageKillSwitch, pauseRun } from '../../postgres/pause.ts';
import { ensureMigrated, requireMigrated } from '../../service/lethe.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

interface PauseOptions extends CommonOptions {
  readonly all?: boolean;
  readonly reason?: string;
}

export const pauseCommand: AddCommand = (program, done) => {
  withCommon(program.command('pause [run]'))
    .summary('stop a run after the batch in hand; --all is the kill switch')
    .option('--all', 'the kill switch: nothing is deleted until lethe resume --all')
    .option('--reason <text>', 'why, for the record')
    .action(async (run: string | undefined, options: PauseOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          if (options.all === true) {
            await ensureMigrated(lethe);
            const { runs } = await engageKillSwitch(lethe.database, options.reason ?? '');
            context.out.value({ engaged: true, runs });
            context.out.data(
              `Kill switch engaged: nothing is deleted from here on. Runs stopped: ${runs.length === 0 ? 'none' : runs.join(', ')}`,
            );
            return exit.done;
          }
          await requireMigrated(lethe);
          if (run === undefined) throw new LetheError('USAGE', 'name the run, or pass --all for the kill switch');
          await pauseRun(lethe.database, run);
          context.out.value({ run, paused: true });
          context.out.data(`${run} is paused. To go on: lethe resume ${run}`);
          return exit.done;
        }),
      );
    });
};
