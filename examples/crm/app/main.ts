// node examples/crm/app/main.ts — the sample CRM, on CRM_PORT (4101), with the database at CRM_DATABASE_URL.
import { join } from 'node:path';
import { developmentPassword, peopleWithPassword } from './development-password.ts';
import { crmServer } from './server.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  const env = process.env;
  const databaseUrl = env['CRM_DATABASE_URL'];
  if (databaseUrl === undefined) throw new Error('Set CRM_DATABASE_URL to a database that holds the CRM.');
  const port = Number(env['CRM_PORT'] ?? 4101);
  const app = await crmServer({
    databaseUrl,
    letheUrl: env['LETHE_URL'] ?? 'http://127.0.0.1:4100',
    keysDir: join(env['LETHE_DATA_DIR'] ?? '.lethe', 'keys'),
    report: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
  await app.listen({ port, host: '127.0.0.1' }).catch(async (error: unknown) => {
    await app.close();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken ? new Error(`Port ${port} is taken: stop what listens there, or set CRM_PORT to another.`) : error;
  });
  say(`CRM      http://127.0.0.1:${port}`);
  for (const email of peopleWithPassword) say(`sign in  ${email.padEnd(28)} ${developmentPassword}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
