import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL('..', import.meta.url));
const checkout = fileURLToPath(new URL('../../..', import.meta.url));

interface Installed {
  /** A project that has the tarball, unpacked, in its node_modules. */
  readonly project: string;
  readonly lethe: string;
  readonly files: readonly string[];
}

/**
 * What `npm install <tarball>` gives, without a network: built into a copy (a build in the checkout would be seen by
 * whoever works there), packed by npm, unpacked under a real node_modules, with the checkout's own dependencies beside.
 */
async function install(folder: string): Promise<Installed> {
  const copy = join(folder, 'copy');
  await mkdir(copy);
  for (const name of ['bin', 'package.json', 'LICENSE'])
    await cp(join(packageDir, name), join(copy, name), { recursive: true });
  const options = ['-p', join(packageDir, 'tsconfig.build.json'), '--outDir', join(copy, 'dist')];
  await run(process.execPath, [join(checkout, 'node_modules/typescript/bin/tsc'), ...options]).catch(
    (cause: unknown) => {
      const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
      throw new Error(`the package does not build:\n${said}`, { cause });
    },
  );
  await cp(join(packageDir, 'src/postgres/migrations'), join(copy, 'dist/postgres/migrations'), { recursive: true });
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: copy });
  const [tarball]: { filename: string; files: { path: string }[] }[] = JSON.parse(packed.stdout);
  if (tarball === undefined) throw new Error('npm packed nothing');

  const project = join(folder, 'project');
  const modules = join(project, 'node_modules');
  const lethe = join(modules, 'lethe');
  await mkdir(lethe, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball.filename), '-C', lethe, '--strip-components=1']);
  await linkDependencies(modules);
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  return { project, lethe, files: tarball.files.map(({ path }) => path) };
}

/** All that stands in the checkout's node_modules but lethe itself, whatever of it is a link there. */
async function linkDependencies(modules: string): Promise<void> {
  const source = join(checkout, 'node_modules');
  for (const name of await readdir(source)) {
    if (name === 'lethe' || name.startsWith('.')) continue;
    await symlink(join(source, name), join(modules, name));
  }
}

// A Node that is too old for the tests is not the one that runs the package.
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
};

describe('the packed tarball', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-packed-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const { project, lethe, files } = await install(folder);
  const node = (...args: string[]) => run(process.execPath, args, { cwd: project, env: environment });

  it('holds what is built, and neither sources nor tests', () => {
    expect(files).toContain('dist/index.js');
    expect(files).toContain('dist/index.d.ts');
    expect(files).toContain('dist/postgres/migrations/001-lethe.sql');
    expect(files).toContain('bin/lethe.mjs');
    expect(files).toContain('LICENSE');
    expect(files.filter((path) => path.startsWith('src/') || /\.(test|fixture)\./.test(path))).toEqual([]);
  });

  it('has a bin that runs', async () => {
    const { stdout } = await node(join(lethe, 'bin/lethe.mjs'), '--version');
    const { version }: { version: string } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
    expect(stdout.trim()).toBe(version);
  });

  it.each(['lethe', 'lethe/verify', 'lethe/testing'])('can be imported as %s, from dist', async (name) => {
    const script = `const all = await import('${name}'); console.log(import.meta.resolve('${name}'), Object.keys(all).length)`;
    const { stdout } = await node('--input-type=module', '--eval', script);
    expect(stdout).toMatch(/node_modules\/lethe\/dist\/\S+\.js [1-9]/);
  });

  it('lets a lethe.config.ts of the project import lethe, and says what is wrong with its setting', async () => {
    const config = `import { defineConfig, postgres, subject } from 'lethe';
      const stores = { main: postgres({ url: 'NO_SUCH_VARIABLE', schemas: ['app'] }) };
      export default defineConfig({ stores, subjects: { workspace: subject('app.workspaces', {}) } });`;
    await writeFile(join(project, 'lethe.config.ts'), config);
    const env = { ...environment, DATABASE_URL: '' };
    const failed = await run(process.execPath, [join(lethe, 'bin/lethe.mjs'), 'doctor'], { cwd: project, env }).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('SETTING_MISSING') });
  });
});
