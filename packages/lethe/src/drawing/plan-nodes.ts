import { asksAboutTable } from '../planner/asks.ts';
import { cutWords } from '../planner/cut-words.ts';
import type { Finding } from '../planner/finding.ts';
import { found } from '../planner/found.ts';
import type { Plan, Step } from '../planner/plan.ts';
import type { Link } from '../policy/policy.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import type { Tone } from './tones.ts';
import { type Way, waysOf } from './ways.ts';

export interface Drawn {
  readonly plan: Plan;
  readonly schema: Schema;
  readonly links: readonly Link[];
  /** The subject's own table; null: it has no row. */
  readonly table: string | null;
}

/** A table of the plan, with what is said of it. */
export interface Node {
  readonly table: string;
  readonly tone: Tone;
  /** null: not counted. */
  readonly rows: number | null;
  /** In the order of the plan. */
  readonly actions: readonly Action[];
  readonly ways: readonly Way[];
  /** What stands in the way of the plan, and is about this table. */
  readonly findings: readonly Finding[];
}

export interface Action {
  readonly tone: Tone;
  readonly rows: number | null;
  /** `step 12: delete`. */
  readonly words: string;
}

export interface PlanNodes {
  readonly nodes: readonly Node[];
  /** Tables that go with another one's, and of which there is nothing more to say: their head by name. */
  readonly carried: ReadonlyMap<string, string>;
}

/** Every table of the schema once, by name. */
export function nodesOf(drawn: Drawn): PlanNodes {
  const { schema, plan } = drawn;
  const names = new Set([...Object.keys(schema.tables), ...plan.outline.steps.map(({ table }) => table)]);
  const nodes = [...names].sort(byCodeUnit).map((table) => nodeOf(table, drawn));
  return { nodes, carried: carriedOf(plan, nodes) };
}

function nodeOf(table: string, drawn: Drawn): Node {
  const { plan, schema, links } = drawn;
  const actions = [
    ...stepActions(table, drawn),
    ...keptActions(table, drawn),
    ...sharedActions(table, drawn),
    ...effectActions(table, drawn),
  ];
  const findings = plan.findings.filter((finding) => finding.table === table);
  const predicates = [
    ...plan.outline.steps
      .filter((step) => step.table === table && step.kind !== 'detach')
      .map(({ predicate }) => predicate),
    ...plan.outline.kept.filter((kept) => kept.table === table).map(({ predicate }) => predicate),
    ...plan.outline.steps
      .filter((step) => step.table === table && step.kind === 'detach')
      .map(({ predicate }) => predicate),
  ];
  const [hung = []] = table === drawn.table ? [] : predicates.map((each) => waysOf(table, each, { schema, links }));
  const ways = [...ownerWays(table, plan), ...hung];
  return { table, ...fate(table, actions, findings, drawn), actions, ways: distinct(ways), findings };
}

function fate(
  table: string,
  actions: readonly Action[],
  findings: readonly Finding[],
  { plan }: Drawn,
): Pick<Node, 'tone' | 'rows'> {
  const done = actions.filter(({ tone }) => tone !== 'ignore');
  // Rows whose link is cut first go afterwards, most often: they are the same rows.
  const others = done.filter(({ tone }) => tone !== 'detach');
  const main = (others.length > 0 ? others : done).toSorted((a, b) => (b.rows ?? 0) - (a.rows ?? 0));
  const rows = main.some((action) => action.rows !== null)
    ? main.reduce((sum, action) => sum + (action.rows ?? 0), 0)
    : null;
  return { tone: toneOf(main[0], findings, stays(table, plan)), rows };
}

function toneOf(main: Action | undefined, findings: readonly Finding[], whole: boolean): Tone {
  if (findings.some(asksAboutTable)) return 'undecided';
  if (main !== undefined) return whole ? 'keep' : main.tone;
  return findings.some(({ code }) => code === 'UNREACHED' || code === 'RULE_UNREACHED') ? 'unreached' : 'ignore';
}

