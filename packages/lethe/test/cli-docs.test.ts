import { readdirSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withCommon } from '../src/cli/command.ts';
import type { AddCommand } from '../src/cli/main.ts';

const page = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
const folder = new URL('../src/cli/commands/', import.meta.url);

/** The commands as commander knows them, without running any. */
async function commands(): Promise<readonly Command[]> {
  const program = new Command('lethe');
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace(/\.ts$/, '');
    const module: Record<string, AddCommand> = await import(new URL(file, folder).href);
    const add = module[`${name}Command`];
    if (add === undefined) throw new Error(`${file} does not export ${name}Command`);
    add(program, () => undefined);
  }
  return program.commands;
}

const usage = (command: Command): string =>
  `lethe ${command.name()} ${command.usage()}`.replace('[options] ', '').replace(' [options]', '');

const row = ({ flags, description }: { flags: string; description: string }): string =>
  `| \`${flags}\` | ${description} |`;

const section = (heading: string): string => {
  const found = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`docs/reference/cli.md has no section "${heading}"`);
  return found;
};

const rowsIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| `-'));

const all = await commands();
const common = withCommon(new Command('any')).options;

describe('docs/reference/cli.md', () => {
  it('has a section for every command, and no other', () => {
    const headings = [...page.matchAll(/^## `(lethe [^`]+)`$/gm)].map(([, heading = '']) => heading);
    expect(headings.sort()).toEqual(all.map(usage).sort());
  });

  it('has the options of every command that opens the database', () => {
    expect(rowsIn(section('Common options'))).toEqual(common.map(row));
  });

  it.each(all.map((command) => [command.name(), command] as const))('has summary and options of %s', (_, command) => {
    const text = section(`\`${usage(command)}\``);
    const [, summary = ''] = text.split('\n\n');
    expect(summary.toLowerCase().startsWith(command.summary().toLowerCase()), `${summary}\n${command.summary()}`).toBe(
      true,
    );
    const shared = common.every((one) => command.options.some(({ flags }) => flags === one.flags));
    const own = shared
      ? command.options.filter(({ flags }) => !common.some((one) => one.flags === flags))
      : command.options;
    expect(rowsIn(text)).toEqual(own.map(row));
  });
});
