import { Option } from 'commander';
import pc from 'picocolors';
import { checkDatabase, type LocatedFinding } from '../../service/check-database.ts';
import { annotation } from '../annotation.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

const formats = ['text', 'github'];

interface CheckOptions extends CommonOptions {
  readonly format?: string;
}

export const checkCommand: AddCommand = (program, done) => {
  withCommon(program.command('check'))
    .summary('compare the live schema and the policy with lethe.map; writes nothing')
    .addOption(
      new Option('--format <how>', 'text, or github: annotations (default: github in a GitHub action)').choices(
        formats,
      ),
    )
    .action(async (options: CheckOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const { out } = context;
          const github =
            options.format === undefined ? process.env['GITHUB_ACTIONS'] === 'true' : options.format === 'github';
          // Annotations name files as the repository does, wherever in it the command runs.
          const root = github ? (process.env['GITHUB_WORKSPACE'] ?? process.cwd()) : process.cwd();
          const findings = await checkDatabase(lethe, root);
          out.value({ lethe: 'check/1', findings });
          for (const finding of findings) out.data(github ? annotation(finding) : inWords(finding));
          const { length } = findings;
          if (length === 0) out.data(pc.green('The map is current, and nothing is open.'));
          else out.talk(`${length} finding${length === 1 ? '' : 's'}.`);
          return length === 0 ? exit.done : exit.blocked;
        }),
      );
    });
};

function inWords({ code, file, line, message, next }: LocatedFinding): string {
  return `${file}:${line}: ${pc.red(code)} ${message}\n  ${next}`;
}
