import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance } from 'fastify';
import type { Crm } from './crm.ts';
import { openPool } from './database.ts';
import { openHostKey } from './host-key.ts';
import { letheClient } from './lethe-client.ts';
import { stylesheet } from './pages/stylesheet.ts';
import { PasswordTries } from './password-tries.ts';
import { api } from './routes/api.ts';
import { pages } from './routes/pages.ts';
import { Sessions } from './sessions.ts';
import { rememberSessions } from './web-session.ts';

export interface CrmOptions {
  readonly databaseUrl: string;
  readonly letheUrl: string;
  readonly keysDir: string;
  readonly now?: () => number;
  /** Told of what went wrong here, as opposed to what was refused. */
  readonly report?: (error: unknown) => void;
}

/** The CRM as a web application, not yet listening. Closing it closes its connections. */
export async function crmServer(options: CrmOptions): Promise<FastifyInstance> {
  const { databaseUrl, letheUrl, keysDir, now = Date.now, report = () => undefined } = options;
  const key = await openHostKey(keysDir);
  const crm: Crm = {
    pool: openPool(databaseUrl, report),
    sessions: new Sessions(now),
    tries: new PasswordTries(now),
    lethe: letheClient(letheUrl),
    key,
    now,
    report,
  };
  const app = fastify({ bodyLimit: 256 * 1024, forceCloseConnections: true });
  app.addHook('onClose', () => crm.pool.end());
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers(protection);
  });
  await app.register(cookie);
  rememberSessions(app, crm.sessions);
  app.get('/readyz', async () => {
    await crm.pool.query('SELECT FROM app.users LIMIT 1');
    return { ready: true };
  });
  app.get('/style.css', (_request, reply) => reply.type('text/css').send(stylesheet));
  await app.register(pages(crm));
  await app.register(api(crm), { prefix: '/api' });
  return app;
}

const protection = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
