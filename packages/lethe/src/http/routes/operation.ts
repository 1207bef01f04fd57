import { z } from 'zod';
import { live, ready, version } from '../../wire/health.ts';
import { everyone, type Route, route } from '../route.ts';

const nothing = z.object({});
const base = {
  surface: 'operation',
  method: 'GET',
  may: everyone,
  params: nothing,
  query: nothing,
  body: nothing,
} as const;

const livez = route({
  ...base,
  operation: 'live',
  path: '/livez',
  summary: 'The process answers.',
  answers: { 200: live },
  handle: async () => ({ json: { live: true } }),
});

const readyz = route({
  ...base,
  operation: 'ready',
  path: '/readyz',
  summary: 'All parts are up (200), or not (503).',
  answers: { 200: ready, 503: ready },
  async handle({ context }) {
    const { parts } = await context.backend.health();
    const all = Object.values(parts).every(Boolean);
    return { status: all ? 200 : 503, json: { ready: all, parts } };
  },
});

const metrics = route({
  ...base,
  operation: 'metrics',
  path: '/metrics',
  summary: 'Numbers for Prometheus, among them the age of the oldest pending deletion.',
  answers: { 200: z.string() },
  answersAs: 'text/plain',
  async handle({ context }) {
    const text = await context.metrics.text(await context.backend.health());
    return { text, type: context.metrics.type };
  },
});

const versionRoute = route({
  ...base,
  operation: 'version',
  path: '/version',
  summary: 'Which Lethe this is.',
  answers: { 200: version },
  handle: async ({ context }) => ({ json: { name: 'lethe', version: context.settings.version } }),
});

const openapi = route({
  ...base,
  operation: 'openapi',
  path: '/openapi.json',
  summary: 'This API, as OpenAPI 3.1.',
  answers: { 200: z.record(z.string(), z.unknown()) },
  answersAs: 'application/json',
  handle: async ({ context }) => ({ text: context.openapi(), type: 'application/json; charset=utf-8' }),
});

export const operationRoutes: readonly Route[] = [livez, readyz, metrics, versionRoute, openapi];
