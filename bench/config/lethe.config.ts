import { defineConfig, detach, link, postgres, subject } from 'lethe';

// Everything goes, as with the hand-written cascade beside it: the same rows on both sides.
export default defineConfig({
  stores: {
    crm: postgres({
      url: 'CRM_DATABASE_URL',
      schemas: ['app'],
      ignore: { 'app.accounts': 'stays', 'app.account_members': 'stays' },
      links: [link('app.search_documents', { columns: ['workspace_id'], to: 'app.workspaces', toColumns: ['id'] })],
    }),
  },
  subjects: {
    workspace: subject('app.workspaces', {
      rules: { 'app.users': detach('last_workspace_id'), 'app.security_log': 'delete' },
      triggers: { 'app.campaigns.campaigns_deleted': ['app.campaign_history'] },
    }),
  },
});
