import type { RowsOf } from '../column.ts';
import { handle, json, oneOf, plain, text } from '../column.ts';
import { parentId, rowId } from '../layout.ts';
import { moment } from './moment.ts';
import { memberUser } from './people.ts';

export const work: RowsOf = (shape) => [
  {
    table: 'tasks',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      contact_id: plain(`CASE WHEN k % 5 < 4 THEN ${parentId(shape, 'tasks', 'contacts')} END`),
      assigned_to: plain(`CASE WHEN k % 4 > 0 THEN ${memberUser(shape, 'k + 1')} END`),
      created_by: plain(memberUser(shape, 'k')),
      title: text(oneOf(['Call back', 'Send offer', 'Check delivery'], 'k')),
      details: text(`'About customer ' || ${parentId(shape, 'tasks', 'contacts')}`),
      due_at: plain(moment(shape, 'tasks')),
    },
  },
  {
    table: 'campaigns',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      channel_id: plain(rowId(shape, 'channels', 'k % 4')),
      created_by: plain(memberUser(shape, 'k % 3')),
      name: text(`'Newsletter ' || (k + 1)`),
      body: text(`'Dear customer, this is what is new.'`),
      audience: json(`jsonb_build_object('tag', 1 + k % 8)`),
      status: plain(`${oneOf(['running', 'ended', 'draft'], 'k')}::app.campaign_status`),
      starts_at: plain(moment(shape, 'campaigns')),
    },
  },
  {
    table: 'campaign_history',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      campaign_id: plain(parentId(shape, 'campaign_history', 'campaigns')),
      change: text(`'update'`),
      snapshot: json(
        `jsonb_build_object('id', ${parentId(shape, 'campaign_history', 'campaigns')}, 'status', 'draft')`,
      ),
      changed_at: plain(moment(shape, 'campaign_history')),
    },
  },
  {
    table: 'automations',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      schedule_id: plain(`CASE WHEN k < 3 THEN ${rowId(shape, 'schedules', 'k')} END`),
      name: text(oneOf(['Welcome', 'Reminder', 'Win back', 'Tidy up'], 'k')),
      definition: json(`jsonb_build_object('when', 'schedule', 'then', 'send')`),
      enabled: plain('k <> 3'),
    },
  },
  {
    table: 'schedules',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      automation_id: plain(rowId(shape, 'automations', 'k')),
      cron: text(`k || ' 6 * * *'`),
      next_run_at: plain(`timestamptz '2027-01-01 06:00:00+00' + k * interval '1 day'`),
    },
  },
  {
    table: 'support_tickets',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      contact_id: plain(parentId(shape, 'support_tickets', 'contacts')),
      conversation_id: plain(`CASE WHEN k % 2 = 0 THEN ${parentId(shape, 'support_tickets', 'conversations')} END`),
      requester_email: handle(`'c' || ${parentId(shape, 'support_tickets', 'contacts')} || '@mail.test'`),
      subject: text(`'Ticket ' || i`),
      status: plain(`CASE WHEN k % 3 = 0 THEN 'open' ELSE 'solved' END::app.ticket_status`),
      created_at: plain(moment(shape, 'support_tickets')),
    },
  },
  {
    table: 'ticket_events',
    columns: {
      ticket_id: plain(rowId(shape, 'support_tickets', 'k / 3')),
      seq: plain('k % 3 + 1'),
      body: text(oneOf(['opened', 'answered', 'closed'], 'k')),
      payload: json(`jsonb_build_object('by', k % 5)`),
    },
  },
];
