import type { IgnoreRule } from '../policy/policy.ts';
import type { RuleWritten } from '../policy/rule.ts';
import { literal, propertyName } from '../schema/literal.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { KindProposal, Proposals, Proposed, ProposedOwner } from './draft.ts';

export interface ConfigOptions {
  /** Name of the environment variable that holds the URL. */
  readonly urlFrom: string;
  /** What is not accepted is written behind `//`, to be looked at later. */
  readonly accept: (offer: Offer) => boolean;
}

/** One thing that is proposed, as it would be written. */
export interface Offer {
  /** Where it stands: `links`, `rules of account`. */
  readonly part: string;
  readonly code: string;
  readonly evidence: string;
}

/** The text of a `lethe.config.ts`: each proposal under its evidence. The same proposals give the same bytes. */
export function configText(proposals: Proposals, { urlFrom, accept }: ConfigOptions): string {
  const take = (part: string, lines: Lines, evidence: string): Lines =>
    accept({ part, code: lines.join('\n'), evidence }) ? lines : setAside(lines);
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
type Take = (part: string, lines: Lines, evidence: string) => Lines;

const header = [
  '// Proposed by `lethe init` from the database as it was: what was seen stands above each line. It is yours now: correct',
  '// it where it is wrong. `lethe map` shows what it means for every table, `lethe check` what has changed since.',
] as const;

/** What came from the database must not end the comment that it stands in. */
const said = (text: string): string => `// ${text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')}`;

const setAside = (lines: Lines): Lines => lines.map((line) => `// ${line}`);

const indent = (lines: Lines, levels: number): Lines => lines.map((line) => `${'  '.repeat(levels)}${line}`);

/** All that is proposed, in the order in which it is written. */
export function offersOf(proposals: Proposals): readonly Offer[] {
  const offers: Offer[] = [];
  const accept = (offer: Offer): boolean => offers.push(offer) > 0;
  configText(proposals, { urlFrom: '', accept });
  return offers;
}

/** Words of the language that the text uses, those that name tables from the generated types. */
function importLines(body: Lines): Lines {
  const code = body.filter((line) => !line.trimStart().startsWith('//')).join('\n');
  const used = (word: string): boolean => new RegExp(`\\b${word}\\(`, 'u').test(code);
  const words = ['defineConfig', 'detach', 'ignore', 'owns', 'postgres', 'unlessFound'].filter(used);
  const typed = ['link', 'polymorphic', 'subject', 'subjectColumn'].filter(used);
  return [`import { ${words.join(', ')} } from 'lethe';`, `import { ${typed.join(', ')} } from './schema.ts';`];
}

function storeLines({ schemas, links, owned, ignore, mayStay }: Proposals, urlFrom: string, take: Take): Lines {
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
      [...ignore].flatMap(([table, rule]) => take('ignore', [`${propertyName(table)}: ${leftText(rule)},`], '')),
    ),
    ...block(
      'mayStay',
      '{',
      '}',
      [...mayStay].flatMap(([column, because]) =>
        take('mayStay', [`${propertyName(column)}: ${literal(because)},`], ''),
      ),
    ),
    '}),',
  ];
}

function block(name: string, open: string, close: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [`  ${name}: ${open}`, ...indent(lines, 2), `  ${close},`];
}

const linkLines = (links: readonly ProposedLink[], take: Take): Lines =>
  linkOffers(links).flatMap(({ above, lines, offer }) => [...above, ...take('links', lines, offer.evidence)]);

interface LinkOffer {
  readonly links: readonly ProposedLink[];
  readonly offer: Offer;
  /** Comments that stay where it is not accepted. */
  readonly above: Lines;
  readonly lines: Lines;
}

/** A link by itself, or all that a type column tells apart: it is written whole. */
export function linkOffers(links: readonly ProposedLink[]): readonly LinkOffer[] {
  const plain = links.filter(({ link }) => link.when === null);
  const pairs = Map.groupBy(
    links.filter(({ link }) => link.when !== null),
    ({ link }) => JSON.stringify([link.table, link.when?.column, link.columns]),
  );
  return [
    ...plain.map((each) => linkOffer([each], [said(each.evidence)], plainLink(each))),
    ...[...pairs.values()].map((arms) => linkOffer(arms, [], pair(arms))),
  ];
}

function linkOffer(links: readonly ProposedLink[], above: Lines, lines: Lines): LinkOffer {
  const evidence = links.map((each) => each.evidence).join('; ');
  return { links, above, lines, offer: { part: 'links', code: lines.join('\n'), evidence } };
}

function plainLink({ link }: ProposedLink): Lines {
  const { table, columns, to, toColumns, path, some, onDelete } = link;
  const fields = [
    `columns: ${names(columns)}`,
    ...(path === undefined ? [] : [`path: ${names(path)}`]),
    `to: ${literal(to)}`,
    `toColumns: ${names(toColumns)}`,
    ...(some === undefined ? [] : ['some: true']),
    ...(onDelete === undefined ? [] : [`onDelete: ${literal(onDelete)}`]),
  ];
  return call(`link(${literal(table)}, {`, fields, '}),');
}

