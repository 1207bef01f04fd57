import pc from 'picocolors';
import type { DataMap } from '../../map/data-map.ts';
import { writeMapFile } from '../../service/map-file.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';

export const mapCommand: AddCommand = (program, done) => {
  withCommon(program.command('map'))
    .summary('rewrite lethe.map, the reviewed data map, beside the configuration')
    .action(async (options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const { out } = context;
          const { file, map, changes } = await writeMapFile(lethe);
          const isNew = changes.some(({ code }) => code === 'MAP_MISSING');
          if (!isNew) for (const { message } of changes) out.talk(`${pc.yellow('~')} ${message}`);
          out.value({ lethe: 'map/1', file, written: changes.length > 0, ...map });
          out.data(`${changes.length > 0 ? 'Wrote' : 'Unchanged:'} ${file} (${inWords(map)})`);
          if (isOpen(map))
            out.talk('What is undecided or unreached stands first in it; lethe check says what to write.');
          return exit.done;
        }),
      );
    });
};

function inWords({ subjects, tables }: DataMap): string {
  const kinds = subjects.map(({ kind }) => kind).join(', ');
  return `${tables.length} table${tables.length === 1 ? '' : 's'}, for ${kinds}`;
}

function isOpen({ subjects }: DataMap): boolean {
  return subjects.some(({ lines }) => lines.some(({ happens }) => happens.some((each) => each.startsWith('un'))));
}
