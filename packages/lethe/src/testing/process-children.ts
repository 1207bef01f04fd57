import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Process ids whose parent is `parent`. Linux is read from /proc: slim images have no `ps`. */
export async function childrenOf(parent: number): Promise<number[]> {
  const pairs = process.platform === 'linux' ? await fromProc() : await fromPs();
  return pairs.filter((pair) => pair.parent === parent).map((pair) => pair.pid);
}

async function fromProc(): Promise<{ pid: number; parent: number }[]> {
  const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  return Promise.all(
    ids.map(async (pid) => {
      // It may have ended since the folder was read.
      const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // "pid (name) state parent …", and the name may hold anything, parentheses too.
      const [, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
      return { pid, parent: Number(parent) };
    }),
  );
}

async function fromPs(): Promise<{ pid: number; parent: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}
