import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and PostgreSQL, and loses connections at the worst moment. */
export interface DroppingProxy extends AsyncDisposable {
  /** The given URL, through this proxy. */
  readonly url: string;
  /** Connections lost after their COMMIT had been carried out and before the client was told. */
  dropped(): number;
}

/** `drops` is asked at each COMMIT. The server's answer to it has then come, so the transaction stands. */
export async function droppingProxy(url: string, drops: () => boolean): Promise<DroppingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let dropped = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let dropping = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // A broken pair ends together; the client's own error says what it saw.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      if (isCommit(data) && drops()) dropping = true;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!dropping) client.write(data);
      else {
        dropped += 1;
        client.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    dropped: () => dropped,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** The simple query protocol: `Q`, a length, the text. A COMMIT is always sent alone, for its answer is waited for. */
function isCommit(data: Buffer | string): boolean {
  return typeof data !== 'string' && data[0] === 0x51 && data.toString('latin1', 5, 11).toLowerCase() === 'commit';
}
