import { commandLine } from '../../service/backend/keys.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { openBackend } from '../../service/open-backend.ts';
import { type CommonOptions, contextOf, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { showRequest } from '../request-output.ts';

export const confirmCommand: AddCommand = (program, done) => {
  withCommon(program.command('confirm <request>'))
    .summary('the second step of a request, as an operator')
    .requiredOption('--typed <text>', 'the name of what is deleted, or the code that was mailed')
    .action(async (id: string, options: CommonOptions & { typed: string }) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const { requests } = await openBackend(lethe);
          return showRequest(context.out, await requests.confirm(commandLine, id, options.typed, null));
        }),
      );
    });
};
