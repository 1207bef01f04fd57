// Builds packages/lethe/dist, which is what a tarball ships: Node does not strip types under node_modules.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lethe = (path) => fileURLToPath(new URL(`../packages/lethe/${path}`, import.meta.url));

// A file that was renamed would otherwise stay in the tarball under its old name.
rmSync(lethe('dist'), { recursive: true, force: true });
const { status, error } = spawnSync('tsc', ['-p', 'packages/lethe/tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (error !== undefined) console.error(`tsc could not be started: ${error.message}; run this as npm run build`);
if (status === 0) cpSync(lethe('src/postgres/migrations'), lethe('dist/postgres/migrations'), { recursive: true });
process.exitCode = status ?? 1;
