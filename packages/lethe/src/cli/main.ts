import { Command, CommanderError } from 'commander';
import { version } from '../service/version.ts';
import { exit } from './command.ts';
import { applyCommand } from './commands/apply.ts';
import { cancelCommand } from './commands/cancel.ts';
import { checkCommand } from './commands/check.ts';
import { confirmCommand } from './commands/confirm.ts';
import { devCommand } from './commands/dev.ts';
import { doctorCommand } from './commands/doctor.ts';
import { holdCommand } from './commands/hold.ts';
import { initCommand } from './commands/init.ts';
import { keyCommand } from './commands/key.ts';
import { mapCommand } from './commands/map.ts';
import { migrateCommand } from './commands/migrate.ts';
import { pauseCommand } from './commands/pause.ts';
import { planCommand } from './commands/plan.ts';
import { releaseCommand } from './commands/release.ts';
import { requestCommand } from './commands/request.ts';
import { resumeCommand } from './commands/resume.ts';
import { serveCommand } from './commands/serve.ts';
import { statusCommand } from './commands/status.ts';
import { verifyCommand } from './commands/verify.ts';
import { waiveCommand } from './commands/waive.ts';
import { workerCommand } from './commands/worker.ts';

/** A command adds itself to the program and hands its exit code to `done`. */
export type AddCommand = (program: Command, done: (code: number) => void) => void;

const commands: readonly AddCommand[] = [
  initCommand,
  mapCommand,
  checkCommand,
  planCommand,
  applyCommand,
  requestCommand,
  confirmCommand,
  cancelCommand,
  statusCommand,
  holdCommand,
  releaseCommand,
  pauseCommand,
  resumeCommand,
  waiveCommand,
  keyCommand,
  verifyCommand,
  migrateCommand,
  serveCommand,
  workerCommand,
  devCommand,
  doctorCommand,
];

/** The whole command line. Answers the exit code: 0 done, 1 error, 3 blocked or stale (plan: 2 with --detailed-exitcode). */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = exit.done;
  // Whoever reads has seen enough (`| head`): that ends the talking, not the work.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const program = new Command('lethe')
    .description(
      'Deletes a tenant, account or person from your own PostgreSQL: exact plans, crash-proof runs, signed proof.',
    )
    .version(version())
    .showHelpAfterError('See lethe <command> --help.')
    .exitOverride();
  for (const add of commands) {
    add(program, (result) => {
      code = result;
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Help and version are not errors; a wrong option has been explained on stderr already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.error;
    throw error;
  }
  return code;
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
