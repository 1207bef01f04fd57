import { commandLine } from '../../service/backend/keys.ts';
import { ensureMigrated } from '../../service/lethe.ts';
import { openBackend } from '../../service/open-backend.ts';
import { type CommonOptions, contextOf, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { showRequest } from '../request-output.ts';

interface RequestOptions extends CommonOptions {
  readonly onBehalfOf?: string;
  readonly reason?: string;
  readonly exportsNeeded?: boolean;
}

export const requestCommand: AddCommand = (program, done) => {
  withCommon(program.command('request <kind:key>'))
    .summary('ask for a deletion, as an operator; it goes the way of the policy')
    .option(
      '--on-behalf-of <mailbox>',
      'whose wish it is: a person of the host, who is asked to show that the mailbox is theirs',
    )
    .option('--reason <text>', 'take it on yourself instead: the decision of an operator, kept with the request')
    .option('--exports-needed', 'they still need exports')
    .action(async (subject: string, options: RequestOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await ensureMigrated(lethe);
          const { requests } = await openBackend(lethe);
          const { onBehalfOf = null, exportsNeeded = false, reason } = options;
          const received = await requests.receive(commandLine, { subject, exportsNeeded, onBehalfOf });
          const { id } = received.record.request;
          const record =
            reason === undefined
              ? received.record
              : await requests.prove(commandLine, id, { kind: 'operator decision', reason }, null);
          const { made, statusCode } = received;
          if (!made) context.out.talk(`A request for ${subject} is open already; this is it.`);
          if (statusCode !== null) context.out.talk(`Code for the public status, told this once: ${statusCode}`);
          return showRequest(context.out, record, { made, statusCode });
        }),
      );
    });
};
