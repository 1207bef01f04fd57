/** Words of columns that hold what somebody is found by: it is told to others, and is nobody else's. */
export const addressWords: ReadonlySet<string> = new Set(
  'slug subdomain domain handle username login email mail phone mobile msisdn'.split(' '),
);
