import { asksAboutTable } from '../planner/asks.ts';
import { cutWords } from '../planner/cut-words.ts';
import type { Outline, Step } from '../planner/plan.ts';
import { explainRuleOf } from '../policy/explain.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { type OutlinedKind, rootName } from './data-map.ts';

/**
 * What becomes of rows of a table. `undecided`: a person has to say it, and no plan is carried out before. `unreached`:
 * nothing leads from the table to the subject, so its rows stay.
 */
export type Happening = (typeof happenings)[number];

export const happenings = ['undecided', 'unreached', 'detach', 'anonymise', 'keep', 'delete', 'ignore'] as const;

export interface MappedLine {
  readonly table: string;
  /** At least one; several where rows of one table fare differently. */
  readonly happens: readonly Happening[];
  /** How rows of the table hang from the subject; null where nothing is known to lead there. */
  readonly reached: string | null;
  /** The rule, the default, or the reason. */
  readonly why: string;
}

export function subjectLines(schema: Schema, kind: OutlinedKind): readonly MappedLine[] {
  const lines = Object.keys(schema.tables).map((table) => lineOf(schema, kind, table));
  return lines.sort((a, b) => rank(a) - rank(b) || byCodeUnit(a.table, b.table));
}

function rank({ happens: [first] }: MappedLine): number {
  return ['undecided', 'unreached'].indexOf(first ?? '') + 1 || 3;
}

function lineOf(schema: Schema, kind: OutlinedKind, table: string): MappedLine {
  const open = kind.outline.findings.filter((finding) => finding.table === table && asksAboutTable(finding));
  const reached = kind.paths.get(table)?.words ?? null;
  if (open.length > 0) {
    return { table, happens: ['undecided'], reached, why: open.map(({ message }) => message).join('; ') };
  }
  return planned(kind, table) ?? leftAlone(schema, kind, table);
}

function planned(kind: OutlinedKind, table: string): MappedLine | null {
  const { outline, paths } = kind;
  const steps = outline.steps.filter((step) => step.table === table);
  const kinds = new Set<Happening>(steps.map((step) => step.kind));
  const stays = outline.kept.some((kept) => kept.table === table);
  // Rows that are emptied stay too, and are listed among the kept ones.
  if (stays && !kinds.has('anonymise')) kinds.add('keep');
  if (kinds.size === 0) return null;
  const inOrder: readonly Happening[] = ['detach', 'anonymise', 'keep', 'delete'];
  return {
    table,
    happens: inOrder.filter((each) => kinds.has(each)),
    reached: paths.get(table)?.words ?? steps.map(({ why }) => why).join(' and '),
    why: [reason(kind, table), ...(kinds.size > 1 ? detached(steps) : []), ...lookedThrough(kind, table)].join('; '),
  };
}

const lookedThrough = ({ outline }: OutlinedKind, table: string): readonly string[] =>
  (outline.traces?.places ?? []).some((place) => place.table === table)
    ? ['other rows are looked through by each plan']
    : [];

function reason({ policy, paths }: OutlinedKind, table: string): string {
  const rule = policy.rules[table];
  if (rule !== undefined) return `rule: ${explainRuleOf(policy, table, rule)}`;
  const path = paths.get(table);
  if (table === policy.table) return 'default: the row itself';
  if (path === undefined) return 'default: the link can be cut';
  if (path.byLink && policy.table === null) return 'default: the value, or a link of the configuration, leads there';
  if (path.byLink) return 'default: a link of the configuration leads there';
  return policy.ownership === 'tenant' ? `default: rows of the ${policy.kind}` : 'default: ON DELETE CASCADE';
}

function detached(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => (step.kind === 'detach' ? [`${cutWords(step)} first`] : []));
}

function leftAlone(schema: Schema, { outline, policy, people }: OutlinedKind, table: string): MappedLine {
  const line = (happens: Happening, why: string): MappedLine => ({ table, happens: [happens], reached: null, why });
  const ignored = outline.ignored.find((each) => each.table === table);
  if (ignored !== undefined)
    return line('ignore', `${ignored.unlessFound === true ? 'unless a plan finds it there: ' : ''}${ignored.because}`);
  const { extension = null, kind } = schema.tables[table] ?? {};
  if (table === people) return line('ignore', 'these are the people of the host');
  if (extension !== null) return line('ignore', `it belongs to the extension ${extension}`);
  if (isBlank(outline)) return line('undecided', nothingPlanned(rootName(policy)));
  if (kind === 'foreign') return line('unreached', 'its rows are on another server');
  const unreached = outline.findings.find((finding) => finding.table === table && finding.code === 'RULE_UNREACHED');
  return line('unreached', unreached?.message ?? `nothing leads from it to the ${policy.kind}`);
}

/** There is no outline at all without the subject's own table. */
export function nothingPlanned(table: string): string {
  return `nothing is planned as long as ${table} is undecided`;
}

function isBlank({ steps, kept }: Outline): boolean {
  return steps.length === 0 && kept.length === 0;
}
