import { createServer, type Server } from 'node:net';

/** Ports nobody listens on, so that a demo and an npm start do not meet. */
export interface Places {
  readonly service: number;
  readonly crm: number;
  readonly vendor: number;
  readonly smtp: number;
}

/** All of them are held before the first is let go, or two could be the same. */
export async function freePlaces(): Promise<Places> {
  const held = await Promise.all([listening(), listening(), listening(), listening()]);
  const [service = 0, crm = 0, vendor = 0, smtp = 0] = await Promise.all(held.map(letGo));
  return { service, crm, vendor, smtp };
}

export const urlAt = (port: number): string => `http://127.0.0.1:${port}`;

function listening(): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => resolve(server));
  return promise;
}

function letGo(server: Server): Promise<number> {
  const address = server.address();
  const { promise, resolve } = Promise.withResolvers<number>();
  server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  return promise;
}
