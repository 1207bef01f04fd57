import { defineConfig } from 'vitest/config';

/** The planner's exact tests. The oracle finds what they miss, but a thousand mutants times its random runs take hours. */
export default defineConfig({
  test: {
    include: ['packages/lethe/src/planner/**/*.test.ts'],
    exclude: ['**/oracle.test.ts', '**/node_modules/**'],
    pool: 'threads',
  },
});
