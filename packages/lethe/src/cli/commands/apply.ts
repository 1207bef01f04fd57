import { existsSync } from 'node:fs';
import pc from 'picocolors';
import { LetheError } from '../../errors.ts';
import { formatSubject, parseSubject } from '../../planner/subject.ts';
import { apply } from '../../service/apply.ts';
import { readPlanFile } from '../../service/plan-file.ts';
import { exitOf, printResult, tellIndex } from '../apply-output.ts';
import { type CommonOptions, contextOf, withCommon, withLethe, withTempo } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { watchRun } from '../watch-run.ts';

interface ApplyOptions extends CommonOptions {
  readonly confirm?: string;
  readonly certificate?: string;
  readonly rehearsal: boolean;
  readonly createMissingIndexes?: boolean;
}

export const applyCommand: AddCommand = (program, done) => {
  withTempo(withCommon(program.command('apply <plan>')))
    .summary('carry a plan out in this process: plan file, or kind:key to plan and apply in one')
    .option('--confirm <kind:key>', 'the subject, typed again; nothing happens without it')
    .option('--certificate <file>', 'write the certificate here (default: cert_….note in the working folder)')
    .option('--no-rehearsal', 'do not try the steps first, in a transaction that is rolled back')
    .option('--create-missing-indexes', 'build the indexes without which the plan is blocked; dropped after the run')
    .addHelpText('before', 'Example: lethe apply plan.json --confirm workspace:42\n')
    .action(async (plan: string, options: ApplyOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const planFile = existsSync(plan) ? await readPlanFile(plan) : null;
          if (planFile === null && !plan.includes(':')) {
            throw new LetheError('PLAN_INVALID', `there is no plan file ${plan}, and it is no kind:key`);
          }
          const subject = planFile?.subject ?? formatSubject(parseSubject(plan));
          if (options.confirm === undefined) {
            throw new LetheError(
              'CONFIRM_MISMATCH',
              `nothing was deleted. To delete it: lethe apply ${planFile === null ? subject : plan} --confirm ${subject}`,
            );
          }
          const watch = watchRun(context.out);
          const result = await apply(lethe, {
            planFile,
            subject,
            confirm: options.confirm,
            signal: context.signal,
            observer: watch.observer,
            rehearse: options.rehearsal,
            createMissingIndexes: options.createMissingIndexes === true,
            onIndex: tellIndex(context.out),
            onPlan: (made, run) => {
              watch.total(made.rows);
              context.out.talk(`${pc.bold(run)}: ${subject}, plan ${made.digest.slice(0, 8)}`);
            },
          });
          await printResult(context.out, lethe, result, options.certificate);
          return exitOf(result);
        }),
      );
    });
};
