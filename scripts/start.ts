// npm start — the sample CRM and Lethe beside it, with everything they need, from one terminal: `lethe dev` (PostgreSQL,
// service, worker, mailbox) and the CRM with its vendor. Ctrl-C ends all of it; what is in .lethe/ stays for the next time.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const dataDir = process.env['LETHE_DATA_DIR'] ?? join(checkout, '.lethe');
const port = Number(process.env['PORT'] ?? 4100);
const crmPort = Number(process.env['CRM_PORT'] ?? 4101);
const urlFile = join(dataDir, 'url');

const vendorPort = Number(process.env['CRM_VENDOR_PORT'] ?? (await freePort()));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  LETHE_DATA_DIR: dataDir,
  LETHE_BRAND: 'Sample CRM',
  LETHE_MAIL_FROM: 'Sample CRM <deletions@crm.test>',
  LETHE_HOST_JWKS_FILE: join(dataDir, 'keys', 'host-session.jwks.json'),
  LETHE_URL: `http://127.0.0.1:${port}`,
  CRM_VENDOR_PORT: String(vendorPort),
  CRM_VENDOR_URL: `http://127.0.0.1:${vendorPort}`,
};

const ending = new AbortController();
const children: ChildProcess[] = [];
// The terminal sends Ctrl-C to all of us; a signal to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => endAll());

// Another npm start would answer in our place, and what is said below would be about that one.
if (await somePortIsTaken()) process.exit(1);

const before = existsSync(urlFile) ? readFileSync(urlFile, 'utf8') : '';
const started = performance.now();
begin('lethe', 'packages/lethe/bin/lethe.mjs', ['dev', '--config', join(checkout, 'examples', 'crm')]);
const databaseUrl = process.env['CRM_DATABASE_URL'] ?? (await embeddedUrl());
if (databaseUrl !== null && (await filled(databaseUrl))) {
  begin('vendor', 'examples/crm/vendor/main.ts', [], { CRM_DATABASE_URL: databaseUrl });
  begin('crm', 'examples/crm/app/main.ts', [], { CRM_DATABASE_URL: databaseUrl });
  if (await ready()) sayWhatToTry();
}
await Promise.all(children.map((child) => exited(child)));

function begin(name: string, file: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): void {
  const child = spawn(process.execPath, [join(checkout, file), ...args], {
    env: { ...env, ...more },
    cwd: checkout,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  child.on('exit', (code, signal) => {
    if (!ending.signal.aborted && code !== 0) {
      console.error(`${name} ended with ${code ?? signal}; ending the rest.`);
      process.exitCode = 1;
    }
    endAll();
  });
}

/** At the first start; later the data is as it was left. */
async function filled(url: string): Promise<boolean> {
  const script = join(checkout, 'examples/crm/database/create.ts');
  const child = spawn(process.execPath, [script, '--database', url, '--keep'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await exited(child);
  return child.exitCode === 0;
}

function endAll(): void {
  if (ending.signal.aborted) return;
  ending.abort();
  for (const child of children) child.kill('SIGINT');
}

/** Written by `lethe dev` when PostgreSQL answers. */
async function embeddedUrl(): Promise<string | null> {
  while (!ending.signal.aborted) {
    const url = existsSync(urlFile) ? readFileSync(urlFile, 'utf8').trim() : '';
    if (url !== '' && (url !== before.trim() || (await answers(url)))) return url;
    await sleep(50);
  }
  return null;
}

async function answers(url: string): Promise<boolean> {
  const { connect } = await import('node:net');
  const { hostname, port: at } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(at), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).once('connect', () => socket.end());
  });
}

async function ready(): Promise<boolean> {
  const places = [`http://127.0.0.1:${port}/readyz`, `http://127.0.0.1:${crmPort}/readyz`];
  while (!ending.signal.aborted) {
    const answered = await Promise.all(
      places.map((place) =>
        fetch(place).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    if (answered.every(Boolean)) return true;
    await sleep(50);
  }
  return false;
}

function sayWhatToTry(): void {
  console.log(`
Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.

  1. Sign in at http://127.0.0.1:${crmPort} as owner@acme.test and open Settings.
  2. Delete the account. The message with the link is in http://127.0.0.1:${port}/dev/mailbox
  3. Confirm. Nothing is deleted yet: seven days of grace begin, and the CRM says until when.
  4. Advance the clock by eight days at http://127.0.0.1:${port}/dev/clock and watch the mailbox.

Ctrl-C ends everything.`);
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
  });
}

async function somePortIsTaken(): Promise<boolean> {
  const wanted = [
    ['PORT', port, process.env['HOST'] ?? '127.0.0.1'],
    ['CRM_PORT', crmPort, '127.0.0.1'],
    ['LETHE_DEV_SMTP_PORT', Number(process.env['LETHE_DEV_SMTP_PORT'] ?? 4125), '127.0.0.1'],
  ] as const;
  let taken = false;
  for (const [name, at, host] of wanted) {
    const code = await portFault(at, host);
    if (code === null) continue;
    taken = true;
    console.error(
      code === 'EADDRINUSE'
        ? `PORT_TAKEN: ${name}: port ${at} is in use, perhaps by another npm start. Stop that, or set ${name} to a free one.`
        : `${name}: ${at} cannot be used (${code}). Set ${name} to a free port.`,
    );
  }
  return taken;
}

/** null: it can be listened at. */
function portFault(at: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', (error) => resolve('code' in error ? String(error.code) : error.name));
    try {
      server.listen(at, host, () => server.close(() => resolve(null)));
    } catch {
      resolve('no port');
    }
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
