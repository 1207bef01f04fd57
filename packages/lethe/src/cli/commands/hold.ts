import { LetheError } from '../../errors.ts';
import { formatSubject, parseSubject } from '../../planner/subject.ts';
import { listHolds, placeHold } from '../../postgres/holds.ts';
import { findSubject } from '../../service/find-subject.ts';
import { requireTable } from '../../service/held-tables.ts';
import { ensureMigrated, requireMigrated } from '../../service/lethe.ts';
import { locate } from '../../service/subject-path.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { rowsText } from '../output.ts';

interface HoldOptions extends CommonOptions {
  readonly table?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly review?: string;
  readonly list?: boolean;
}

export const holdCommand: AddCommand = (program, done) => {
  withCommon(program.command('hold [kind:key]'))
    .summary('forbid deleting a subject until released; stops a run that is under way')
    .option('--table <schema.table>', 'hold only its rows of this table; the rest may go')
    .option('--reason <text>', 'why (the matter, in words that may be stored)')
    .option('--owner <text>', 'who answers for it')
    .option('--review <date>', 'when to look at it again, YYYY-MM-DD')
    .option('--list', 'show the holds')
    .action(async (scope: string | undefined, options: HoldOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          if (options.list === true) {
            await requireMigrated(lethe);
            const holds = await listHolds(lethe.database);
            context.out.value({ holds });
            for (const hold of holds)
              context.out.data(
                `${hold.hold}  ${hold.scope}${hold.table === null ? '' : ` ${hold.table}`}  ${hold.releasedAt === null ? `in force, review ${hold.reviewOn}` : `released ${hold.releasedAt}`}  ${hold.owner}: ${hold.reason}`,
              );
            return exit.done;
          }
          if (scope === undefined) throw new LetheError('USAGE', 'name what to hold as kind:key, or pass --list');
          const subject = parseSubject(scope);
          const { there, schema } = await findSubject(lethe, subject);
          await ensureMigrated(lethe);
          const { table, reason = '', owner = '', review = '' } = options;
          if (table !== undefined) requireTable(schema, table);
          const { text, path } = await locate(lethe, formatSubject(subject));
          const hold = { scope: text, path, table, reason, owner, reviewOn: review };
          const placed = await placeHold(lethe.database, hold, lethe.wakes);
          context.out.value(placed);
          const what = table === undefined ? scope : `what ${scope} has in ${table}`;
          context.out.data(`${placed.hold}: ${what} may not be deleted until it is released.`);
          context.out.data(`It is to be looked at again on ${placed.reviewOn}.`);
          for (const { run, rowsGone } of placed.runs)
            context.out.data(`Stopped ${run}; ${rowsText(rowsGone)} gone already.`);
          if (!there) context.out.talk(`There is no ${scope} now; the hold counts from when there is.`);
          context.out.talk(`To release it: lethe release ${placed.hold} --reason …`);
          return exit.done;
        }),
      );
    });
};
