import { anonymise, constant, detach, fromKey, keep, months, years } from 'lethe';
import { subject } from '../schema.ts';
import { releaseNumbers, revokeChannelTokens } from './effects.ts';

const books = { for: years(7), endOf: 'year', because: 'tax law' } as const;
const logs = { for: months(12), from: 'occurred_at', because: 'security incidents are found late' } as const;

/** A workspace with everything in it (R5). What the law and the security team need stays for a while (R6). */
export const workspace = subject('app.workspaces', {
  members: { table: 'app.members', actor: 'user_id', subject: 'workspace_id', role: 'role_id' },
  rules: {
    'app.workspaces': anonymise({
      columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }), settings: constant('{}') },
    }),
    'app.users': detach('last_workspace_id'),
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
  },
  effects: [releaseNumbers, revokeChannelTokens],
  identifiers: ['app.workspaces.slug'],
  triggers: { 'app.campaigns.campaigns_deleted': ['app.campaign_history'] },
  insertGuard: true,
});
