import type { RawCall } from './route.ts';

/** The version the caller has seen; null: whatever it is. `*` asks for any that is there. */
export function ifMatchOf({ headers }: Pick<RawCall, 'headers'>): string | null {
  const given = headers['if-match'];
  if (typeof given !== 'string' || given.trim() === '' || given.trim() === '*') return null;
  return given.trim().replace(/^(?:W\/)?"(.*)"$/u, '$1');
}
