import type { FastifyInstance } from 'fastify';
import type { Crm } from '../crm.ts';
import type { Html } from '../html.ts';
import {
  addContact,
  campaignsOf,
  newestContacts,
  newestConversations,
  openWorkspace,
  sendMessage,
  threadOf,
} from '../inbox.ts';
import { campaignsBody, contactsBody, conversationsBody, threadBody } from '../pages/inbox.ts';
import { page } from '../pages/page.ts';
import type { Session } from '../sessions.ts';
import { type Form, signedIn, signedInForm } from '../web-session.ts';
import { bannerOf } from './banner-of.ts';
import { sendPage } from './send-page.ts';
import { body, ids, words } from './validated.ts';

interface View {
  readonly title: string;
  readonly body: Html;
}

type ViewOf = (session: Session, workspace: string, item: string) => Promise<View>;

export function inboxRoutes(app: FastifyInstance, crm: Crm): void {
  const { pool } = crm;
  const show = (path: string, view: ViewOf, schema = ids('id')): void => {
    app.get<{ Params: { id: string; item?: string } }>(path, { schema: { params: schema } }, async (request, reply) => {
      const session = signedIn(request);
      const { id, item = '' } = request.params;
      const { workspace: subject, access } = await openWorkspace(pool, { user: session.user.id, workspace: id });
      const banner = await bannerOf(crm, session, { subject, access });
      return sendPage(reply, page({ ...(await view(session, id, item)), session, subject, banner }));
    });
  };
  show('/workspaces/:id', async (session, id) => ({
    title: 'Contacts',
    body: contactsBody(session, id, await newestContacts(pool, id)),
  }));
  show('/workspaces/:id/conversations', async (_session, id) => ({
    title: 'Conversations',
    body: conversationsBody(id, await newestConversations(pool, id)),
  }));
  show('/workspaces/:id/campaigns', async (_session, id) => ({
    title: 'Campaigns',
    body: campaignsBody(await campaignsOf(pool, id)),
  }));
  const thread: ViewOf = async (session, id, item) => {
    const found = await threadOf(pool, id, item);
    return { title: found.subject ?? 'No subject', body: threadBody(session, id, found) };
  };
  show('/workspaces/:id/conversations/:item', thread, ids('id', 'item'));
  writeRoutes(app, crm);
}

function writeRoutes(app: FastifyInstance, { pool }: Crm): void {
  const contact = body({ formToken: words(100), fullName: words(200), email: words(200, 0) }, ['fullName']);
  app.post<{ Params: { id: string }; Body: Form & { fullName: string; email?: string } }>(
    '/workspaces/:id/contacts',
    { schema: { params: ids('id'), body: contact } },
    async (request, reply) => {
      const { id } = request.params;
      await addContact(pool, { user: signedInForm(request).user.id, workspace: id }, request.body);
      return reply.redirect(`/workspaces/${id}`, 303);
    },
  );
  const message = body({ formToken: words(100), body: words(10_000) }, ['body']);
  app.post<{ Params: { id: string; item: string }; Body: Form & { body: string } }>(
    '/workspaces/:id/conversations/:item/messages',
    { schema: { params: ids('id', 'item'), body: message } },
    async (request, reply) => {
      const { id, item: conversation } = request.params;
      const place = { user: signedInForm(request).user.id, workspace: id };
      await sendMessage(pool, place, { conversation, body: request.body.body });
      return reply.redirect(`/workspaces/${id}/conversations/${conversation}`, 303);
    },
  );
}
