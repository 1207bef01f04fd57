import { serve } from '../../service/serve.ts';
import { type CommonOptions, contextOf, exit, untilTold, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const serveCommand: AddCommand = (program, done) => {
  withCommon(program.command('serve'))
    .summary('answer HTTP: requests, plans, runs, holds, hosted pages (PORT, 4100)')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await using served = await serve(lethe, {});
          context.out.talk(`Listening at ${served.url}. Ctrl-C ends it; a worker is needed beside it (lethe worker).`);
          await untilTold(context.signal);
          return exit.done;
        }),
      );
    });
};
