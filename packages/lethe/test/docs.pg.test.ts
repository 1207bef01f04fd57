import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { postgresVersion, testDatabase } from '../src/testing/vitest-database.ts';
import { type CodeBlock, codeBlocks, documents, fileNameOf } from './code-blocks.fixture.ts';

/**
 * The commands and statements of the documents, run as they stand, in this order: the tutorial fills the database and
 * leaves the certificate that others look at.
 */
const order = ['docs/tutorial.md', 'README.md', 'docs/reference/certificate.md'];
const languages = ['sh', 'sql'];

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
/** The guides need a running service, and have a test of their own. */
const blocks = (await documents())
  .filter(({ path }) => !path.startsWith('docs/guides/'))
  .flatMap(({ path, text }) => codeBlocks(path, text));
const inOrder = order.flatMap((path) =>
  blocks.filter((block) => block.path === path && languages.includes(block.language)),
);

const database = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), 'lethe-docs-'));
const vendor = await vendorStub();
afterAll(async () => {
  vendor.closeAllConnections();
  vendor.close();
  await rm(folder, { recursive: true, force: true });
});

/** The reader's checkout, without anything that others have left in it. */
for (const name of ['examples', 'packages', 'scripts', 'node_modules', 'package.json'])
  await symlink(join(checkout, name), join(folder, name));
for (const block of blocks.filter(({ language }) => language === 'ts')) {
  const file = fileNameOf(block);
  if (block.path === 'README.md' && file !== null) await writeFile(join(folder, file), block.text);
}

async function vendorStub(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function environment(): NodeJS.ProcessEnv {
  const address = vendor.address();
  if (address === null || typeof address === 'string') throw new Error('the vendor has no port');
  return {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    CRM_DATABASE_URL: database.url,
    DATABASE_URL: database.url,
    CRM_VENDOR_URL: `http://127.0.0.1:${address.port}`,
    // What certificate.md calls the salt that somebody was given.
    salt_hex: 'ab'.repeat(32),
  };
}

async function shell(text: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const add = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, output };
}

async function runBlock(block: CodeBlock): Promise<void> {
  if (block.language === 'sh') {
    const { code, output } = await shell(block.text);
    expect(code, output).toBe(block.exit);
    return;
  }
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    // Roles are the whole cluster's; everything else a document creates is used by what follows.
    const keep = !/create role/i.test(block.text);
    await client.query(`BEGIN;\n${block.text}\n${keep ? 'COMMIT' : 'ROLLBACK'};`);
  } finally {
    await client.end();
  }
}

// Once is enough: what differs between versions of PostgreSQL is tested where it differs.
describe.runIf(postgresVersion() === 18)('the commands and statements of the documents', () => {
  it('are all in documents that this test knows the order of', () => {
    const with_ = new Set(blocks.filter(({ language }) => languages.includes(language)).map(({ path }) => path));
    expect([...with_].sort()).toEqual([...order].sort());
  });

  it.each(inOrder.map((block) => [`${block.path}:${block.line}`, block] as const))(
    '%s works as it stands',
    async (_, block) => {
      await runBlock(block);
    },
    60_000,
  );
});
