import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from './http-settings.ts';

const yearSeconds = 365 * 24 * 60 * 60;

const options = ({ publicUrl }: HttpSettings, directives: Record<string, string[]>): FastifyHelmetOptions => ({
  contentSecurityPolicy: { useDefaults: false, directives },
  referrerPolicy: { policy: 'no-referrer' },
  frameguard: { action: 'deny' },
  // Behind a plain address it would lock people out of whatever else is there.
  strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: yearSeconds, includeSubDomains: false } : false,
});

/** Nothing that we answer may be framed, kept, or told to others by its address. */
export function secureHeaders(app: FastifyInstance, settings: HttpSettings): void {
  app.register(helmet, {
    global: true,
    ...options(settings, { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] }),
  });
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    reply.header('x-robots-tag', 'noindex, nofollow');
    tellLimits(reply);
  });
}

/** Pages have one stylesheet, forms, and no script at all. */
export const pageHelmet = (settings: HttpSettings): FastifyHelmetOptions =>
  options(settings, {
    'default-src': ["'none'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
  });

interface Headers {
  getHeader(name: string): unknown;
  header(name: string, value: string): unknown;
  removeHeader(name: string): unknown;
}

/** The library writes the headers of an older draft. */
function tellLimits(reply: Headers): void {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => reply.getHeader(`ratelimit-${name}`));
  if (limit === undefined) return;
  for (const name of ['limit', 'remaining', 'reset']) reply.removeHeader(`ratelimit-${name}`);
  reply.header('ratelimit-policy', `"default";q=${limit};w=60`);
  reply.header('ratelimit', `"default";r=${remaining};t=${reset}`);
}
