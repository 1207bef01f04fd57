import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A vendor that does a thing once: a call with a key it knows is answered without doing it again. */
export interface ShopVendor extends AsyncDisposable {
  readonly url: string;
  /** What was done, by the idempotency key that asked for it first. */
  readonly done: ReadonlyMap<string, string>;
  /** Calls that came with a key known already. */
  repeated(): number;
}

export async function shopVendor(): Promise<ShopVendor> {
  const done = new Map<string, string>();
  let repeated = 0;
  const server = createServer((request, answer) => {
    const key = String(request.headers['idempotency-key']);
    if (done.has(key)) repeated += 1;
    else done.set(key, String(request.url));
    answer.writeHead(204).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    done,
    repeated: () => repeated,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
