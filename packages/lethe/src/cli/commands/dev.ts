import { develop } from '../../service/develop.ts';
import { type CommonOptions, contextOf, exit, withCommon } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { logLines, reportError } from '../output.ts';

export const devCommand: AddCommand = (program, done) => {
  withCommon(program.command('dev'))
    .summary('all parts in one process, for development: PostgreSQL, service, worker, mailbox, a clock to advance')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      const { out, signal } = context;
      try {
        const end = await develop({
          config: options.config,
          databaseUrl: options.database,
          env: process.env,
          cwd: process.cwd(),
          signal,
          log: logLines(out),
          onReady: ({ service, database, smtp, operatorKey }) => {
            out.value({
              service,
              database,
              smtp,
              mailbox: `${service}/dev/mailbox`,
              clock: `${service}/dev/clock`,
              operatorKey,
            });
            out.data(`Service       ${service}`);
            out.data(`Mailbox       ${service}/dev/mailbox   (SMTP ${smtp})`);
            out.data(`Clock         ${service}/dev/clock`);
            out.data(`Database      ${database}`);
            out.data(`Operator key  ${operatorKey}`);
          },
        });
        if (end === 'abandoned') process.exit(exit.interrupted);
        done(exit.done);
      } catch (error) {
        reportError(out, error);
        done(signal.aborted ? exit.done : exit.error);
      }
    });
};
