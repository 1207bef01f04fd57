import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { delimiter, dirname } from 'node:path';

/** Where a reader of the documents types, and what the shell there knows. */
export interface At {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Finds the Node of this checkout first, as npm scripts do. */
export const readersPath = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;

/** A block as it stands; the first command that fails ends it. */
export async function shell(text: string, { folder, env }: At): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, output };
}

/** A vendor that says yes to everything, until the stack is disposed of. */
export async function vendorStub(open: AsyncDisposableStack): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return urlOf(server);
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a TCP server has a port');
  return `http://127.0.0.1:${address.port}`;
}
