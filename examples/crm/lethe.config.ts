import { days, defineConfig, postgres } from 'lethe';
import { account } from './policies/account.ts';
import { workspace } from './policies/workspace.ts';
import { link, polymorphic } from './schema.ts';

export default defineConfig({
  stores: {
    crm: postgres({
      url: 'CRM_DATABASE_URL',
      schemas: ['app'],
      people: {
        table: 'app.users',
        key: 'id',
        email: 'email',
        changedAt: 'email_changed_at',
        previous: 'previous_email',
      },
      // R4, R6: the sample has no backups of its own; this is what a host says of the ones it has.
      backups: { keptFor: days(30) },
      // `lethe check` asks about them: an invoice and a receipt say themselves who owes and who paid.
      mayStay: { 'app.invoices.bill_to': 'part of the invoice', 'app.payments.payer': 'part of the receipt' },
      links: [
        link('app.search_documents', { columns: ['workspace_id'], to: 'app.workspaces', toColumns: ['id'] }),
        ...polymorphic('app.attachments', {
          type: 'owner_type',
          id: 'owner_id',
          to: { message: ['app.messages', 'id'], order: ['app.orders', 'id'], ticket: ['app.support_tickets', 'id'] },
        }),
      ],
    }),
  },
  subjects: { account, workspace },
});
