import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { EmbeddedOptions } from '../postgres/embedded.ts';
import type { ClusterUser } from '../postgres/embedded-cluster-user.ts';

export interface StarterProcess {
  readonly server: { pid: number; reused: boolean; url: string; clusterDir: string; binDir: string };
  /** Sends the signal to its whole process group, as a terminal does, and waits for its end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** A process, in a group of its own, that starts an embedded PostgreSQL, does not stop it, and stays. */
export async function starterProcess(
  options: Pick<EmbeddedOptions, 'dataDir' | 'version' | 'settings'>,
  user?: ClusterUser,
): Promise<StarterProcess> {
  const script = `
    import { startEmbedded } from ${JSON.stringify(new URL('../postgres/embedded.ts', import.meta.url).href)};
    const server = await startEmbedded(${JSON.stringify(options)});
    console.log(JSON.stringify(server));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said = await Promise.race([once(child.stdout, 'data'), exited.then(() => undefined)]);
  const { pid } = child;
  if (said === undefined || pid === undefined) throw new Error('the starter ended before its server was ready');
  const end = async (signal: NodeJS.Signals) => {
    process.kill(-pid, signal);
    await exited;
  };
  return { server: JSON.parse(String(said[0])), end };
}
