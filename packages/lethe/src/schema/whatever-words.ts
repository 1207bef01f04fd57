/** What a column calls something that it does not tell. */
export const whateverWords: ReadonlySet<string> = new Set(
  'object entity record resource item model target subject holder related source'.split(' '),
);
