import type { RowsOf } from '../column.ts';
import { bytes, formatted, handle, json, list, oneOf, plain, text } from '../column.ts';
import { parentId, rowId } from '../layout.ts';
import { moment } from './moment.ts';
import { memberUser } from './people.ts';

const firstNames = ['Ada', 'Grace', 'Linus', 'Margaret', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Frances'];
const lastNames = ['Okafor', 'Meyer', 'Rossi', 'Tanaka', 'Silva', 'Novak', 'Haddad', 'Larsen', 'Kaur'];
const lines = [
  'Hello, my order has not arrived yet. Could you look into it, please?',
  'Thank you for your patience, the parcel leaves our warehouse today.',
  'Could you send the invoice to our new address?',
  'Of course. Is there anything else we can do for you?',
  'The blue one does not fit, I would like to exchange it for a larger size.',
];
const sharedTags = 10;

export const inbox: RowsOf = (shape) => [
  {
    table: 'channels',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      kind: plain(`${oneOf(['email', 'sms', 'whatsapp', 'chat'], 'k')}::app.channel_kind`),
      name: text(oneOf(['Support mailbox', 'Texts', 'WhatsApp', 'Website chat'], 'k')),
      access_token: handle(`md5('channel' || i)`),
      config: json(`jsonb_build_object('signature', k % 2 = 0)`),
    },
  },
  {
    table: 'phone_numbers',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      channel_id: plain(rowId(shape, 'channels', '1 + k % 2')),
      e164: formatted(`'+1555' || lpad(w::text, 7, '0') || lpad(k::text, 3, '0')`),
      vendor_ref: handle(`'PN' || md5('number' || i)`),
      status: plain(`CASE WHEN k = 2 THEN 'released' ELSE 'active' END::app.number_status`),
    },
  },
  {
    table: 'contacts',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      full_name: text(`${oneOf(firstNames, 'i')} || ' ' || ${oneOf(lastNames, 'i / 7')}`),
      email: handle(`'c' || i || '@mail.test'`),
      aliases: list(`CASE WHEN k % 5 = 0 THEN ARRAY['customer-' || i] ELSE ARRAY[]::text[] END`),
      profile: json(`jsonb_build_object('city', ${oneOf(['Oslo', 'Porto', 'Kyoto', 'Lagos'], 'i')}, 'visits', k % 40)`),
      owner_user_id: plain(memberUser(shape, 'k')),
      archived: plain('k % 20 = 19'),
      created_at: plain(moment(shape, 'contacts')),
    },
  },
  {
    table: 'tags',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      name: text(`'Tag ' || (k + 1)`),
    },
    shared: `SELECT ${shape.workspaces * shape.counts.tags} + n, NULL::bigint, 'Suggested ' || n
      FROM generate_series(1, ${sharedTags}) AS n`,
  },
  {
    table: 'contact_tags',
    columns: {
      contact_id: plain(parentId(shape, 'contact_tags', 'contacts')),
      tag_id: plain(`CASE WHEN k % 4 = 3 THEN ${shape.workspaces * shape.counts.tags} + 1 + k % ${sharedTags}
        ELSE ${rowId(shape, 'tags', `k % ${shape.counts.tags}`)} END`),
      source: text(oneOf(['manual', 'import', 'automation'], 'k')),
    },
  },
  {
    table: 'conversations',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      contact_id: plain(parentId(shape, 'conversations', 'contacts')),
      channel_id: plain(rowId(shape, 'channels', 'k % 4')),
      assigned_to: plain(`CASE WHEN k % 3 > 0 THEN ${memberUser(shape, 'k')} END`),
      subject: text(`'Question ' || i`),
      metadata: json(`jsonb_build_object('priority', k % 3)`),
      status: plain(`${oneOf(['open', 'closed', 'closed', 'snoozed'], 'k')}::app.conversation_status`),
      created_at: plain(moment(shape, 'conversations')),
    },
  },
  {
    table: 'messages',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      conversation_id: plain(parentId(shape, 'messages', 'conversations')),
      reply_to: plain(`CASE WHEN k > 0 AND ${parentId(shape, 'messages', 'conversations')} =
        ${parentId(shape, 'messages', 'conversations', 'k - 1')} THEN ${rowId(shape, 'messages', 'k - 1')} END`),
      sender_user_id: plain(`CASE WHEN k % 2 = 1 THEN ${memberUser(shape, 'k / 2')} END`),
      direction: plain(`CASE WHEN k % 2 = 1 THEN 'out' ELSE 'in' END::app.message_direction`),
      body: text(`${oneOf(lines, 'i')} || ' ' || i`),
      headers: json(`jsonb_build_object('message_id', 'm' || i)`),
      raw: bytes(`CASE WHEN k % 50 = 49 THEN convert_to(md5('raw' || i), 'UTF8') END`),
      created_at: plain(moment(shape, 'messages')),
    },
  },
  {
    table: 'attachments',
    columns: {
      id: plain(`md5('attachments' || i)::uuid`),
      workspace_id: plain('w'),
      owner_type: plain(oneOf(['message', 'order', 'ticket'], 'k')),
      owner_id: plain(`CASE k % 3
        WHEN 0 THEN ${rowId(shape, 'messages', `k % ${shape.counts.messages}`)}
        WHEN 1 THEN ${rowId(shape, 'orders', `k % ${shape.counts.orders}`)}
        ELSE ${rowId(shape, 'support_tickets', `k % ${shape.counts.support_tickets}`)} END`),
      file_name: text(`'photo-' || i || '.jpg'`),
      storage_key: handle(`'files/' || md5('attachments' || i)`),
      metadata: json(`jsonb_build_object('bytes', 1000 + i % 9000)`),
      thumbnail: bytes(`decode(md5('thumbnail' || i), 'hex')`),
    },
  },
  {
    table: 'notes',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      contact_id: plain(rowId(shape, 'contacts', 'k / 2')),
      author_id: plain(memberUser(shape, 'k')),
      parent_id: plain(`CASE WHEN k % 2 = 1 THEN ${rowId(shape, 'notes', 'k - 1')} END`),
      body: text(`'Called back, will decide next week. Note ' || i`),
      created_at: plain(moment(shape, 'notes')),
    },
  },
  {
    table: 'search_documents',
    columns: {
      id: plain('i'),
      workspace_id: plain('w'),
      source_type: plain(`'contact'`),
      source_id: plain(rowId(shape, 'contacts', 'k')),
      content: text(`'c' || ${rowId(shape, 'contacts', 'k')} || '@mail.test'`),
      terms: list(`ARRAY['contact', 'c' || ${rowId(shape, 'contacts', 'k')}]`),
      indexed_at: plain(moment(shape, 'search_documents')),
    },
  },
];
