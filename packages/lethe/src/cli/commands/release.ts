import { releaseHold } from '../../postgres/holds.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const releaseCommand: AddCommand = (program, done) => {
  withCommon(program.command('release <hold>'))
    .summary('release a hold; runs it stopped may go on')
    .requiredOption('--reason <text>', 'why it may be released')
    .action(async (hold: string, options: CommonOptions & { reason: string }) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const { runs } = await releaseHold(lethe.database, { hold, reason: options.reason }, lethe.wakes);
          context.out.value({ hold, runs });
          context.out.data(`${hold} is released.`);
          for (const run of runs) context.out.data(`To go on with what it stopped: lethe resume ${run}`);
          return exit.done;
        }),
      );
    });
};
