import type { Table } from '../schema/graph.ts';
import { findColumn, type KnownSubject } from './lookup.ts';
import type { AnonymiseRule, Replacement, Retention } from './policy.ts';
import type { Place } from './problem.ts';
import { object, oneOf, optional, type Read, record, refuse, required, truth } from './read.ts';
import { explainReplacement, type ReplacementWritten, readReplacement } from './replacement.ts';
import { whyIllegal } from './replacement-fit.ts';
import { checkRetention, describeRetention, type RetentionWritten, readRetention } from './retention.ts';

/** Never a value: it lets the compiler see which columns a rule names, which the type of `columns` would let pass. */
declare const columnsNamed: unique symbol;

export interface AnonymiseWritten<Columns extends string = string> {
  readonly rule: 'anonymise';
  readonly columns: Readonly<Record<string, ReplacementWritten>>;
  readonly keepFor?: RetentionWritten;
  readonly spine?: true;
  readonly [columnsNamed]?: Columns;
}

/** The rows stay without what identifies: for good, or with `keepFor` for a time. */
export function anonymise<const Columns extends string, const From extends string = never>(options: {
  readonly columns: Readonly<Record<Columns, ReplacementWritten>>;
  readonly keepFor?: RetentionWritten<From>;
  /** Only rows that kept rows hang from stay, as long as those do; the others are deleted. */
  readonly spine?: true;
}): AnonymiseWritten<Columns | From> {
  return { ...options, rule: 'anonymise' };
}

const wanted = { expected: 'the columns to empty', write: "anonymise({ columns: { email: 'null' } })" };

const readColumns = record<Replacement>(wanted, (_name, value, at) => readReplacement(value, at));

type AnonymiseRead = Omit<AnonymiseRule, 'spine'> & { readonly spine: boolean };

const readWritten = object<AnonymiseRead>(wanted, {
  rule: required(oneOf('anonymise')),
  columns: required((value, at) => {
    const columns = readColumns(value, at);
    if (Object.keys(columns).length === 0) refuse(value, at, wanted);
    return columns;
  }),
  keepFor: optional<Retention | null>(readRetention, null),
  spine: optional(truth, false),
});

export const readAnonymise: Read<AnonymiseRule> = (value, at) => {
  const { spine, ...rule } = readWritten(value, at);
  if (!spine) return Object.freeze(rule);
  if (rule.keepFor !== null) refuseEnd(at, 'rows of a spine stay as long as the kept rows that hang from them');
  return Object.freeze({ ...rule, spine });
};

/** An end of its own would contradict the end of what hangs from the rows. */
export function refuseEnd(at: Place, why: string): void {
  at.field('keepFor').problem({ expected: `no keepFor: ${why}`, found: 'keepFor', write: 'nothing: remove it' });
}

export function checkAnonymise(rule: AnonymiseRule, table: Table, at: Place, known: KnownSubject): void {
  for (const [name, replacement] of Object.entries(rule.columns)) {
    const place = at.field('columns').field(name);
    const column = findColumn(table, name, place);
    if (column === null) continue;
    const illegal = whyIllegal({ column, table, replacement, rule, known });
    if (illegal !== null) place.problem(illegal);
  }
  if (rule.keepFor !== null) checkRetention(rule.keepFor, table, at.field('keepFor'));
}

export function explainAnonymise(rule: AnonymiseRule): string {
  const columns = Object.entries(rule.columns).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const changes = columns.map(([name, replacement]) => `${name} ${explainReplacement(replacement)}`).join(', ');
  return `anonymised: ${changes}; ${endInWords(rule)}`;
}

function endInWords({ keepFor, spine }: AnonymiseRule): string {
  if (spine) return 'only rows stay that kept rows hang from';
  return keepFor === null ? 'the rows stay for good' : `the rows are kept ${describeRetention(keepFor)}`;
}
