import { join } from 'node:path';
import { run } from '../src/cli/main.ts';

export interface Said {
  readonly code: string;
  readonly table: string;
  readonly message: string;
  readonly next: string;
}

/** What a command printed with --json; what it does not print is empty. */
interface Printed {
  readonly status?: string;
  readonly run?: string | null;
  readonly rows?: number;
  readonly findings?: readonly Said[];
  readonly warnings?: readonly Said[];
  readonly certificate?: { readonly file: string } | null;
  readonly error?: { readonly code: string; readonly message: string; readonly next: string };
  readonly subjects?: Readonly<Record<string, { readonly undecided: readonly { readonly table: string }[] }>>;
}

export interface Answer {
  readonly code: number | null;
  readonly printed: Printed;
  readonly stderr: string;
}

interface Place {
  readonly url: string;
  readonly folder: string;
}

/** In this thread: starting a process takes longer than most commands. */
export async function command(args: readonly string[], { url, folder }: Place): Promise<Answer> {
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  const before = process.env['LETHE_DATA_DIR'];
  process.env['LETHE_DATA_DIR'] = join(folder, '.lethe');
  let code: number;
  try {
    code = await run([...args, '--database', url, '--json']);
  } finally {
    if (before === undefined) delete process.env['LETHE_DATA_DIR'];
    else process.env['LETHE_DATA_DIR'] = before;
    out.end();
    err.end();
  }
  const printed: Printed = out.text() === '' ? {} : JSON.parse(out.text());
  return { code, printed, stderr: err.text() };
}

/** What is written to the stream until `end`, instead of writing it. */
function captured(stream: NodeJS.WriteStream): { readonly text: () => string; readonly end: () => void } {
  const write = stream.write;
  let all = '';
  stream.write = (chunk: string | Uint8Array): boolean => {
    all += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return {
    text: () => all,
    end: () => {
      stream.write = write;
    },
  };
}
