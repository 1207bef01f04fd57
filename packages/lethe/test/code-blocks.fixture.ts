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
  /** What a call must be answered with: `http status=404`. */
  readonly status: number;
  /** Whose message it quotes: `mail to=owner@acme.test`. */
  readonly to: string;
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
  return [...text.matchAll(/^```(\w*)((?: \w+=\S+)*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', said = '', body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    const {
      exit = '0',
      status = '200',
      to = '',
    } = Object.fromEntries([...said.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));
    return { path, line, language, text: body, exit: Number(exit), status: Number(status), to };
  });
}

/** The name its first line gives it: `// host-token.ts`. */
export const fileNameOf = ({ text }: CodeBlock): string | null => /^\/\/ ([\w.-]+\.ts)\n/.exec(text)?.[1] ?? null;
