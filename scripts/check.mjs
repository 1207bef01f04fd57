// Every check of the project, one after the other. All are run, so that one call shows everything there is to mend;
// what a check has to say is shown only when it failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each is a script of package.json, to be run by itself while mending. */
const checks = [
  'check:format',
  'check:lint',
  'check:types',
  'check:pure',
  'check:unused',
  'check:direction',
  'check:duplication',
];

const failed = [];
for (const check of checks) {
  const begun = performance.now();
  const { status, error, stdout, stderr } = spawnSync('npm', ['run', '--silent', check], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(check);
  console.log(error === undefined ? `${stdout}${stderr}` : `npm could not be started: ${error.message}`);
}
console.log(failed.length === 0 ? `All ${checks.length} checks passed.` : `Failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
