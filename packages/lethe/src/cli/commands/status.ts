import pc from 'picocolors';
import { formatSubject } from '../../planner/subject.ts';
import { listRuns } from '../../postgres/run-list.ts';
import { failedEffects } from '../../postgres/waive.ts';
import { commandLine } from '../../service/backend/keys.ts';
import { requireMigrated } from '../../service/lethe.ts';
import { openBackend } from '../../service/open-backend.ts';
import { outcomesOf } from '../../service/outcome.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { count, rowsText } from '../output.ts';
import { showRequest } from '../request-output.ts';

export const statusCommand: AddCommand = (program, done) => {
  withCommon(program.command('status [id]'))
    .summary('show the runs, one run table by table, or one request')
    .action(async (id: string | undefined, options: CommonOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await requireMigrated(lethe);
          const { out } = context;
          if (id === undefined) {
            const { runs, killSwitch } = await listRuns(lethe.database);
            out.value({ killSwitch, runs });
            if (killSwitch) out.data(pc.red('The kill switch is engaged: nothing is deleted.'));
            for (const run of runs)
              out.data(
                `${run.run}  ${run.subject}  ${run.state}  ${run.phase}  ${rowsText(run.rows)}  ${run.createdAt}`,
              );
            if (runs.length === 0) out.data('No runs yet.');
            return exit.done;
          }
          if (id.startsWith('req_')) {
            const { requests } = await openBackend(lethe);
            return showRequest(out, await requests.load(commandLine, id));
          }
          const run = await lethe.control.load(id);
          const tables = outcomesOf(run, await lethe.control.receipts(id), run.counts);
          const effects = await lethe.control.effectCounts(id);
          const failed = await lethe.database.use((client) => failedEffects(client, id));
          const certificate = await lethe.control.certificate(id);
          const subject = formatSubject(run.subject);
          out.value({
            run: id,
            subject,
            state: run.state,
            phase: run.phase,
            digest: run.digest,
            attention: run.attention,
            createdAt: run.createdAt,
            startedAt: run.startedAt,
            finishedAt: run.finishedAt,
            tables,
            effects,
            failedEffects: failed,
            certificate: certificate?.id ?? null,
          });
          out.data(`${pc.bold(id)}  ${subject}  ${run.state}, phase ${run.phase}`);
          for (const { table, action, planned, rows } of tables)
            out.data(`  ${table.padEnd(28)} ${action.padEnd(10)} ${count(rows).padStart(12)} of ${count(planned)}`);
          for (const { effect, version, state, rows } of effects)
            out.data(`  ${`${effect}@${version}`.padEnd(28)} ${state.padEnd(10)} ${count(rows).padStart(12)}`);
          for (const { entry, effect, version, attempts, error, nextAttemptAt } of failed) {
            const then = nextAttemptAt === null ? 'given up' : `next at ${nextAttemptAt}`;
            out.data(`    ${effect}@${version} entry ${entry}: ${error}, ${attempts} attempts, ${then}`);
          }
          for (const finding of run.attention)
            out.data(`${pc.red(finding.code)} ${finding.table}: ${finding.message}\n  ${finding.next}`);
          return exit.done;
        }),
      );
    });
};