function pair(arms: readonly ProposedLink[]): Lines {
  const [first] = arms;
  if (first === undefined) return [];
  const { table, columns, when } = first.link;
  return [
    `...polymorphic(${literal(table)}, {`,
    `  type: ${literal(when?.column ?? '')},`,
    `  id: ${literal(columns[0] ?? '')},`,
    '  to: {',
    ...arms.flatMap(({ link, evidence }) => [
      `    ${said(evidence)}`,
      `    ${propertyName(link.when?.equals ?? '')}: [${literal(link.to)}, ${literal(link.toColumns[0] ?? '')}],`,
    ]),
    '  },',
    ...indent(saysLines(arms), 1),
    '}),',
  ];
}

/** What the types mean, where they are keys of rows that say so. */
function saysLines(arms: readonly ProposedLink[]): Lines {
  const told = arms.flatMap(({ link: { when, says } }) =>
    when === null || says === undefined ? [] : [{ when, says }],
  );
  const [first] = told;
  if (first === undefined) return [];
  const words = (row: Readonly<Record<string, string>>): string =>
    Object.entries(row)
      .map(([column, word]) => `${propertyName(column)}: ${literal(word)}`)
      .join(', ');
  return [
    'says: {',
    `  table: ${literal(first.says.table)},`,
    `  key: ${literal(first.says.key)},`,
    '  rows: {',
    ...told.map(({ when, says }) => `    ${propertyName(when.equals)}: { ${words(says.row)} },`),
    '  },',
    '},',
  ];
}

function ownerLines({ table, columns, to, toColumns, evidence }: ProposedOwner, take: Take): Lines {
  const fields = [`columns: ${names(columns)}`, `to: ${literal(to)}`, `toColumns: ${names(toColumns)}`];
  return [said(evidence), ...take('owned', call(`owns(${literal(table)}, {`, fields, '}),'), evidence)];
}

function kindLines(kind: KindProposal, take: Take): Lines {
  const { subject, evidence, rules, identifiers, triggers, undecided } = kind;
  const open = undecided.flatMap(({ question, write }) => [said(`undecided: ${question}`), said(`  ${write}`)]);
  return [
    ...open,
    ...(evidence === '' ? [] : [said(evidence)]),
    `${propertyName(subject.kind)}: ${subject.table === null ? `subjectColumn(${literal(subject.column)}` : `subject(${literal(subject.table)}`}, {`,
    ...(subject.ownership === 'person' ? [`  ownership: 'person',`] : []),
    ...block(
      'also',
      '[',
      ']',
      (subject.table === null ? (subject.also ?? []) : []).flatMap(({ value, evidence: why }) => [
        said(why),
        ...take(`also of ${subject.kind}`, [`${literal(value)},`], why),
      ]),
    ),
    ...block(
      'rules',
      '{',
      '}',
      [...rules].flatMap(([table, rule]) => ruleLines(subject.kind, table, rule, take)),
    ),
    ...block(
      'identifiers',
      '[',
      ']',
      identifiers.flatMap(({ value, evidence }) => [
        said(evidence),
        ...take(`identifiers of ${subject.kind}`, [`${literal(value)},`], evidence),
      ]),
    ),
    ...block(
      'triggers',
      '{',
      '}',
      [...triggers].flatMap(([name, { value, evidence }]) => [
        said(evidence),
        ...take(`triggers of ${subject.kind}`, [`${propertyName(name)}: ${names(value)},`], evidence),
      ]),
    ),
    '}),',
  ];
}

function ruleLines(kind: string, table: string, { value, evidence }: Proposed<RuleWritten>, take: Take): Lines {
  const why = evidence === '' ? [] : [said(evidence)];
  return [...why, ...take(`rules of ${kind}`, [`${propertyName(table)}: ${ruleText(value)},`], evidence)];
}

function ruleText(rule: RuleWritten): string {
  if (rule === 'delete') return literal('delete');
  if (rule.rule === 'detach') return `detach(${rule.columns.map(literal).join(', ')})`;
  if (rule.rule === 'ignore') return rule.unlessFound ? leftText(rule) : `ignore(${literal(rule.because)})`;
  throw new Error(`bug: nothing proposes the rule ${rule.rule}`);
}

/** Under `ignore` in the store, where a plain reason is enough. */
function leftText({ because, unlessFound, numbers = [], mentionsLink }: IgnoreRule): string {
  if (unlessFound !== true) return literal(because);
  const also = [
    ...(numbers.length === 0 ? [] : [`numbers: [${numbers.map(literal).join(', ')}]`]),
    ...(mentionsLink === undefined ? [] : [`mentionsLink: ${mentionsLink === true ? 'true' : literal(mentionsLink)}`]),
  ];
  return `unlessFound(${literal(because)}${also.length === 0 ? '' : `, { ${also.join(', ')} }`})`;
}

const names = (of: readonly string[]): string => `[${of.map(literal).join(', ')}]`;

const widest = 100;

function call(open: string, fields: Lines, close: string): Lines {
  const line = `${open} ${fields.join(', ')} ${close}`;
  return line.length <= widest ? [line] : [open, ...fields.map((field) => `  ${field},`), close];
}
