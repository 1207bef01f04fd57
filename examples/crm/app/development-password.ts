/** The one password of everybody who can sign in to a generated CRM. It is published: nothing real may have it. */
export const developmentPassword = 'orchard-lantern-42';

export const peopleWithPassword: readonly string[] = [
  'owner@acme.test',
  'admin@acme.test',
  'member@acme.test',
  'owner@globex.test',
  'consultant@freelance.test',
];
