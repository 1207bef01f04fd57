import { migrateAll } from '../../service/lethe.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const migrateCommand: AddCommand = (program, done) => {
  withCommon(program.command('migrate'))
    .summary('create or upgrade the schemas lethe and lethe_jobs')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const { applied } = await migrateAll(lethe);
          context.out.value({ applied });
          context.out.data(
            applied.length === 0 ? 'Nothing to do: the schema is current.' : `Applied ${applied.join(', ')}`,
          );
          return exit.done;
        }),
      );
    });
};
