import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockFile } from './embedded-lock.ts';

const folder = await mkdtemp(join(tmpdir(), 'lethe-lock-'));
afterAll(() => rm(folder, { recursive: true }));

test('a lock that is held is not given again until it is released', async () => {
  const path = join(folder, 'held');
  const first = await lockFile(path, { waitMs: 0 });
  await expect(lockFile(path, { waitMs: 50 })).rejects.toMatchObject({ code: 'EMBEDDED_POSTGRES' });
  first[Symbol.dispose]();
  using _second = await lockFile(path, { waitMs: 0 });
});

test('a lock whose holder is killed is free at once', async () => {
  const path = join(folder, 'killed');
  const script = `
    import { lockFile } from ${JSON.stringify(new URL('./embedded-lock.ts', import.meta.url).href)};
    const lock = await lockFile(${JSON.stringify(path)}, { waitMs: 0 });
    process.stdout.write('held');
    setInterval(() => lock, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  await expect(lockFile(path, { waitMs: 0 })).rejects.toMatchObject({ code: 'EMBEDDED_POSTGRES' });
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
  using _lock = await lockFile(path, { waitMs: 0 });
});

test('waiting for a lock ends when its signal is aborted', async () => {
  const path = join(folder, 'aborted');
  using _held = await lockFile(path, { waitMs: 0 });
  await expect(lockFile(path, { waitMs: 60_000, signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout');
});

test('a folder that cannot be written to is a coded failure', async () => {
  const locking = lockFile(join(folder, 'missing', 'lock'), { waitMs: 0 });
  await expect(locking).rejects.toMatchObject({ code: 'EMBEDDED_POSTGRES' });
});
