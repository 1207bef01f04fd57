import { commandLine } from '../../service/backend/keys.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { openBackend } from '../../service/open-backend.ts';
import { type CommonOptions, contextOf, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { showRequest } from '../request-output.ts';

export const cancelCommand: AddCommand = (program, done) => {
  withCommon(program.command('cancel <request>'))
    .summary('cancel a request that has not begun; nothing is deleted')
    .action(async (id: string, options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const { requests } = await openBackend(lethe);
          return showRequest(context.out, await requests.cancel(commandLine, id, null));
        }),
      );
    });
};
