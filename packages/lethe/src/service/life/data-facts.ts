import type { RunRecord } from '../../engine/control.ts';
import { LetheError } from '../../errors.ts';
import type { NoticeFacts, ResidualFact } from '../../mail/notice-facts.ts';
import type { Plan } from '../../planner/plan.ts';
import { spineReason } from '../../planner/residuals.ts';
import { runsOf } from '../../postgres/request-now.ts';
import type { Moment, Request } from '../../requests/request.ts';
import { makePlan } from '../make-plan.ts';
import { outcomesOf, type TableOutcome } from '../outcome.ts';
import { policyOfTarget } from './authority.ts';
import type { Life } from './life-context.ts';

/** What messages say about the rows themselves. */
export type DataFacts = Pick<NoticeFacts, 'deleted' | 'rowsDeleted' | 'residuals' | 'certificate'> & {
  readonly rowsPlanned: number | null;
};

export const noData: DataFacts = {
  deleted: [],
  rowsDeleted: null,
  residuals: [],
  certificate: null,
  rowsPlanned: null,
};

/** Before the start, from a plan of now; afterwards, from what the runs planned and did. */
export async function dataFacts(life: Life, request: Request): Promise<DataFacts> {
  const own = ownTables(life, request);
  const { database, control } = life.lethe;
  const ids = await database.use((client) => runsOf(client, request.id));
  if (ids.length === 0) return request.digest === null ? factsOfPlans(await plansNow(life, request), own) : noData;
  const runs: RunRecord[] = [];
  for (const id of ids) runs.push(await control.load(id));
  if (runs.some(({ state }) => state !== 'completed')) return factsOfPlans(runs, own);
  const tables: TableOutcome[] = [];
  for (const run of runs) tables.push(...outcomesOf(run, await control.receipts(run.id), run.counts));
  const [first] = ids;
  const certificate = ids.length === 1 && first !== undefined ? await control.certificate(first) : null;
  return { ...factsOfTables(tables, own), certificate: certificate?.id ?? null };
}

async function plansNow({ lethe }: Life, { targets }: Request): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const { subject } of targets) {
    try {
      plans.push((await makePlan(lethe, subject)).plan);
    } catch (error) {
      // Gone since: then nothing of it stays either.
      if (!(error instanceof LetheError) || error.code !== 'SUBJECT_UNKNOWN') throw error;
    }
  }
  return plans;
}

/** Of each target: the table whose row is the subject, and what that one is called. */
type OwnTables = ReadonlyMap<string, string>;

const ownTables = (life: Life, { targets }: Request): OwnTables =>
  new Map(
    targets.flatMap((target) => {
      const { table } = policyOfTarget(life, target);
      return table === null ? [] : [[table, target.subject.kind] as const];
    }),
  );

function factsOfPlans(plans: readonly Pick<Plan, 'outline' | 'counts'>[], own: OwnTables): DataFacts {
  const residuals = plans.flatMap(({ outline, counts }) =>
    outline.kept.map((entry, at): ResidualFact => {
      const { rows = 0, until = null } = counts.kept[at] ?? {};
      return residual({ ...entry, rows, until }, own);
    }),
  );
  const rowsPlanned = plans.flatMap(({ counts }) => counts.steps).reduce((sum, rows) => sum + rows, 0);
  return { ...noData, residuals: residuals.filter(someRows), rowsPlanned };
}

function factsOfTables(tables: readonly TableOutcome[], own: OwnTables): Omit<DataFacts, 'certificate'> {
  // Several targets have the same tables.
  const rowsOf = new Map<string, number>();
  for (const { table, action, rows } of tables)
    if (action === 'deleted' && rows > 0) rowsOf.set(table, (rowsOf.get(table) ?? 0) + rows);
  const deleted = [...rowsOf].map(([table, rows]) => ({ what: inWords(table), rows }));
  const residuals = tables.flatMap(({ table, reason = '', stays }) =>
    stays === undefined ? [] : [residual({ table, reason, ...stays }, own)],
  );
  const rowsDeleted = deleted.reduce((sum, { rows }) => sum + rows, 0);
  return { deleted, rowsDeleted, residuals: residuals.filter(someRows), rowsPlanned: null };
}

const someRows = ({ rows }: ResidualFact): boolean => rows !== 0;

interface Stays {
  readonly table: string;
  readonly rows: number;
  readonly reason: string;
  readonly until: string | null;
}

function residual({ table, rows, reason, until }: Stays, own: OwnTables): ResidualFact {
  const end = until === null ? null : noonOf(until);
  if (reason !== spineReason) return { what: inWords(table), rows, reason, until: end };
  const kind = own.get(table);
  const what = kind === undefined ? inWords(table) : `the ${kind} itself`;
  return { what: `${what}, emptied`, rows, reason: 'what is kept refers to it', until: end };
}

/** A day is a day, whatever the zone it is shown in: its noon is on that day from the Azores to New Zealand. */
const noonOf = (day: string): Moment => Date.parse(`${day.slice(0, 10)}T12:00:00Z`);

/** `app.phone_numbers`: phone numbers. */
const inWords = (table: string): string => table.slice(table.indexOf('.') + 1).replaceAll('_', ' ');
