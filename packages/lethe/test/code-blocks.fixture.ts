import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface CodeBlock {
  readonly path: string;
  /** Of the opening fence. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the block must exit with: `sh exit=3`. */
  readonly exit: number;
}

const checkout = new URL('../../../', import.meta.url);

/** Every document of the project, but for the decisions, which hold no commands. */
export async function documents(): Promise<{ path: string; text: string }[]> {
  const inDocs = (await readdir(new URL('docs', checkout), { recursive: true })).filter((name) => name.endsWith('.md'));
  const paths = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...inDocs.sort().map((name) => `docs/${name}`)];
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(fileURLToPath(new URL(path, checkout)), 'utf8') })),
  );
}

export function codeBlocks(path: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)(?: exit=(\d+))?\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', exit = '0', body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return { path, line, language, text: body, exit: Number(exit) };
  });
}
