import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/dist/**', '**/.stryker-tmp/**', '**/.lethe/**'];
const roots = ['packages/*/src', 'packages/*/test', 'examples/*', 'bench', 'scripts'];
const unitTests = roots.map((root) => `${root}/**/*.test.ts`);
const postgresTests = roots.map((root) => `${root}/**/*.pg.test.ts`);
/** They look at the product from outside, where the version of its database does not show; twice they are three minutes. */
const fromOutside = ['examples/crm/test/rows/**', 'packages/lethe/test/strangers/**'];
const endToEndTests = ['**/*.e2e.test.ts', '**/e2e/**'];

/** The PostgreSQL version is read from the name: see packages/lethe/src/testing/global-setup.ts. */
function onPostgres(name: 'pg18' | 'pg15') {
  return {
    extends: true as const,
    test: {
      name,
      include: postgresTests,
      exclude: [...never, ...endToEndTests, ...(name === 'pg15' ? fromOutside : [])],
      globalSetup: './packages/lethe/src/testing/global-setup.ts',
      testTimeout: 180_000,
      hookTimeout: 90_000,
    },
  };
}

export default defineConfig({
  // So that examples import the published names and get the sources.
  resolve: { conditions: ['@lethe/source'] },
  ssr: { resolve: { conditions: ['@lethe/source', 'module', 'node', 'development|production'] } },
  test: {
    pool: 'threads',
    isolate: false,
    // Two at least: a file on PostgreSQL mostly waits, and vitest alone would leave one thread on a machine of two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unitTests,
          exclude: [...never, ...postgresTests, ...endToEndTests],
          testTimeout: 60_000,
        },
      },
      onPostgres('pg18'),
      onPostgres('pg15'),
    ],
  },
});
