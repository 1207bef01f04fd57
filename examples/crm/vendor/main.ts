// node examples/crm/vendor/main.ts — the vendor of the sample CRM, on CRM_VENDOR_PORT (a free one if not set).
// With CRM_DATABASE_URL it begins with everything that the CRM's books say it holds. GET /state shows what is left.
import pg from 'pg';
import { contractsOf } from './contracts.ts';
import { vendorServer } from './vendor.ts';

async function main(): Promise<void> {
  const url = process.env['CRM_DATABASE_URL'];
  const contracts = url === undefined ? [] : await contractsAt(url);
  const app = vendorServer();
  for (const { kind, id } of contracts) await app.inject({ method: 'PUT', url: `/${kind}/${encodeURIComponent(id)}` });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
  const address = await app.listen({ port: Number(process.env['CRM_VENDOR_PORT'] ?? 0), host: '127.0.0.1' });
  process.stdout.write(`vendor   ${address} holds ${contracts.length} things of the CRM\n`);
}

async function contractsAt(url: string): Promise<Awaited<ReturnType<typeof contractsOf>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await contractsOf(client);
  } finally {
    await client.end();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
