import { seeded } from '../../src/testing/random.ts';

export interface Random {
  /** 0 to n - 1. */
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(of: readonly [T, ...T[]]): T;
  pick<T>(of: readonly T[]): T | undefined;
}

export function randomOf(seed: number): Random {
  const next = seeded(seed + 1);
  const below = (n: number): number => Math.floor(next() * n);
  function pick<T>(of: readonly [T, ...T[]]): T;
  function pick<T>(of: readonly T[]): T | undefined;
  function pick<T>(of: readonly T[]): T | undefined {
    return of[below(of.length)];
  }
  return { below, chance: (p) => next() < p, pick };
}
