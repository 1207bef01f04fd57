import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Of a call with --json: all of stdout. Throws where that is not one JSON value and nothing else. */
  json<T>(): T;
}

export interface LetheCliOptions {
  /** Absent: no database is named anywhere. */
  database?: string;
  vendor?: string;
  /** Working folder; Lethe keeps its keys and journal below it. */
  folder: string;
  config?: string;
  env?: Record<string, string>;
}

export type LetheCli = (...args: string[]) => Promise<Answer>;

const bin = fileURLToPath(new URL('../../../packages/lethe/bin/lethe.mjs', import.meta.url));
const crm = fileURLToPath(new URL('../', import.meta.url));

/** The real command line in a process of its own, with an environment that holds only what is given here. */
export function letheCli({ database, vendor, folder, config = crm, env = {} }: LetheCliOptions): LetheCli {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    ...(database === undefined ? {} : { CRM_DATABASE_URL: database }),
    ...(vendor === undefined ? {} : { CRM_VENDOR_URL: vendor }),
    ...env,
  };
  return (...args) => {
    // `verify` reads no configuration and has no such option.
    const configured = args[0] === 'verify' ? args : [...args, '--config', config];
    const child = spawn(process.execPath, [bin, ...configured], { cwd: folder, env: environment, stdio: 'pipe' });
    child.stdin.end();
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({
          code,
          stdout: stripVTControlCharacters(stdout),
          stderr: stripVTControlCharacters(stderr),
          json: () => JSON.parse(stdout),
        }),
      );
    });
  };
}
