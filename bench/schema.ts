// How long do reading a large schema, proposing a configuration for it, and planning on it take? On a hundred tables and
// on a thousand, all of them nearly empty: it is the number of tables and references that is asked about.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { canonicalJson } from '../packages/lethe/src/canonical-json.ts';
import { outline } from '../packages/lethe/src/planner/outline.ts';
import type { Outline } from '../packages/lethe/src/planner/plan.ts';
import { policyHash } from '../packages/lethe/src/policy/hash.ts';
import { introspect } from '../packages/lethe/src/postgres/introspect.ts';
import { postgresStore } from '../packages/lethe/src/postgres/store.ts';
import { fingerprint } from '../packages/lethe/src/schema/fingerprint.ts';
import { init } from '../packages/lethe/src/service/init.ts';
import { openLethe } from '../packages/lethe/src/service/lethe.ts';
import { largeSchema } from '../packages/lethe/src/testing/large-schema.ts';
import { type databases, withClient } from './databases.ts';
import { schemaSql } from './schema-sql.ts';

// Inside the checkout: a configuration finds the package from where it lies.
const ours = fileURLToPath(new URL('../.lethe', import.meta.url));

export async function schemaQuestion(on: ReturnType<typeof databases>): Promise<void> {
  await mkdir(ours, { recursive: true });
  for (const tables of [100, 1000]) {
    const url = await on.empty(`bench_schema_${tables}`);
    await withClient(url, (client) => create(client, tables));
    const folder = await mkdtemp(join(ours, 'bench-init-'));
    try {
      await measure(`${tables} tables`, url, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function create(client: pg.Client, tables: number): Promise<void> {
  await client.query(schemaSql(largeSchema({ tables })));
  await client.query('insert into app.organizations (id) values (7)');
  await client.query('analyze');
}

async function measure(what: string, url: string, folder: string): Promise<void> {
  const say = (text: string): void => console.log(`${what}: ${text}`);
  const schema = await withClient(url, (client) =>
    timed('introspect', say, () => introspect(client, { schemas: ['app'] })),
  );
  const out = join(folder, 'config');
  const { proposals } = await timed('init', say, () =>
    init({
      ...{ url, urlFrom: 'DATABASE_URL', schemas: [], subjectColumns: [], out, accept: true },
      subjects: ['app.organizations=organization', 'app.users=user'],
    }),
  );
  say(`undecided ${proposals.kinds.map(({ subject, undecided }) => `${subject.kind} ${undecided.length}`).join(', ')}`);
  await using lethe = await openLethe({ config: out, databaseUrl: url, env: { LETHE_DATA_DIR: folder }, cwd: folder });
  const { config } = lethe.loaded.store;
  for (const policy of Object.values(lethe.loaded.config.subjects)) {
    const made = await timed(`outline of ${policy.kind}`, say, async () =>
      outline({
        ...{ schema, store: lethe.loaded.store, policy, subject: { kind: policy.kind, key: ['7'] }, holds: [] },
        ...{ policyHash: policyHash(policy, config), schemaFingerprint: fingerprint(schema) },
      }),
    );
    say(sizeOf(made));
    await timed(`counts of ${policy.kind}`, say, () =>
      postgresStore({ database: lethe.database, schemas: config.schemas }).count(made),
    );
  }
}

function sizeOf(made: Outline): string {
  const predicates = [...made.steps, ...made.checks, ...(made.named ?? [])].map(
    ({ predicate }) => canonicalJson(predicate).length,
  );
  const { steps, checks, named = [], findings } = made;
  return `${steps.length} steps, ${checks.length} checks, ${named.length} named conditions, ${findings.length} findings; ${canonicalJson(made).length} bytes, the largest predicate ${Math.max(...predicates)}`;
}

async function timed<T>(name: string, say: (text: string) => void, body: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await body();
  say(`${name} ${Math.round(performance.now() - begun)} ms`);
  return result;
}
