import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import { problemKinds, refusalStatus } from './problem-table.ts';
import type { May, Route, Surface } from './route.ts';
import { routes } from './routes.ts';

const intro = `# HTTP

Made from the table of routes (\`node scripts/generate-http-reference.ts\`); a test compares the two. The same as OpenAPI 3.1,
with every field, is served at \`/openapi.json\`.

- **Who calls**: \`Authorization: Bearer …\`, either a token that the host has signed for one of its people (a JWT of at most
  five minutes: \`sub\`, \`aud\`, \`iat\`, \`exp\`, \`auth_time\`, \`amr\`) or a key with the scope named. What they may not see is
  answered like what is not there.
- **Bodies** are JSON of at most 64 kB, every key once. Times are RFC 3339 UTC, nulls are written,
  enumerated values are snake_case, codes in capitals.
- **Idempotency-Key** on every POST below \`/v1\`: the same key and call bring the same answer for a day, with
  \`Idempotency-Replayed: true\`; another call 422, one that is not answered yet 409. Failures of ours are forgotten.
- **If-Match** on what happens to a request: the \`ETag\` it was read with. Another one is 412. An approval must name the
  digest of its plan.
- **Lists** take \`limit\` (at most 200) and \`cursor\` (the \`next\` of the page before).
- **Limits**: \`RateLimit\` and \`RateLimit-Policy\`, and 429 with \`Retry-After\`.
- **Problems** are RFC 9457, \`application/problem+json\`: \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`, \`code\`,
  \`refusal\`, \`errors\` with JSON pointers, \`changed\`, \`retryable\`, and \`next\`: what to do.
- **Events of a run** come as \`text/event-stream\`: \`snapshot\` first, then each event as a message, a comment every ten
  seconds of silence, \`end\` last. Every one has an id; \`Last-Event-ID\` goes on after it.
`;

const titles: Readonly<Record<Surface, string>> = {
  api: 'The API',
  operation: 'For machines beside it',
  page: 'Hosted pages',
  development: 'In development only',
};

const may = (who: May): string => {
  if (who.who === 'everyone') return 'everyone';
  const { person, scope, orScope } = who;
  const keys = [scope, orScope].filter((each) => typeof each === 'string').map((each) => `\`${each}\``);
  return [...(person ? ['person'] : []), ...(keys.length === 0 ? [] : [`key with ${keys.join(' or ')}`])].join(' or ');
};

const nameOf = (schema: z.ZodType): string => {
  const id = z.globalRegistry.get(schema)?.id;
  return id === undefined ? '' : `\`${id}\``;
};

const bodyOf = ({ method, body }: Route): string => (method === 'POST' ? nameOf(body) || '–' : '–');

const answersOf = ({ answers, answersAs }: Route): string =>
  Object.entries(answers)
    .map(([status, schema]) => `${status} ${answersAs === null ? nameOf(schema) : `\`${answersAs}\``}`.trim())
    .join(', ');

function tableOf(surface: Surface): string {
  const rows = routes.filter((route) => route.surface === surface);
  const api = surface === 'api';
  const lines = rows.map((route) => {
    const cells = [`\`${route.method} ${route.path}\``, route.summary];
    if (api) cells.push(may(route.may), bodyOf(route), answersOf(route), `\`${route.operation}\``);
    return `| ${cells.join(' | ')} |`;
  });
  const head = api ? ['route', 'what', 'who', 'body', 'answer', 'operation'] : ['route', 'what'];
  return [`## ${titles[surface]}`, '', `| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join(
    '\n',
  );
}

function problemTable(): string {
  const codes = errorCodes
    .filter((code) => problemKinds[code].status < 500)
    .map((code) => `| \`${code}\` | ${problemKinds[code].status} | ${problemKinds[code].title} |`);
  const refusals = Object.entries(refusalStatus).map(([code, status]) => `\`${code}\` ${status}`);
  return [
    '## Problems',
    '',
    'What to do about each is in [errors.md](errors.md). Failures of ours are 500 or 503 and say only that they happened.',
    '',
    '| code | status | title |',
    '|---|---|---|',
    ...codes,
    '',
    `\`REQUEST_REFUSED\` has its own status for each \`refusal\`: ${refusals.join(', ')}.`,
  ].join('\n');
}

/** docs/reference/http.md, whole. */
export const httpReference = (): string =>
  `${[intro.trim(), ...(['api', 'operation', 'page', 'development'] as const).map(tableOf), problemTable()].join('\n\n')}\n`;
