import pc from 'picocolors';
import { diagnose } from '../../service/doctor.ts';
import { type Lethe, requireMigrated } from '../../service/lethe.ts';
import { dropLeftIndexes } from '../../service/run-indexes.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

interface DoctorOptions extends CommonOptions {
  readonly dropIndexes?: boolean;
}

const nothing = { dropped: [], left: [] } as const;

async function dropLeft(lethe: Lethe): ReturnType<typeof dropLeftIndexes> {
  await requireMigrated(lethe);
  return dropLeftIndexes(lethe);
}

export const doctorCommand: AddCommand = (program, done) => {
  withCommon(program.command('doctor'))
    .summary('check this machine, the configuration and the database, and say what is wrong')
    .option('--drop-indexes', 'drop indexes that were built for runs and are left over; nothing else is changed')
    .action(async (options: DoctorOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const { dropped, left } = options.dropIndexes === true ? await dropLeft(lethe) : nothing;
          for (const name of dropped) context.out.talk(`dropped index ${name}`);
          for (const name of left) context.out.talk(`index ${name} could not be dropped now: something uses it`);
          const checks = await diagnose(lethe);
          context.out.value({ checks, ...(options.dropIndexes === true ? { dropped, left } : {}) });
          for (const { name, ok, todo, detail } of checks)
            context.out.data(
              `${ok ? (todo ? pc.yellow('set') : pc.green('ok ')) : pc.red('bad')} ${name.padEnd(22)} ${detail}`,
            );
          return checks.every(({ ok }) => ok) ? exit.done : exit.error;
        }),
      );
    });
};
