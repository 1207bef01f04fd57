// Does the worker's memory grow with the subject? The largest resident set of a `lethe apply` process, for three sizes.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Databases } from './databases.ts';

const bin = fileURLToPath(new URL('../packages/lethe/bin/lethe.mjs', import.meta.url));
const config = fileURLToPath(new URL('./config', import.meta.url));
const sizes = [100_000, 500_000, 2_000_000];

export async function memoryQuestion(on: Databases): Promise<void> {
  for (const rowsPerWorkspace of sizes) {
    const template = await on.template({ workspaces: 2, rowsPerWorkspace, layout: 'clustered' });
    const url = await on.copy(template, 'bench_lethe');
    const peakMb = await peakOfApply(url);
    console.log(
      `memory: a worker deleting ${rowsPerWorkspace.toLocaleString('en-US')} rows peaks at ${Math.round(peakMb)} MB`,
    );
  }
}

async function peakOfApply(url: string): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lethe-bench-'));
  const args = [
    'apply',
    'workspace:1',
    '--confirm',
    'workspace:1',
    '--config',
    config,
    '--certificate',
    join(dataDir, 'certificate.note'),
  ];
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, CRM_DATABASE_URL: url, LETHE_DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  let peakKb = 0;
  const look = setInterval(() => {
    // The kernel's own high-water mark, so nothing between two looks is missed. Gone with the process: then the last look counts.
    readFile(`/proc/${child.pid}/status`, 'utf8').then(
      (status) => {
        peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1] ?? 0));
      },
      () => clearInterval(look),
    );
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(look);
  await rm(dataDir, { recursive: true });
  if (code !== 0) throw new Error(`lethe apply ended with ${code}`);
  return peakKb / 1024;
}
