import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url));

test('npm start on ports that are in use names each, and begins nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = String(address !== null && typeof address === 'object' ? address.port : 0);
  const dataDir = join(tmpdir(), `lethe-start-${process.pid}`);
  const env = { ...process.env, PORT: taken, CRM_PORT: taken, LETHE_DEV_SMTP_PORT: taken, LETHE_DATA_DIR: dataDir };
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, [script], { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code, said: stdout + stderr }),
    );
  });
  server.close();
  expect(code, said).toBe(1);
  for (const name of ['PORT', 'CRM_PORT', 'LETHE_DEV_SMTP_PORT'])
    expect(said).toContain(`PORT_TAKEN: ${name}: port ${taken} is in use`);
  expect(said).not.toContain('Ready');
  expect(existsSync(dataDir)).toBe(false);
}, 30_000);
