import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { clubWithEverything } from './club-with-everything.ts';
import { type HttpCase, httpCase } from './http-case.ts';

let http: HttpCase;
let run: string;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
  ({ run } = await clubWithEverything(http));
});
afterAll(() => http[Symbol.asyncDispose]());

interface Message {
  readonly event: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function messagesIn(text: string): Message[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const lines = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      return {
        event: lines.get('event') ?? 'message',
        id: lines.get('id') ?? '',
        data: JSON.parse(lines.get('data') ?? ''),
      };
    });
}

const watch = async (headers: Record<string, string> = {}): Promise<Message[]> => {
  const answer = await http.call('GET', `/v1/runs/${run}/events`, { as: await http.key(), headers });
  expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(answer.headers['x-accel-buffering']).toBe('no');
  return messagesIn(answer.text);
};

it('a run that has ended is a snapshot and an end, each with an id', async () => {
  const messages = await watch();
  expect(messages.map(({ event }) => event)).toEqual(['snapshot', 'end']);
  for (const { id, data } of messages) {
    expect(id).toMatch(/^\d+$/);
    expect(data).toMatchObject({ id: run, state: 'completed', done: true });
  }
});

it('a stream that is resumed brings every event after the one named, once and in order', async () => {
  const all = (await watch({ 'last-event-id': '0' })).filter(({ event }) => event === 'message');
  expect(all.length).toBeGreaterThan(2);
  const middle = all[1]?.id ?? '';
  const [snapshot, ...rest] = await watch({ 'last-event-id': middle });
  expect([snapshot?.event, snapshot?.id]).toEqual(['snapshot', middle]);
  expect(rest.filter(({ event }) => event === 'message').map(({ id }) => id)).toEqual(all.slice(2).map(({ id }) => id));
  expect(rest.at(-1)).toMatchObject({ event: 'end', id: all.at(-1)?.id });
});

it('the same events come as JSON where that is asked for', async () => {
  const all = (await watch({ 'last-event-id': '0' })).filter(({ event }) => event === 'message');
  const json = await http.call('GET', `/v1/runs/${run}/events`, {
    as: await http.key(),
    headers: { accept: 'application/json' },
  });
  expect(JSON.parse(json.text).items.map(({ id }: { id: string }) => id)).toEqual(all.map(({ id }) => id));
});

it('a run that is still queued is followed until whoever follows hangs up, and until the service ends', async () => {
  const own = await httpCase({ url: inject('postgresUrl') });
  const { run: done } = await clubWithEverything(own);
  await own.club.client.query(`update lethe.runs set state = 'queued', finished_at = null where id = $1`, [done]);
  await own.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = own.app.server.address() as AddressInfo;
  const follow = async (signal: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/v1/runs/${done}/events`, {
      headers: { authorization: `Bearer ${await own.key()}` },
      signal,
    });
  const gone = new AbortController();
  const first = await follow(gone.signal);
  const reader = first.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^event: snapshot\nid: \d+\ndata: /);
  gone.abort();
  const second = await follow(new AbortController().signal);
  const begun = performance.now();
  await own[Symbol.asyncDispose]();
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(await second.text()).not.toContain('event: end');
});

it('a certificate is read as JSON and as the note that lethe verify takes', async () => {
  const as = await http.key();
  const { certificates } = JSON.parse((await http.call('GET', `/v1/requests?limit=5`, { as })).text).items.find(
    ({ runs }: { runs: string[] }) => runs.includes(run),
  );
  const path = `/v1/certificates/${certificates[0]}`;
  const json = await http.call('GET', path, { as });
  const note = await http.call('GET', `${path}/note`, { as });
  expect(note.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(json.field('note')).toBe(note.text);
  expect((await http.call('GET', '/v1/residuals', { as })).status).toBe(200);
});
