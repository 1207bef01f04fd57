import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createLethe } from './create-lethe.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers with one of the list after the other, the last one for ever; null cuts the connection. */
async function answering(...answers: readonly (readonly [status: number, body: unknown] | null)[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    if (answer === null || answer === undefined) return void request.socket.destroy();
    response.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  let asked = 0;
  const lethe = createLethe({
    url: `http://127.0.0.1:${port}`,
    token: () => {
      asked += 1;
      return `token-${asked}`;
    },
  });
  return { lethe, seen };
}

const active = { subject: 'line:7,4/2', access: 'active' };
const problem = {
  type: 'http://x/problems/REQUEST_REFUSED',
  title: 'The request does not allow this now',
  status: 409,
  detail: 'The deletion has begun and can no longer be cancelled.',
  instance: '/v1/requests/req_1/cancel',
  code: 'REQUEST_REFUSED',
  refusal: 'TOO_LATE',
  errors: [],
  changed: [],
  retryable: false,
  next: 'Read why; the request is as it was.',
};

it('asks with a token of its own for each call', async () => {
  const { lethe, seen } = await answering([200, active]);
  expect(await lethe.access('line:7,4/2')).toBe('active');
  await lethe.access('line:7,4/2');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  expect(seen[0]?.url).toBe('/v1/access?subject=line%3A7%2C4%2F2');
});

it('puts what is named into one part of the address, whatever is in it', async () => {
  const there = { subject: 'a:1', path: ['a:1'], there: true, access: 'active', openRequests: [] };
  const { lethe, seen } = await answering([200, there]);
  await lethe.deactivate('a:../../keys?x=#1');
  expect(seen[0]).toMatchObject({
    method: 'POST',
    url: '/v1/subjects/a%3A..%2F..%2Fkeys%3Fx%3D%231/deactivate',
    body: '{}',
  });
});

it('tries again what changes nothing', async () => {
  const { lethe, seen } = await answering(null, [503, {}], [200, active]);
  expect(await lethe.access('a:1')).toBe('active');
  expect(seen).toHaveLength(3);
});

it('never repeats by itself what changes something', async () => {
  const { lethe, seen } = await answering(null);
  await expect(lethe.cancel('req_1')).rejects.toMatchObject({ name: 'LetheProblem', code: 'UNREACHABLE', status: 0 });
  expect(seen).toHaveLength(1);
});

it('throws what Lethe refuses, with its code and what to do', async () => {
  const { lethe } = await answering([409, problem]);
  await expect(lethe.cancel('req_1')).rejects.toMatchObject({
    name: 'LetheProblem',
    message: problem.detail,
    status: 409,
    code: 'REQUEST_REFUSED',
    refusal: 'TOO_LATE',
    next: problem.next,
  });
});

it('tells an answer of somebody else from one of Lethe', async () => {
  const { lethe } = await answering([404, '<html>']);
  await expect(lethe.run('run_1')).rejects.toMatchObject({ code: 'UNEXPECTED', status: 404 });
  const { lethe: other } = await answering([200, { access: 'whatever' }]);
  await expect(other.access('a:1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
});

it('reads what remains of a request or of a subject', async () => {
  const item = { request: 'req_1', run: 'run_1', table: 'app.invoices', rows: 1, reason: 'tax law', until: null };
  const { lethe, seen } = await answering([200, { items: [item] }], [200, { items: [] }]);
  expect(await lethe.residuals({ request: 'req_1' })).toEqual([item]);
  expect(await lethe.residuals({ subject: 'a:1' })).toEqual([]);
  expect(seen.map(({ url }) => url)).toEqual(['/v1/residuals?request=req_1', '/v1/residuals?subject=a%3A1']);
});

it('sends the idempotency key it is given', async () => {
  const { lethe, seen } = await answering([409, problem]);
  await expect(lethe.receive({ subject: 'a:1' }, { idempotencyKey: 'form-1' })).rejects.toThrow(problem.detail);
  expect(seen[0]?.headers['idempotency-key']).toBe('form-1');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ subject: 'a:1' });
});
