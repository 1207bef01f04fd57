import { anonymise, constant, detach, fromKey, keep, months, years } from 'lethe';

const books = { for: years(7), endOf: 'year', because: 'tax law' } as const;
const logs = { for: months(12), from: 'occurred_at', because: 'security incidents are found late' } as const;

/** What stays of a workspace, alone or with its account (R6, T7): by law its books, for a while its emptied logs. */
export const kept = {
  // Only as the shell that books and logs hang from: it goes with the last of them.
  'app.workspaces': anonymise({
    columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }), settings: constant('{}') },
    spine: true,
  }),
  // An invoice says itself who owes it (bill_to), so what is unpaid can still be asked for.
  'app.invoices': keep({ ...books, from: 'issued_at' }),
  'app.payments': keep({ ...books, from: 'paid_at' }),
  'app.audit_log': anonymise({
    columns: { actor_user_id: 'null', actor_email: 'null', ip: 'null', details: constant('{}') },
    keepFor: logs,
  }),
  'app.security_log': anonymise({
    columns: { actor_email: 'null', ip: 'null', details: constant('{}') },
    keepFor: logs,
  }),
  // People stay: they sign in as themselves, and may work in workspaces of others. They lose their memberships here,
  // and the place they were in last. Somebody who wants to go as a person asks for that themselves.
  'app.users': detach('last_workspace_id'),
} as const;
