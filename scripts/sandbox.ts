// npm run sandbox — what docs/tutorial.md needs: an embedded PostgreSQL in .lethe/sandbox (or sandbox/ of LETHE_DATA_DIR), and a
// telephone vendor that says yes to everything. Ctrl-C stops both; the database stays for the next time.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// Tools of this checkout, so they may take what the package does not publish.
import { startEmbedded } from '../packages/lethe/src/postgres/embedded.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const dataDir = join(process.env['LETHE_DATA_DIR'] ?? join(checkout, '.lethe'), 'sandbox');
const isNew = !existsSync(dataDir);
await using server = await startEmbedded({ dataDir });

const vendor = createServer((request, response) => {
  request.resume();
  response.end('{}');
});
await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
const address = vendor.address();
if (address === null || typeof address === 'string') throw new Error('bug: the vendor has no port');

console.log(`export CRM_DATABASE_URL='${server.url}'`);
console.log(`export CRM_VENDOR_URL='http://127.0.0.1:${address.port}'`);
console.error(
  `PostgreSQL ${isNew ? 'is new and empty' : 'runs, with what it held before'}. Paste the two lines above into another terminal; Ctrl-C here stops it.`,
);
const { promise, resolve } = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
await promise;
vendor.close();
vendor.closeAllConnections();
