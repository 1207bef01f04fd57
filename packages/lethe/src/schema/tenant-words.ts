/** What products call those that their customers are, whatever the table of these is called. */
export const tenantWords: ReadonlySet<string> = new Set(
  'tenant org organization organisation company customer client group team workspace account site namespace'.split(' '),
);
