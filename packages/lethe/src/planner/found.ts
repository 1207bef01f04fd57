/** What must be there by construction. That it is not is our own mistake, never the caller's. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`bug: ${what}`);
  return value;
}
