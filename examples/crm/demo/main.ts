// npm run demo: an account and a workspace leave a sample CRM as their people would have them leave, and a large one
// while the process that deletes it is killed. Every claim is checked. Exit code 0 only if all of them held.
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type EmbeddedPostgres, startEmbedded } from 'lethe/testing';
import { deleteAccount } from './account.ts';
import { writePublicKey } from './certificate.ts';
import { crash } from './crash.ts';
import { asked, freshDatabase } from './database.ts';
import { allEnded, commandLine } from './lethe.ts';
import { type Narrator, narrator } from './narrate.ts';
import { openProduct } from './product.ts';
import { deleteWorkspace } from './workspace.ts';

const dataDir = resolve(process.env['LETHE_DATA_DIR'] ?? '.lethe');
/** Keys, journal, mailbox and certificates of the newest demo. */
const folder = join(dataDir, 'demo-files');
/** Three accounts of three workspaces each. */
const small = { workspaces: 9, rowsPerWorkspace: 900, layout: 'scattered' } as const;
/** Large enough to watch. */
const large = { workspaces: 3, rowsPerWorkspace: 120_000, layout: 'scattered' } as const;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.log('\nInterrupted: ending what runs. The next demo begins afresh.');
    stop.abort();
  });
}

async function main(): Promise<number> {
  const say = narrator();
  console.log('Lethe demo: an account and two workspaces leave a sample CRM, exactly, and prove it.');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  say.step('Starting a real PostgreSQL');
  await using server = await startEmbedded({ dataDir: join(dataDir, 'demo'), signal: stop.signal });
  say.detail(`PostgreSQL on port ${server.port}${server.reused ? ', which was still running' : ''}`);
  if (!server.clusterDir.startsWith(dataDir))
    say.detail(`Its data is in ${server.clusterDir}: the server's user may not enter ${dataDir}`);
  stop.signal.throwIfAborted();
  await live(say, server);
  stop.signal.throwIfAborted();
  const database = await freshDatabase(server, 'crm_demo_large', large);
  stop.signal.throwIfAborted();
  await crash(say, database, { folder, signal: stop.signal });
  stop.signal.throwIfAborted();
  const held = say.failed.length === 0;
  say.step(held ? 'All of it held.' : `${say.failed.length} claims did NOT hold.`);
  return held ? 0 : 1;
}

/** The two that people ask for. */
async function live(say: Narrator, server: EmbeddedPostgres): Promise<void> {
  const { url, rows } = await freshDatabase(server, 'crm_demo', small);
  await asked(url, withoutMarksInNames);
  await using product = await openProduct({ database: url, folder, signal: stop.signal });
  say.detail(
    `CRM at ${product.crm} with ${rows.toLocaleString('en-US')} rows; Lethe at ${product.service}; SMTP, vendor`,
  );
  await writePublicKey(commandLine({ LETHE_DATA_DIR: folder, CRM_DATABASE_URL: url }, stop.signal), folder);
  try {
    await deleteAccount(say, product, folder);
    stop.signal.throwIfAborted();
    await deleteWorkspace(say, product, folder);
  } catch (error) {
    // Why something never came is nowhere else to be read.
    if (!stop.signal.aborted) say.detail(product.letheSaid());
    throw error;
  }
}

/** The generator plants its values in names too, and these are shown in messages. */
const withoutMarksInNames = `update app.workspaces set
  name = regexp_replace(name, ' plant-.*-end$', ''), slug = regexp_replace(slug, '^plant-.*-end-', '')`;

try {
  process.exitCode = await main();
} catch (error) {
  if (!stop.signal.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = stop.signal.aborted ? 130 : 1;
} finally {
  await allEnded();
}
