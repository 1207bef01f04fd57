import { anonymise, constant, days, emailLink, freshSession, fromKey, hours, minutes } from 'lethe';
import { subject } from '../schema.ts';
import { unpaidInvoices } from './blockers.ts';
import { endCampaigns, endSchedules, releaseNumbers, revokeChannelTokens, revokeSignIn } from './effects.ts';
import { kept } from './kept.ts';

/** A customer's account with all of its workspaces: deactivated at any time (T1), deleted in two steps (T2 to T5). */
export const account = subject('app.accounts', {
  name: 'name',
  timeZone: 'time_zone',
  members: { table: 'app.account_members', actor: 'user_id', subject: 'account_id', role: 'role' },
  // T2: asked for in Settings → General, and confirmed by the link; after 24 hours it has to be asked for again.
  request: {
    by: ['owner'],
    tell: ['owner', 'admin'],
    proof: [freshSession({ within: minutes(10) })],
    confirm: emailLink({ expiresIn: hours(24) }),
    within: days(1),
    exports: 'warn',
    cooling: days(7),
  },
  // T3, T5: everything stays usable, and anybody who is told can cancel until it starts.
  grace: { for: days(7), access: 'open', remind: days(1) },
  approval: { aboveRows: 1_000_000, expiresIn: days(7) },
  deadlines: [{ complete: days(30) }],
  clear: days(14),
  deactivate: { by: ['owner'] },
  blockers: [unpaidInvoices],
  // T4: before the rows what would go on without them, and after them what would cost.
  effects: [revokeSignIn, revokeChannelTokens, endCampaigns, endSchedules, releaseNumbers],
  rules: {
    ...kept,
    // The shell that the books of its workspaces hang from.
    'app.accounts': anonymise({
      columns: {
        name: constant('deleted'),
        billing_email: fromKey({ prefix: 'deleted-', suffix: '@invalid' }),
        billing_address: constant('{}'),
      },
    }),
  },
  identifiers: ['app.accounts.billing_email'],
  triggers: { 'app.campaigns.campaigns_deleted': ['app.campaign_history'] },
  insertGuard: true,
});
