import type pg from 'pg';

/** Milliseconds, of the statements since they were last taken. */
export interface Taken {
  readonly longestMs: number;
  readonly p99Ms: number;
  readonly statements: number;
}

export interface StatementTimes {
  timed(client: pg.Client, text: string, values: readonly unknown[]): Promise<void>;
  take(): Taken;
}

export function statementTimes(): StatementTimes {
  let taken: number[] = [];
  return {
    async timed(client, text, values) {
      const begun = performance.now();
      await client.query(text, [...values]);
      taken.push(performance.now() - begun);
    },
    take() {
      const sorted = taken.toSorted((a, b) => a - b);
      taken = [];
      return {
        longestMs: sorted.at(-1) ?? 0,
        p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        statements: sorted.length,
      };
    },
  };
}
