import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { postgresVersion, testDatabase } from '../src/testing/vitest-database.ts';
import { type CodeBlock, codeBlocks, documents, fileNameOf } from './code-blocks.fixture.ts';
import { readersPath, shell, vendorStub } from './reader.fixture.ts';

/**
 * The commands and statements of the documents, run as they stand, in this order: the tutorial fills the database and
 * leaves the certificate that others look at.
 */
const order = ['docs/tutorial.md', 'README.md', 'docs/reference/certificate.md', 'docs/your-own-schema.md'];
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
const open = new AsyncDisposableStack();
open.defer(() => rm(folder, { recursive: true, force: true }));
afterAll(() => open.disposeAsync());

/** The reader's checkout, without anything that others have left in it. */
for (const name of ['examples', 'packages', 'scripts', 'node_modules', 'package.json'])
  await symlink(join(checkout, name), join(folder, name));
for (const block of blocks.filter(({ language }) => language === 'ts')) {
  const file = fileNameOf(block);
  if (block.path === 'README.md' && file !== null) await writeFile(join(folder, file), block.text);
}

const environment: NodeJS.ProcessEnv = {
  PATH: readersPath,
  HOME: folder,
  CRM_DATABASE_URL: database.url,
  DATABASE_URL: database.url,
  CRM_VENDOR_URL: await vendorStub(open),
  // What certificate.md calls the salt that somebody was given.
  salt_hex: 'ab'.repeat(32),
};

async function runBlock(block: CodeBlock): Promise<void> {
  if (block.language === 'sh') {
    const { code, output } = await shell(block.text, { folder, env: environment });
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
