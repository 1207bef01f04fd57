import { spawn } from 'node:child_process';

/**
 * Ends the server of a data folder and removes both, once this process is gone: a server outlives its starter by
 * design, which a test run that is interrupted or killed must not leave behind. A shell waits on a pipe that the
 * kernel closes when we die, however we die. The returned function sends it home.
 */
export function removeWhenWeDie(dataDir: string): () => void {
  const script = `
    read -r _ && exit 0
    place=$(cat "$1/cluster-elsewhere" 2>/dev/null || echo "$1")
    pid=$(head -n 1 "$place/cluster/postmaster.pid" 2>/dev/null)
    if [ -n "$pid" ]; then
      kill -QUIT "$pid" 2>/dev/null
      tries=0
      while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
    fi
    rm -rf "$place" "$1"`;
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return () => watcher.stdin.end('done\n');
}
