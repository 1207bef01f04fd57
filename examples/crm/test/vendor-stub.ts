import { createServer } from 'node:http';

export interface VendorStub extends AsyncDisposable {
  url: string;
  /** `METHOD /path`, in the order of arrival. */
  calls: string[];
}

/** A vendor that says yes to everything and remembers what it was asked. */
export async function vendorStub(): Promise<VendorStub> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      calls.push(`${request.method} ${request.url}`);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
