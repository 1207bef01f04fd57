import pc from 'picocolors';
import { diagnose } from '../../service/doctor.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const doctorCommand: AddCommand = (program, done) => {
  withCommon(program.command('doctor'))
    .summary('check this machine, the configuration and the database, and say what is wrong')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const checks = await diagnose(lethe);
          context.out.value({ checks });
          for (const { name, ok, todo, detail } of checks)
            context.out.data(
              `${ok ? (todo ? pc.yellow('set') : pc.green('ok ')) : pc.red('bad')} ${name.padEnd(22)} ${detail}`,
            );
          return checks.every(({ ok }) => ok) ? exit.done : exit.error;
        }),
      );
    });
};
