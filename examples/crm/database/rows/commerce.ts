import type { RowsOf } from '../column.ts';
import { bytes, handle, json, oneOf, plain, text } from '../column.ts';
import { parentId, rowId } from '../layout.ts';
import { userEmail } from './accounts.ts';
import { moment } from './moment.ts';
import { accountDomain, accountName, memberUser } from './people.ts';

const total = '(49 + w % 10)::numeric(12, 2)';
const address = `(('10.' || w % 250 || '.' || k % 250 || '.' || k / 250 % 250)::inet)`;

export const commerce: RowsOf = (shape) => [
  {
    table: 'orders',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      contact_id: plain(parentId(shape, 'orders', 'contacts')),
      number: text(`'O-' || lpad((k + 1)::text, 6, '0')`),
      status: plain(`${oneOf(['shipped', 'shipped', 'placed', 'cancelled'], 'k')}::app.order_status`),
      currency: plain(`'EUR'`),
      total: plain('(10 + k % 90)::numeric(12, 2)'),
      shipping_address: json(`jsonb_build_object('street', k % 99 || ' Long Street', 'city', 'Oslo')`),
      placed_at: plain(moment(shape, 'orders')),
    },
  },
  {
    table: 'order_lines',
    columns: {
      order_id: plain(rowId(shape, 'orders', 'k / 2')),
      line_no: plain('k % 2 + 1'),
      description: text(oneOf(['Blue jacket', 'Rain boots', 'Wool hat'], 'k')),
      quantity: plain('1 + k % 3'),
      unit_price: plain('(5 + k % 45)::numeric(12, 2)'),
    },
  },
  {
    table: 'order_returns',
    columns: {
      id: plain('i'),
      order_id: plain(rowId(shape, 'orders', 'k * 5')),
      line_no: plain('1 + k % 2'),
      reason: text(oneOf(['too small', 'wrong colour'], 'k')),
    },
  },
  {
    table: 'invoices',
    columns: {
      id: plain('i'),
      account_id: plain('a'),
      workspace_id: plain('w'),
      number: text(`'INV-' || w || '-' || lpad((k + 1)::text, 4, '0')`),
      status: plain(`CASE WHEN k > 0 THEN 'paid' WHEN w % 2 = 0 THEN 'open' ELSE 'void' END::app.invoice_status`),
      currency: plain(`'EUR'`),
      total: plain(total),
      bill_to: json(`jsonb_build_object('name', ${accountName('a')}, 'email', 'billing@' || ${accountDomain('a')})`),
      document: bytes(`convert_to('invoice ' || i, 'UTF8')`),
      issued_at: plain(moment(shape, 'invoices')),
    },
  },
  {
    table: 'payments',
    columns: {
      id: plain('i'),
      account_id: plain('a'),
      workspace_id: plain('w'),
      invoice_id: plain(rowId(shape, 'invoices', 'k + 1')),
      amount: plain(total),
      provider_ref: handle(`'pay_' || md5('payments' || i)`),
      payer: json(`jsonb_build_object('name', ${accountName('a')})`),
      paid_at: plain(moment(shape, 'payments')),
    },
  },
  {
    table: 'audit_log',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      actor_user_id: plain(memberUser(shape, 'k')),
      actor_email: handle(userEmail(shape, memberUser(shape, 'k'))),
      ip: plain(address),
      action: text(oneOf(['contact.exported', 'member.invited', 'settings.changed'], 'k')),
      details: json(`jsonb_build_object('row', k)`),
      occurred_at: plain(moment(shape, 'audit_log')),
    },
  },
  {
    table: 'security_log',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      actor_email: handle(userEmail(shape, memberUser(shape, 'k'))),
      ip: plain(address),
      action: text(oneOf(['sign_in', 'sign_in', 'sign_in_refused'], 'k')),
      details: json(`jsonb_build_object('agent', 'browser')`),
      occurred_at: plain(moment(shape, 'security_log')),
    },
    shared: `SELECT ${shape.workspaces * shape.counts.security_log} + n, NULL::bigint, 'stranger' || n || '@mail.test',
      '192.0.2.1'::inet, 'sign_in_refused', '{}'::jsonb, timestamptz '2026-10-01 00:00:00+00' + n * interval '1 hour'
      FROM generate_series(1, 20) AS n`,
  },
];
