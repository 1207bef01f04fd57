import { LetheError } from '../errors.ts';
import { introspect } from '../postgres/introspect.ts';
import { pendingMigrations } from '../postgres/migrate.ts';
import { serverFacts } from '../postgres/server-facts.ts';
import type { Lethe } from './lethe.ts';
import { leftIndexes } from './run-indexes.ts';
import { requireWritable } from './run-journal.ts';
import { type Checked, hostKeys, mail, operators, tokenKey, wall } from './service-checks.ts';

export interface Diagnosis {
  readonly name: string;
  readonly ok: boolean;
  /** Nothing is broken, and something is left to do before people can ask. */
  readonly todo: boolean;
  readonly detail: string;
}

/** Everything that would stop or weaken a run, found before one is asked for. Changes nothing. */
export async function diagnose(lethe: Lethe): Promise<Diagnosis[]> {
  const checks: [string, () => Promise<Checked>][] = [
    ['node', async () => `Node ${process.versions.node}`],
    ['configuration', async () => `${lethe.loaded.file}: ${Object.keys(lethe.loaded.config.subjects).join(', ')}`],
    ['database', () => server(lethe)],
    ['schema of the product', () => product(lethe)],
    ['schema lethe', () => migrations(lethe)],
    ['indexes of runs', () => indexes(lethe)],
    ['journal', () => journal(lethe)],
    ['signing key', async () => (await lethe.signingKey()).vkey],
    ['tenants', () => wall(lethe)],
    ['token key', () => tokenKey(lethe)],
    ['mail', () => mail(lethe)],
    ['operators', () => operators(lethe)],
    ['keys of the host', () => hostKeys(lethe)],
  ];
  const results: Diagnosis[] = [];
  for (const [name, check] of checks) results.push(await diagnosis(name, check));
  return results;
}

async function diagnosis(name: string, check: () => Promise<Checked>): Promise<Diagnosis> {
  try {
    const found = await check();
    if (typeof found === 'string') return { name, ok: true, todo: false, detail: found };
    if ('todo' in found) return { name, ok: true, todo: true, detail: found.todo };
    return { name, ok: false, todo: false, detail: found.bad };
  } catch (error) {
    const detail = error instanceof LetheError ? `${error.code}: ${error.message} ${error.next}` : String(error);
    return { name, ok: false, todo: false, detail };
  }
}

async function server({ database }: Lethe): Promise<string> {
  const { version, trackCounts, superuser } = await serverFacts(database);
  if (!trackCounts) throw new LetheError('DATABASE_UNSUPPORTED', 'track_counts is off: receipts cannot be counted.');
  return `PostgreSQL ${version}${superuser ? ' (as superuser: not needed, and row-level security does not apply)' : ''}`;
}

async function product({ database, loaded }: Lethe): Promise<string> {
  const schema = await database.use((client) => introspect(client, { schemas: loaded.store.config.schemas }));
  loaded.checkAgainst(schema);
  return `${Object.keys(schema.tables).length} tables; the policies agree with them`;
}

async function migrations({ database }: Lethe): Promise<string> {
  const pending = await pendingMigrations(database);
  if (pending === null) return 'not there yet; lethe migrate or the first lethe apply creates it';
  if (pending.length > 0) throw new LetheError('DATABASE_NOT_MIGRATED', `it lacks ${pending.join(', ')}.`);
  return 'current';
}

/** Left by a process that died while it built them or carried its run out, or where something was in the way of dropping. */
async function indexes(lethe: Lethe): Promise<Checked> {
  if ((await pendingMigrations(lethe.database))?.length !== 0) return 'none';
  const left = await leftIndexes(lethe);
  if (left.length === 0) return 'none is left over';
  return {
    todo: `${left.map(({ names, run }) => `${names.join(', ')} of ${run}`).join('; ')}: left over; lethe doctor --drop-indexes drops them`,
  };
}

async function journal({ settings }: Lethe): Promise<string> {
  if (!settings.journalDirGiven)
    return `${settings.journalDir} (development; set LETHE_JOURNAL_DIR to a disk apart from the database)`;
  await requireWritable(settings.journalDir);
  return settings.journalDir;
}