/** All of its rows stay as they are, but for links that are cut. */
function stays(table: string, { outline }: Plan): boolean {
  const changed = outline.steps.some((step) => step.table === table && step.kind !== 'detach');
  return !changed && outline.kept.some((kept) => kept.table === table);
}

function stepActions(table: string, { plan }: Drawn): readonly Action[] {
  return plan.outline.steps.flatMap((step, at) =>
    step.table === table
      ? [{ tone: step.kind, rows: counted(plan, plan.counts.steps[at]), words: stepWords(step) }]
      : [],
  );
}

function stepWords(step: Step): string {
  const number = `step ${step.no}`;
  if (step.kind === 'detach') return `${number}: ${cutWords(step)}`;
  if (step.kind === 'anonymise') return `${number}: anonymise ${Object.keys(step.columns).join(', ')}`;
  if (step.carriedBy === null) return `${number}: delete`;
  return `${number}: goes with ${step.carriedBy}${step.leftovers ? ', and what is left of it' : ''}`;
}

function keptActions(table: string, { plan }: Drawn): readonly Action[] {
  const emptied = plan.outline.steps.some((step) => step.table === table && step.kind === 'anonymise');
  return plan.outline.kept.flatMap((kept, at) => {
    if (kept.table !== table) return [];
    const count = plan.counts.kept[at];
    const until = count?.until == null ? 'for good' : `until ${count.until}`;
    // Emptied rows are among the kept ones, and are counted already.
    const rows = emptied ? null : counted(plan, count?.rows);
    return [{ tone: emptied ? 'ignore' : 'keep', rows, words: `stays ${until}: ${kept.reason}` } as const];
  });
}

/** Rows of others as much as of the subject, which stay. */
function sharedActions(table: string, { plan }: Drawn): readonly Action[] {
  const at = (plan.outline.owned ?? []).findIndex((each) => each.table === table);
  const rows = at === -1 ? null : counted(plan, plan.counts.owned?.[at]);
  if (rows === null || rows === 0) return [];
  const words = `${rows.toLocaleString('en-US')} more stay: others refer to them too`;
  return [{ tone: 'ignore', rows: null, words }];
}

/** From owned rows to those that own them: found by their owners, they refer to nobody. */
function ownerWays(table: string, { outline }: Plan): readonly Way[] {
  return outline.steps.flatMap((step) =>
    step.kind === 'delete'
      ? (step.owns ?? [])
          .filter((owns) => owns.table === table)
          .map(({ columns, toColumns }) => ({
            to: step.table,
            columns: toColumns,
            name: `owned by ${columns.join(', ')}`,
          }))
      : [],
  );
}

function effectActions(table: string, { plan }: Drawn): readonly Action[] {
  return plan.outline.effects.flatMap((effect, at) => {
    if (effect.table !== table) return [];
    const rows = counted(plan, plan.counts.effects[at]);
    const times = rows === null ? '' : `, for ${rows.toLocaleString('en-US')}`;
    return [
      { tone: 'ignore', rows: null, words: `* ${effect.name}@${effect.version} ${effect.order}${times}` } as const,
    ];
  });
}

/** Where the rows cannot be read, nothing was counted: a nought would be a lie. */
function counted({ findings }: Plan, rows: number | undefined): number | null {
  if (findings.some(({ code }) => code === 'ROWS_HIDDEN' || code === 'PRIVILEGE_MISSING')) return null;
  return found(rows, 'a part of the plan without a count');
}

function distinct(ways: readonly Way[]): readonly Way[] {
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
}

function carriedOf({ outline }: Plan, nodes: readonly Node[]): ReadonlyMap<string, string> {
  const plain = new Map(nodes.map((node) => [node.table, node.actions.length === 1 && node.tone === 'delete']));
  const heads = outline.steps.flatMap((step) =>
    step.kind === 'delete' && step.carriedBy !== null && plain.get(step.table) === true
      ? [[step.table, step.carriedBy] as const]
      : [],
  );
  const carried = new Map(heads);
  // A head that is carried itself would be drawn nowhere.
  return new Map(heads.filter(([, head]) => !carried.has(head)));
}
