import { days, freshSession, hours, ignore, mailbox, minutes, operatorDecision } from 'lethe';
import { subject } from '../schema.ts';
import { unpaidInvoices } from './blockers.ts';
import { endCampaigns, endSchedules, releaseNumbers, revokeChannelTokens, revokeSignIn } from './effects.ts';
import { kept } from './kept.ts';

/** A workspace with everything in it (R5), asked for by its owner or admin, often through the support desk. */
export const workspace = subject('app.workspaces', {
  name: 'name',
  handle: 'slug',
  timeZone: 'time_zone',
  within: { account: 'account_id' },
  members: { table: 'app.members', actor: 'user_id', subject: 'workspace_id', role: 'role' },
  // R1, R2: only from an address tied to the workspace, or signed in; else an operator looks at the evidence.
  request: {
    by: ['owner', 'admin'],
    proof: [mailbox({ expiresIn: hours(24) }), freshSession({ within: minutes(10) }), operatorDecision()],
    within: days(7),
    exports: 'warn',
    cooling: days(7),
  },
  // R3, R8: once verified it is queued, and closed to its people until it is gone or cancelled.
  grace: { for: days(3), access: 'restricted', remind: days(1) },
  approval: { aboveRows: 1_000_000, expiresIn: days(7) },
  deadlines: [{ acknowledge: days(7), complete: days(30) }],
  clear: days(14),
  deactivate: { by: ['owner'] },
  blockers: [unpaidInvoices],
  effects: [revokeSignIn, revokeChannelTokens, endCampaigns, endSchedules, releaseNumbers],
  rules: {
    ...kept,
    'app.accounts': ignore('the account stays, with its other workspaces'),
    'app.account_members': ignore('the account stays, with its other workspaces'),
  },
  identifiers: ['app.workspaces.slug'],
  triggers: { 'app.campaigns.campaigns_deleted': ['app.campaign_history'] },
  insertGuard: true,
});
