import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import { type CodeBlock, fileNameOf } from './code-blocks.fixture.ts';
import { type At, readersPath, shell, vendorStub } from './reader.fixture.ts';

/** What a reader of the guides has after `npm start`: the sample CRM's database, Lethe over it, and a folder to write in. */
export interface GuideService extends AsyncDisposable {
  readonly url: string;
  readonly operatorKey: string;
  shell(text: string): Promise<{ code: number | null; output: string }>;
  sql(text: string): Promise<void>;
  /** Signed by the example of the guides itself, which an earlier block has put into the folder. */
  tokenFor(email: string): Promise<string>;
  mails(): Promise<readonly Mail[]>;
  /** What Lethe said, for whoever has to find out why a block failed. */
  news(): string;
}

const mail = z.object({ to: z.string(), subject: z.string(), text: z.string() });
export type Mail = z.infer<typeof mail>;

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** Blocks that name themselves are files of the reader's folder. */
export async function startGuideService(databaseUrl: string, blocks: readonly CodeBlock[]): Promise<GuideService> {
  await using open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lethe-guides-'));
  open.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const name of ['examples', 'packages', 'node_modules', 'package.json'])
    await symlink(join(checkout, name), join(folder, name));
  for (const block of blocks) {
    const name = fileNameOf(block);
    if (name !== null) await writeFile(join(folder, name), block.text);
  }
  const env = {
    PATH: readersPath,
    HOME: folder,
    CRM_DATABASE_URL: databaseUrl,
    CRM_VENDOR_URL: await vendorStub(open),
    LETHE_DATA_DIR: join(folder, '.lethe'),
    LETHE_HOST_JWKS_FILE: join(folder, 'host.jwks.json'),
    LETHE_BRAND: 'Sample CRM',
    LETHE_DEV_SMTP_PORT: '0',
    PORT: '0',
  };
  await filled(databaseUrl, env);
  const dev = started(['packages/lethe/bin/lethe.mjs', 'dev', '--json', '--config', 'examples/crm'], { folder, env });
  open.defer(() => ended(dev));
  const { service, operatorKey } = await placesOf(dev);
  const all = open.move();
  return {
    url: service,
    operatorKey,
    shell: (text) => shell(text, { folder, env: { ...env, LETHE_URL: service, LETHE_KEY: operatorKey } }),
    sql: (text) => runSql(databaseUrl, text),
    tokenFor: (email) => tokenFor(email, { folder, databaseUrl }),
    mails: async () => {
      const answer = await fetch(`${service}/dev/mailbox`, { headers: { accept: 'application/json' } });
      return z.object({ items: z.array(mail) }).parse(await answer.json()).items;
    },
    news: () => dev.said.join(''),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly said: string[];
}

function started(args: readonly string[], { folder, env }: At): Started {
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
    });
  return { child, said };
}

async function ended({ child }: Started): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 9_000);
  await closed;
  clearTimeout(late);
}

async function filled(databaseUrl: string, env: NodeJS.ProcessEnv): Promise<void> {
  const script = ['examples/crm/database/create.ts', '--database', databaseUrl, '--size', 'small'];
  const { child, said } = started(script, { folder: checkout, env });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(said.join(''));
}

const ready = z.object({ service: z.string(), operatorKey: z.string() });

async function placesOf({ child, said }: Started): Promise<z.infer<typeof ready>> {
  for (let waits = 0; waits < 600; waits += 1) {
    const text = said.join('');
    const printed = /^\{\n[\s\S]*?^\}$/m.exec(text)?.[0];
    if (printed !== undefined) return ready.parse(JSON.parse(printed));
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`lethe dev does not come up:\n${said.join('')}`);
}

async function runSql(databaseUrl: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Roles are the whole cluster's, and other files run in it.
    await client.query(`BEGIN;\n${text}\n${/create role/i.test(text) ? 'ROLLBACK' : 'COMMIT'};`);
  } finally {
    await client.end();
  }
}

const example = z.object({ hostToken: z.function({ input: [z.unknown()], output: z.promise(z.string()) }) });

async function tokenFor(email: string, at: { folder: string; databaseUrl: string }): Promise<string> {
  const client = new pg.Client({ connectionString: at.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM app.users WHERE email = $1', [email]);
  await client.end();
  const [person] = rows;
  if (person === undefined) throw new Error(`nobody has the address ${email}`);
  const { hostToken } = example.parse(await import(pathToFileURL(join(at.folder, 'host-token.ts')).href));
  return hostToken({ user: person.id, signedInAt: new Date(), keyFile: join(at.folder, 'host.key') });
}
