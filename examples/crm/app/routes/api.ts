import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Crm } from '../crm.ts';
import { addContact, campaignsOf, newestContacts, newestConversations, openWorkspace, sendMessage } from '../inbox.ts';
import { subjectsOf } from '../subjects.ts';
import { type Credentials, userWithPassword } from '../users.ts';
import { signedIn, signIn } from '../web-session.ts';
import { failureOf } from './failure.ts';
import { body, ids, words } from './validated.ts';

interface InWorkspace {
  Params: { id: string };
}

/** For programs that hold a session. Only JSON is read here, which another site's form cannot send. */
export function api(crm: Crm): FastifyPluginAsync {
  return async (app) => {
    app.removeContentTypeParser('text/plain');
    app.setErrorHandler((error, _request, reply) => {
      const { status, title, detail, access } = failureOf(error, crm.report);
      return reply.status(status).send({ status, title, detail, ...(access === null ? {} : { access }) });
    });
    session(app, crm);
    reading(app, crm);
    writing(app, crm);
  };
}

function session(app: FastifyInstance, { pool, tries, sessions }: Crm): void {
  const credentials = body({ email: words(320), password: words(200) }, ['email', 'password']);
  app.post<{ Body: Credentials }>('/session', { schema: { body: credentials } }, async (request, reply) => {
    const user = await userWithPassword(pool, tries, request.body);
    signIn(request, reply, sessions.open(user));
    return reply.status(201).send(user);
  });
  app.get('/workspaces', async (request) => {
    const subjects = await subjectsOf(pool, signedIn(request).user.id);
    return { items: subjects.filter(({ kind }) => kind === 'workspace') };
  });
}

function reading(app: FastifyInstance, { pool }: Crm): void {
  const lists = { contacts: newestContacts, conversations: newestConversations, campaigns: campaignsOf };
  for (const [name, list] of Object.entries(lists))
    app.get<InWorkspace>(`/workspaces/:id/${name}`, { schema: { params: ids('id') } }, async (request) => {
      const user = signedIn(request).user.id;
      const { workspace } = await openWorkspace(pool, { user, workspace: request.params.id });
      return { items: await list(pool, workspace.id) };
    });
  app.get<InWorkspace>('/workspaces/:id/access', { schema: { params: ids('id') } }, async (request) => {
    const user = signedIn(request).user.id;
    const { access } = await openWorkspace(pool, { user, workspace: request.params.id });
    return { access };
  });
}

function writing(app: FastifyInstance, { pool }: Crm): void {
  const contact = body({ fullName: words(200), email: words(200, 0) }, ['fullName']);
  app.post<InWorkspace & { Body: { fullName: string; email?: string } }>(
    '/workspaces/:id/contacts',
    { schema: { params: ids('id'), body: contact } },
    async (request, reply) => {
      const place = { user: signedIn(request).user.id, workspace: request.params.id };
      return reply.status(201).send({ id: await addContact(pool, place, request.body) });
    },
  );
  app.post<{ Params: { id: string; conversation: string }; Body: { body: string } }>(
    '/workspaces/:id/conversations/:conversation/messages',
    { schema: { params: ids('id', 'conversation'), body: body({ body: words(10_000) }, ['body']) } },
    async (request, reply) => {
      const { id: workspace, conversation } = request.params;
      const place = { user: signedIn(request).user.id, workspace };
      const id = await sendMessage(pool, place, { conversation, body: request.body.body });
      return reply.status(201).send({ id });
    },
  );
}
