import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, documents, fileNameOf } from './code-blocks.fixture.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const blocks = (await documents()).flatMap(({ path, text }) => codeBlocks(path, text));

/**
 * What the compiler says of these blocks, each a module of its own, in one program under the strict options. Those of one
 * document lie together, so that one can import another by the name that is written in it.
 */
async function complaints(typescript: readonly CodeBlock[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-docs-types-'));
  try {
    await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'));
    for (const block of typescript) {
      const document = join(folder, block.path.replace(/\W+/g, '-'));
      await mkdir(document, { recursive: true });
      const name = fileNameOf(block) ?? `line-${block.line}.ts`;
      await writeFile(join(document, name), `${block.text}\nexport {};\n`);
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const options = {
      extends: join(checkout, 'tsconfig.base.json'),
      compilerOptions: { noUnusedLocals: false },
      include: ['**/*.ts'],
      exclude: ['node_modules'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(checkout, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', folder]);
    return '';
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('code blocks of the documents', () => {
  it('name a language that is checked, or text; calls and messages are in guides', () => {
    const known = (path: string): readonly string[] =>
      path.startsWith('docs/guides/')
        ? ['ts', 'sh', 'sql', 'http', 'json', 'mail', 'text']
        : ['ts', 'sh', 'sql', 'text'];
    const strange = blocks.filter(({ path, language }) => !known(path).includes(language));
    expect(strange.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
  });

  it('in TypeScript compile', async () => {
    const typescript = blocks.filter(({ language }) => language === 'ts');
    expect(typescript.length).toBeGreaterThan(10);
    expect(await complaints(typescript)).toBe('');
  }, 60_000);

  it('in TypeScript are refused when they name what does not exist', async () => {
    const wrong = { path: 'planted.md', line: 1, language: 'ts', text: "import { keeep } from 'lethe';" };
    expect(await complaints([{ ...wrong, exit: 0, status: 200, to: '' }])).toContain('keeep');
  }, 60_000);
});
