import type { RuleWritten } from '../policy/rule.ts';
import { literal, propertyName } from '../schema/literal.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { KindProposal, Proposals, Proposed, ProposedOwner } from './draft.ts';

export interface ConfigOptions {
  /** Name of the environment variable that holds the URL. */
  readonly urlFrom: string;
  /** Otherwise what is proposed is written behind `//`, to be looked at one by one. */
  readonly accept: boolean;
}

/** The text of a `lethe.config.ts`: each proposal under its evidence. The same proposals give the same bytes. */
export function configText(proposals: Proposals, { urlFrom, accept }: ConfigOptions): string {
  const take = accept ? (lines: Lines): Lines => lines : setAside;
  const body = [
    'export default defineConfig({',
    '  stores: {',
    ...indent(storeLines(proposals, urlFrom, take), 2),
    '  },',
    '  subjects: {',
    ...indent(
      proposals.kinds.flatMap((kind) => kindLines(kind, take)),
      2,
    ),
    '  },',
    '});',
  ];
  return `${[...header, ...importLines(body), '', ...body].join('\n')}\n`;
}

type Lines = readonly string[];
type Take = (lines: Lines) => Lines;

const header = [
  '// Proposed by `lethe init` from the database as it was: what was seen stands above each line. It is yours now: correct',
  '// it where it is wrong. `lethe map` shows what it means for every table, `lethe check` what has changed since.',
] as const;

/** What came from the database must not end the comment that it stands in. */
const said = (text: string): string => `// ${text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')}`;

const setAside: Take = (lines) => lines.map((line) => `// ${line}`);

const indent = (lines: Lines, levels: number): Lines => lines.map((line) => `${'  '.repeat(levels)}${line}`);

/** Words of the language that the text uses, those that name tables from the generated types. */
function importLines(body: Lines): Lines {
  const code = body.filter((line) => !line.trimStart().startsWith('//')).join('\n');
  const used = (word: string): boolean => new RegExp(`\\b${word}\\(`, 'u').test(code);
  const words = ['defineConfig', 'detach', 'ignore', 'owns', 'postgres'].filter(used);
  const typed = ['link', 'polymorphic', 'subject', 'subjectColumn'].filter(used);
  return [`import { ${words.join(', ')} } from 'lethe';`, `import { ${typed.join(', ')} } from './schema.ts';`];
}

function storeLines({ schemas, links, owned, ignore }: Proposals, urlFrom: string, take: Take): Lines {
  return [
    'app: postgres({',
    `  url: ${literal(urlFrom)},`,
    `  schemas: [${schemas.map(literal).join(', ')}],`,
    ...block('links', '[', ']', linkLines(links, take)),
    ...block(
      'owned',
      '[',
      ']',
      owned.flatMap((each) => ownerLines(each, take)),
    ),
    ...block(
      'ignore',
      '{',
      '}',
      [...ignore].flatMap(([table, { value }]) => take([`${propertyName(table)}: ${literal(value)},`])),
    ),
    '}),',
  ];
}

function block(name: string, open: string, close: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [`  ${name}: ${open}`, ...indent(lines, 2), `  ${close},`];
}

function linkLines(links: readonly ProposedLink[], take: Take): Lines {
  const plain = links.filter(({ link }) => link.when === null);
  const pairs = Map.groupBy(
    links.filter(({ link }) => link.when !== null),
    ({ link }) => JSON.stringify([link.table, link.when?.column, link.columns]),
  );
  return [
    ...plain.flatMap((each) => plainLink(each, take)),
    ...[...pairs.values()].flatMap((arms) => pair(arms, take)),
  ];
}

function plainLink({ link, evidence }: ProposedLink, take: Take): Lines {
  const { table, columns, to, toColumns, path, some } = link;
  const fields = [
    `columns: ${names(columns)}`,
    ...(path === undefined ? [] : [`path: ${names(path)}`]),
    `to: ${literal(to)}`,
    `toColumns: ${names(toColumns)}`,
    ...(some === undefined ? [] : ['some: true']),
  ];
  return [said(evidence), ...take(call(`link(${literal(table)}, {`, fields, '}),'))];
}

function pair(arms: readonly ProposedLink[], take: Take): Lines {
  const [first] = arms;
  if (first === undefined) return [];
  const { table, columns, when } = first.link;
  return take([
    `...polymorphic(${literal(table)}, {`,
    `  type: ${literal(when?.column ?? '')},`,
    `  id: ${literal(columns[0] ?? '')},`,
    '  to: {',
    ...arms.flatMap(({ link, evidence }) => [
      `    ${said(evidence)}`,
      `    ${propertyName(link.when?.equals ?? '')}: [${literal(link.to)}, ${literal(link.toColumns[0] ?? '')}],`,
    ]),
    '  },',
    '}),',
  ]);
}

function ownerLines({ table, columns, to, toColumns, evidence }: ProposedOwner, take: Take): Lines {
  const fields = [`columns: ${names(columns)}`, `to: ${literal(to)}`, `toColumns: ${names(toColumns)}`];
  return [said(evidence), ...take(call(`owns(${literal(table)}, {`, fields, '}),'))];
}

function kindLines(kind: KindProposal, take: Take): Lines {
  const { subject, rules, identifiers, triggers, undecided } = kind;
  const open = undecided.flatMap(({ question, write }) => [said(`undecided: ${question}`), said(`  ${write}`)]);
  return [
    ...open,
    `${propertyName(subject.kind)}: ${subject.table === null ? `subjectColumn(${literal(subject.column)}` : `subject(${literal(subject.table)}`}, {`,
    ...(subject.ownership === 'person' ? [`  ownership: 'person',`] : []),
    ...block(
      'rules',
      '{',
      '}',
      [...rules].flatMap(([table, rule]) => ruleLines(table, rule, take)),
    ),
    ...block(
      'identifiers',
      '[',
      ']',
      identifiers.flatMap(({ value, evidence }) => [said(evidence), ...take([`${literal(value)},`])]),
    ),
    ...block(
      'triggers',
      '{',
      '}',
      [...triggers].flatMap(([name, { value, evidence }]) => [
        said(evidence),
        ...take([`${propertyName(name)}: ${names(value)},`]),
      ]),
    ),
    '}),',
  ];
}

function ruleLines(table: string, { value, evidence }: Proposed<RuleWritten>, take: Take): Lines {
  const why = evidence === '' ? [] : [said(evidence)];
  return [...why, ...take([`${propertyName(table)}: ${ruleText(value)},`])];
}

function ruleText(rule: RuleWritten): string {
  if (rule === 'delete') return literal('delete');
  if (rule.rule === 'detach') return `detach(${rule.columns.map(literal).join(', ')})`;
  if (rule.rule === 'ignore') return `ignore(${literal(rule.because)})`;
  throw new Error(`bug: nothing proposes the rule ${rule.rule}`);
}

const names = (of: readonly string[]): string => `[${of.map(literal).join(', ')}]`;

const widest = 100;

function call(open: string, fields: Lines, close: string): Lines {
  const line = `${open} ${fields.join(', ')} ${close}`;
  return line.length <= widest ? [line] : [open, ...fields.map((field) => `  ${field},`), close];
}
