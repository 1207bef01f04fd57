import { resolve } from 'node:path';
import pc from 'picocolors';
import { LetheError } from '../../errors.ts';
import type { KindProposal, Proposals } from '../../propose/draft.ts';
import { type InitOptions, type InitResult, init } from '../../service/init.ts';
import { type Asking, askingAt } from '../ask-offers.ts';
import { contextOf, exit } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { type Output, reportError } from '../output.ts';

interface InitCommandOptions {
  readonly database?: string;
  readonly subject: readonly string[];
  readonly subjectColumn: readonly string[];
  readonly schema: readonly string[];
  readonly acceptProposed?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

export const initCommand: AddCommand = (program, done) => {
  program
    .command('init')
    .summary('propose a configuration for a database as it is; writes files, and nothing to the database')
    .option('--database <url>', 'the database to read (default: DATABASE_URL); a role that may only read is enough')
    .option('--subject <table=kind>', 'what is to be deleted, as [schema.]table=kind; may be repeated', collect, [])
    .option(
      '--subject-column <column=kind>',
      'a subject with no row of its own: a value that stands in this column of many tables',
      collect,
      [],
    )
    .option('--schema <name>', 'a schema to read (default: all that hold tables); may be repeated', collect, [])
    .option(
      '--accept-proposed',
      'take what is proposed without asking; where nobody can be asked, it is written behind //',
    )
    .requiredOption('--out <folder>', 'where the files are written')
    .option('--json', 'print JSON only')
    .addHelpText('before', 'Example: lethe init --database postgres://… --subject accounts=account --out lethe\n')
    .action(async (options: InitCommandOptions) => {
      using context = contextOf(options);
      try {
        using asking = atTerminal(options) ? askingAt({ input: process.stdin, output: process.stderr }) : null;
        const result = await init(optionsOf(options, asking));
        context.out.value(jsonOf(result));
        print(context.out, result, options.acceptProposed === true);
        done(exit.done);
      } catch (error) {
        reportError(context.out, error);
        done(exit.error);
      }
    });
};

function optionsOf(
  { database, subject, subjectColumn, schema, acceptProposed, out }: InitCommandOptions,
  asking: Asking | null,
): InitOptions {
  const url = database ?? process.env['DATABASE_URL'];
  if (url === undefined || url === '') {
    throw new LetheError('SETTING_MISSING', 'no database: pass --database, or set DATABASE_URL');
  }
  if (subject.length + subjectColumn.length === 0) {
    throw new LetheError('USAGE', 'say what is to be deleted: --subject accounts=account');
  }
  return {
    ...{ url, urlFrom: 'DATABASE_URL', subjects: subject, subjectColumns: subjectColumn, schemas: schema },
    ...{ out: resolve(out), accept: acceptProposed === true || (asking?.ask ?? false) },
  };
}

/** Where nobody can answer, nothing is taken. */
const atTerminal = ({ json, acceptProposed }: InitCommandOptions): boolean =>
  json !== true && acceptProposed !== true && process.stdin.isTTY && process.stderr.isTTY;

function jsonOf({ proposals, files }: InitResult): object {
  const { schemas, links, owned, ignore, kinds } = proposals;
  return {
    ...{ files, schemas, owned },
    links: links.map(({ link, evidence }) => ({ ...link, evidence })),
    ignore: Object.fromEntries([...ignore].map(([table, { because }]) => [table, because])),
    unlessFound: [...ignore].flatMap(([table, { unlessFound }]) => (unlessFound ? [table] : [])),
    subjects: Object.fromEntries(kinds.map((kind) => [kind.subject.kind, subjectJson(kind)])),
  };
}

function subjectJson({ subject, evidence, rules, identifiers, triggers, undecided }: KindProposal): object {
  const { table, column, ownership } = subject;
  return {
    ...{ table, column, ownership, evidence, undecided },
    rules: Object.fromEntries([...rules].map(([name, { value, evidence }]) => [name, { rule: value, evidence }])),
    identifiers: identifiers.map(({ value }) => value),
    triggers: Object.fromEntries([...triggers].map(([name, { value }]) => [name, value])),
  };
}

function print(out: Output, { proposals, schema, files }: InitResult, accepted: boolean): void {
  for (const file of files) out.data(file);
  const tables = Object.keys(schema.tables).length;
  out.talk(`${tables} tables in ${proposals.schemas.join(', ')}. ${summary(proposals)}`);
  for (const { subject, undecided } of proposals.kinds) {
    for (const { question, write } of undecided)
      out.talk(`${pc.yellow(`undecided (${subject.kind}):`)} ${question}\n  ${write}`);
  }
  if (!accepted)
    out.talk('What was not taken stands behind // in the configuration: take what is right, then run lethe map.');
}

function summary({ links, owned, ignore, kinds }: Proposals): string {
  const rules = kinds.reduce((sum, kind) => sum + kind.rules.size, 0);
  const parts = [`${links.length} links`, `${owned.length} owned rows`, `${rules} rules`, `${ignore.size} left alone`];
  return `Proposed: ${parts.join(', ')}.`;
}
