import { LetheError } from '../../errors.ts';
import type { Health } from '../../http/backend.ts';
import { type HealthFigures, healthFigures, jobsAreThere, workerIsThere } from '../../postgres/health.ts';
import { pendingMigrations } from '../../postgres/migrate.ts';
import type { Ground } from './ground.ts';

/** What the database cannot say of the other parts. */
export interface OtherParts {
  /** Whether mail can be sent, as far as is known. */
  mail(): Promise<boolean>;
}

const nothing: HealthFigures = {
  oldestPendingSeconds: 0,
  requests: {},
  runs: {},
  deliveriesPending: 0,
  attention: 0,
  holdsReviewDue: 0,
};

/** Never throws: that the database is away is what it is asked for. */
export function healthOf({ lethe }: Ground, { mail }: Partial<OtherParts>): () => Promise<Health> {
  const { database, settings } = lethe;
  const mailIsUp = mail ?? (async () => settings.smtpUrl !== undefined);
  return async () => {
    const away = { database: false, migrations: false, jobs: false, worker: false, mail: await mailIsUp() };
    try {
      const pending = await pendingMigrations(database);
      if (pending === null || pending.length > 0) return { parts: { ...away, database: true }, ...nothing };
      return await database.use(async (client) => ({
        parts: {
          ...away,
          database: true,
          migrations: true,
          jobs: await jobsAreThere(client),
          worker: await workerIsThere(client),
        },
        ...(await healthFigures(client)),
      }));
    } catch (error) {
      if (error instanceof LetheError) return { parts: away, ...nothing };
      throw error;
    }
  };
}
