import { blocker } from '../schema.ts';

/** A warning only: what is owed stays owed, and the invoice is kept. */
export const unpaidInvoices = blocker('unpaid-invoices', {
  version: 1,
  table: 'app.invoices',
  where: { column: 'status', in: ['open'] },
  level: 'warn',
  message: 'There are unpaid invoices. They stay due after the deletion.',
});
