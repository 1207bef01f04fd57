import { z } from 'zod';
import { component } from './component.ts';
import { moment } from './moment.ts';
import { subjectText, written } from './names.ts';

/** What a key may be used for. Approving and placing holds are never part of another scope. */
export const scopes = [
  'request:read',
  'request:write',
  'request:decide',
  'plan:read',
  'plan:approve',
  'run:read',
  'run:write',
  'hold:read',
  'hold:write',
  'access:read',
  'access:write',
  'certificate:read',
  'key:write',
] as const;

const scope = component('Scope', z.enum(scopes), {
  description: 'What a key may be used for. Approving and placing holds are never part of another scope.',
});

export const apiKey = component(
  'ApiKey',
  z.object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scope),
    tenant: z.string().nullable().meta({ description: 'kind:key it is confined to; null: every subject.' }),
    createdAt: moment,
    expiresAt: moment.nullable(),
    revokedAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
  }),
  {
    description: 'A key, without its secret.',
    examples: [
      {
        id: 'key_01kb8n4x7r3mzw5p2v9d6q1htc8sfj0y4g7e',
        name: 'support desk',
        scopes: ['request:read'],
        tenant: null,
        createdAt: '2026-11-22T13:00:00.000Z',
        expiresAt: null,
        revokedAt: null,
        lastUsedAt: null,
      },
    ],
  },
);

export type ApiKeyShape = z.infer<typeof apiKey>;

export const apiKeyList = component('ApiKeys', z.object({ items: z.array(apiKey) }), { description: 'All keys.' });

export const newApiKey = component(
  'NewApiKey',
  z.strictObject({
    name: written(100),
    scopes: z.array(scope).min(1),
    tenant: subjectText.nullable().default(null),
    expiresInDays: z.int().min(1).max(3650).nullable().default(null),
  }),
  { description: 'A key to make.', examples: [{ name: 'support desk', scopes: ['request:read'], expiresInDays: 90 }] },
);

export const madeApiKey = component(
  'MadeApiKey',
  apiKey.extend({ secret: z.string().meta({ description: 'Told this once.' }) }),
  { description: 'The key that was made, with its secret.' },
);
