// A worker of its own process, to be killed: applies a subject or goes on with a run, and says on stdout what it does.
import { apply, carryOutRun } from '../../src/service/apply.ts';
import { openLethe } from '../../src/service/lethe.ts';

const [url = '', dataDir = '', target = '', config = ''] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const { signal } = new AbortController();
const observer = {
  phase: (phase: string) => say({ phase }),
  batch: ({ table }: { table: string }) => say({ batch: table }),
};

await using lethe = await openLethe({
  config,
  databaseUrl: url,
  env: { LETHE_DATA_DIR: dataDir },
  cwd: dataDir,
});
try {
  const result = target.startsWith('run_')
    ? await carryOutRun(lethe, target, { signal, observer })
    : await apply(lethe, { planFile: null, subject: target, confirm: target, signal, observer });
  say({ result: result.status, findings: result.findings });
} catch (error) {
  say({ error: error instanceof Error && 'code' in error ? error.code : String(error) });
}
