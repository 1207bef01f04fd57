import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problem } from '../wire/problem.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Route } from './route.ts';

/** The document at /openapi.json, made from the same routes that answer. */
export function openApi(app: FastifyInstance, { publicUrl, version }: HttpSettings): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lethe',
        description: 'From "delete my account" to signed proof that it is gone.',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          person: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token the host has signed.' },
          key: { type: 'http', scheme: 'bearer', description: 'A key with the scope named.' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

/** Every schema comes twice, as it is sent and as it is answered; the half that nothing refers to is left out. */
function withoutUnused<Document extends object>(document: Document): Document {
  let kept: Document & { components?: { schemas?: Record<string, unknown> } } = document;
  for (;;) {
    const schemas = Object.entries(kept.components?.schemas ?? {});
    const text = JSON.stringify(kept);
    const used = schemas.filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
    if (used.length === schemas.length) return kept;
    kept = { ...kept, components: { ...kept.components, schemas: Object.fromEntries(used) } };
  }
}

/** What fastify is told of a route: for the document, and to hold answers to their schemas. */
export function documentation(route: Route): FastifySchema {
  if (route.surface === 'page' || route.surface === 'development') return { hide: true };
  const { params, query, body } = route;
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [route.path.split('/')[2] ?? 'operation'],
    security: securityOf(route),
    ...(hasFields(params) ? { params } : {}),
    ...(hasFields(query) ? { querystring: query } : {}),
    ...(route.method === 'POST' ? { body } : {}),
    response: { ...answersOf(route), ...(route.surface === 'api' ? problems : {}) },
  };
}

const hasFields = (schema: z.ZodType): boolean =>
  !(schema instanceof z.ZodObject) || Object.keys(schema.shape).length > 0;

/** One of them is enough. The scope of a key stands beside its name. */
function securityOf({ may }: Route): Record<string, string[]>[] {
  if (may.who === 'everyone') return [{}];
  const keys = [may.scope, may.orScope].filter((scope) => typeof scope === 'string');
  return [...(may.person ? [{ person: [] }] : []), ...keys.map((scope) => ({ key: [scope] }))];
}

function answersOf({ answers, answersAs }: Route) {
  if (answersAs === null) return answers;
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      { description: z.globalRegistry.get(schema)?.description ?? 'As text.', content: contentOf(answersAs, schema) },
    ]),
  );
}

const contentOf = (type: string, schema: z.ZodType) =>
  type === 'text/event-stream'
    ? { 'text/event-stream': { schema: z.string() }, 'application/json': { schema } }
    : { [type]: { schema } };

const problems = Object.fromEntries(
  ['4xx', '5xx'].map((status) => [
    status,
    { description: 'A problem.', content: { 'application/problem+json': { schema: problem } } },
  ]),
);
