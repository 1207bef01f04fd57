import pc from 'picocolors';
import type { Finding } from '../../planner/finding.ts';
import type { Plan } from '../../planner/plan.ts';
import { shape } from '../../planner/shape.ts';
import { formatSubject, parseSubject } from '../../planner/subject.ts';
import { makePlan } from '../../service/make-plan.ts';
import { planFileOf, writePlanFile } from '../../service/plan-file.ts';
import { writePlanGraph } from '../../service/plan-graph.ts';
import { rehearsal } from '../../service/rehearsal.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { type Output, rowsText } from '../output.ts';

interface PlanOptions extends CommonOptions {
  readonly out?: string;
  readonly graph?: string;
  readonly detailedExitcode?: boolean;
  readonly rehearse?: boolean;
}

export const planCommand: AddCommand = (program, done) => {
  withCommon(program.command('plan <kind:key>'))
    .summary('show exactly what deleting a subject would do; writes nothing to the database')
    .option('--out <file>', 'write the plan, to be reviewed and applied')
    .option('--graph <file>', 'draw the plan as well, as an SVG')
    .option('--rehearse', 'try the steps as well, in a transaction that is rolled back')
    .option('--detailed-exitcode', 'exit 2 when there is something to delete')
    .addHelpText('before', 'Example: lethe plan workspace:42 --out plan.json\n')
    .action(async (text: string, options: PlanOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          const subject = parseSubject(text);
          const { plan: made, schema } = await makePlan(lethe, subject);
          if (options.out !== undefined) await writePlanFile(options.out, made);
          const tried = options.rehearse === true ? await rehearsal(lethe, made) : [];
          const plan = { ...made, findings: [...made.findings, ...tried] };
          if (options.graph !== undefined) await writePlanGraph(options.graph, lethe, { plan, schema });
          context.out.value(planFileOf(plan));
          printPlan(context.out, plan, { file: options.out, store: lethe.loaded.store.name });
          if (plan.findings.length > 0) return exit.blocked;
          return options.detailedExitcode === true && plan.rows > 0 ? exit.toDelete : exit.done;
        }),
      );
    });
};

const symbols = { delete: '-', anonymise: '~', detach: '>' } as const;

function printPlan(out: Output, plan: Plan, { file, store }: { file: string | undefined; store: string }): void {
  const { outline, counts } = plan;
  const shown = shape(plan);
  const width = Math.max(
    10,
    ...shown.steps.map(({ table }) => table.length),
    ...shown.kept.map(({ table }) => table.length),
  );
  const row = (symbol: string, table: string, rows: number, text: string): string =>
    `  ${symbol} ${table.padEnd(width)} ${rowsText(rows, 12)}   ${text}`;
  out.data(
    pc.bold(`Plan ${plan.digest.slice(0, 8)} for ${formatSubject(outline.subject)}`) +
      pc.dim(
        `   store ${store} · policy ${outline.policyHash.slice(0, 8)} · schema ${outline.schemaFingerprint.slice(0, 8)}`,
      ),
  );
  for (const step of shown.steps)
    out.data(row(symbols[step.kind], step.table, step.rows, `${step.kind.padEnd(10)} ${pc.dim(step.why)}`));
  for (const kept of shown.kept)
    out.data(row('!', kept.table, kept.rows, `keep       until ${kept.until ?? 'for good'} (${kept.reason})`));
  for (const { table, because, unlessFound } of outline.ignored) {
    const looked = unlessFound === true ? 'looked through; ' : '';
    out.data(`  . ${table.padEnd(width)} ${' '.repeat(12)}        ignored    ${pc.dim(`${looked}${because}`)}`);
  }
  outline.effects.forEach((effect, at) => {
    out.data(
      row(
        '*',
        `${effect.name}@${effect.version}`,
        counts.effects[at] ?? 0,
        `effect     ${effect.order} the rows of ${effect.table} go`,
      ),
    );
  });
  for (const text of warningTexts(plan.warnings)) out.talk(text);
  for (const finding of plan.findings)
    out.talk(`${pc.red(`finding ${finding.code}`)} ${finding.table}: ${finding.message}\n  ${finding.next}`);
  out.data(pc.bold(summary(plan)));
  if (plan.findings.length > 0) out.talk('This plan is blocked: settle the findings, then plan again.');
  else
    out.talk(
      `To run exactly this plan: lethe apply ${file ?? formatSubject(outline.subject)} --confirm ${formatSubject(outline.subject)}`,
    );
}

function summary(plan: Plan): string {
  const tables = new Set(plan.outline.steps.map(({ table }) => table)).size;
  const parts = [`${rowsText(plan.rows)} in ${tables} table${tables === 1 ? '' : 's'}`];
  if (plan.outline.kept.length > 0) parts.push(`${plan.outline.kept.length} kept`);
  if (plan.outline.effects.length > 0) parts.push(`${plan.outline.effects.length} effects`);
  parts.push(`${plan.findings.length} problem${plan.findings.length === 1 ? '' : 's'}`);
  return parts.join(' · ');
}

/** Warnings of one code stand together; many of them are one line, so that the others are seen. */
function warningTexts(warnings: readonly Finding[]): string[] {
  const byCode = Map.groupBy(warnings, ({ code }) => code);
  return [...byCode].flatMap(([code, same]) => {
    const [first] = same;
    if (same.length > 3 && first !== undefined) {
      const tables = [...new Set(same.map(({ table }) => table))].join(', ');
      return [`${pc.yellow(`warning ${code}`)} in ${tables}. The first: ${first.message}\n  ${first.next}`];
    }
    return same.map(({ message, next }) => `${pc.yellow(`warning ${code}:`)} ${message}\n  ${next}`);
  });
}
