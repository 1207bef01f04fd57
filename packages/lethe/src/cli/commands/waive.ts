import { waiveEffects } from '../../postgres/waive.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { rowsText } from '../output.ts';

interface WaiveOptions extends CommonOptions {
  readonly reason: string;
  readonly entry?: string;
}

export const waiveCommand: AddCommand = (program, done) => {
  withCommon(program.command('waive <run> <effect>'))
    .summary('let go of an effect that failed for good; the certificate says so, with the reason')
    .requiredOption('--reason <text>', 'why it cannot be done (no personal data: it stands on the certificate)')
    .option('--entry <id>', 'only this entry, as lethe status shows it')
    .action(async (run: string, effect: string, options: WaiveOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const { reason, entry } = options;
          const one = entry === undefined ? {} : { entry };
          const waiver = { run, effect, reason, by: 'database credentials', ...one };
          const { waived, resumed } = await waiveEffects(lethe.database, waiver, lethe.wakes);
          context.out.value({ run, effect, waived, resumed });
          context.out.data(`${effect} is waived for ${rowsText(waived)}.`);
          context.out.data(
            resumed
              ? `A worker goes on with ${run}, or: lethe resume ${run}`
              : `${run} stays as it is until its pause or hold ends.`,
          );
          return exit.done;
        }),
      );
    });
};
