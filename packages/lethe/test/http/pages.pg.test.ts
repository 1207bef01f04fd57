import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openLog } from '../../src/http/log.ts';
import { openServer } from '../../src/http/server.ts';
import { advanceClock } from '../../src/postgres/clock.ts';
import { readNow } from '../../src/postgres/requests.ts';
import { ann } from '../club/club-case.ts';
import { type Called, type HttpCase, httpCase, settingsOf } from './http-case.ts';

let http: HttpCase;
beforeAll(async () => {
  http = await httpCase({ url: inject('postgresUrl') });
});
afterAll(() => http[Symbol.asyncDispose]());

const cookieOf = ({ headers }: Called, name: string): string => {
  const set = [headers['set-cookie']].flat().map(String);
  return set.find((each) => each.startsWith(`${name}=`))?.split(';')[0] ?? '';
};

const formOf = ({ text }: Called): string => /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
const titleOf = ({ text }: Called): string => /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '';

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Called> =>
  http.call('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

const tokensMailedTo = (to: string): string[] =>
  http.club
    .mails(to)
    .flatMap(({ links }) => links)
    .filter((link) => link.includes('/link/'))
    .map((link) => link.slice(link.lastIndexOf('/') + 1));

/** A request that waits for the second step, and the newest token that was mailed for it. */
async function confirming(
  subject = 'club:1',
  asking = { requester: ann, mailbox: 'ann@club.test' },
): Promise<{ id: string; token: string; cookie: string }> {
  const id = await http.club.ask(subject, asking.requester);
  await http.club.settle();
  await http.club.tell(id, { type: 'proof given', proof: { kind: 'role', at: 0, role: 'owner' } });
  await http.club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await http.club.settle();
  // Of the mailed links the confirmation's is the one that is open and is no cancelling.
  for (const token of tokensMailedTo(asking.mailbox).toReversed()) {
    const view = await http.backend.links.read(token);
    if (view.request === id && view.purpose === 'confirmation' && view.is === 'open') {
      return { id, token, cookie: `lethe_link=${token}` };
    }
  }
  throw new Error('no confirmation was mailed');
}

const stateOf = async (id: string): Promise<string> => (await http.club.request(id)).state;

describe('a mailed link', () => {
  it('F40: is exchanged for a cookie and an address without it, and changes nothing however it is opened', async () => {
    const { id, token } = await confirming();
    const before = await http.club.request(id);
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
      const opened = await http.call(method, `/link/${token}`, { headers: { 'sec-purpose': 'prefetch' } });
      if (method === 'OPTIONS') continue;
      expect([opened.status, opened.headers['location']]).toEqual([303, '/link']);
      expect(String(opened.headers['set-cookie'])).toMatch(/; Path=\/link; HttpOnly; Secure; SameSite=Lax$/);
      expect(opened.headers['referrer-policy']).toBe('no-referrer');
      await http.call(method, '/link', { headers: { cookie: cookieOf(opened, 'lethe_link') } });
    }
    expect(await http.club.request(id)).toEqual(before);
    const tables = ['tokens', 'notices', 'deliveries', 'events', 'requests', 'addresses', 'idempotency'];
    for (const table of tables) {
      const { rows } = await http.club.client.query(`select t::text as row from lethe.${table} t`);
      expect(JSON.stringify(rows), table).not.toContain(token);
    }
    expect(http.logged.join('')).not.toContain(token);
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
  });

  it('schedules deletion only when the name is typed into its page', async () => {
    const { id, cookie } = await confirming();
    const page = await http.call('GET', '/link', { headers: { cookie } });
    expect(titleOf(page)).toBe('Schedule deletion of “Club of One”?');
    expect(page.text).toContain('Type Club of One to schedule deletion');
    expect(page.text).toMatch(
      /will be deleted on \w+ \d+ \w+ \d{4}, \d\d:\d\d \(Europe\/Berlin, UTC\+\d\): 7 days from now/,
    );
    expect(page.text).not.toContain('<script');
    const form = formOf(page);
    // What a scanner of mail does: it sends the form as it finds it.
    const idle = await post('/link', { form, action: 'confirm', typed: '' }, { cookie });
    expect([idle.status, await stateOf(id)]).toEqual([422, 'confirming']);
    expect(idle.text).toContain('role="alert"');
    const wrong = await post('/link', { form, action: 'confirm', typed: 'Another Club' }, { cookie });
    expect([wrong.status, await stateOf(id)]).toEqual([422, 'confirming']);
    const done = await post('/link', { form, action: 'confirm', typed: ' Club of One ' }, { cookie });
    expect([done.status, titleOf(done), await stateOf(id)]).toEqual([200, 'Deletion is scheduled', 'scheduled']);
    expect(done.text).toMatch(
      /“Club of One” will be deleted on \w+ \d+ \w+ \d{4}, \d\d:\d\d \(Europe\/Berlin, UTC\+\d\)/,
    );
    const again = await post('/link', { form, action: 'confirm', typed: 'Club of One' }, { cookie });
    expect([again.status, titleOf(again)]).toEqual([200, 'Deletion is scheduled']);
    expect(titleOf(await http.call('GET', '/link', { headers: { cookie } }))).toBe('Deletion is scheduled');
    await http.club.settle();

    const cancels = tokensMailedTo('ben@club.test').at(-1) ?? '';
    const cancelCookie = `lethe_link=${cancels}`;
    const cancelPage = await http.call('GET', '/link', { headers: { cookie: cancelCookie } });
    expect(titleOf(cancelPage)).toBe('Cancel deletion of “Club of One”?');
    // The form of another link does not act on this one.
    const mixed = await post('/link', { form, action: 'cancel' }, { cookie: cancelCookie });
    expect([mixed.status, await stateOf(id)]).toEqual([403, 'scheduled']);
    const cancelled = await post('/link', { form: formOf(cancelPage), action: 'cancel' }, { cookie: cancelCookie });
    expect([cancelled.status, titleOf(cancelled), await stateOf(id)]).toEqual([
      200,
      'The deletion was cancelled',
      'cancelled',
    ]);
  });

  it('that proves says that it schedules, where there is no second step, and until when', async () => {
    await http.club.wish({ address: 'dee@other.test', kind: 'club', named: '2' });
    await http.club.settle();
    const { rows } = await http.club.client.query<{ id: string }>(
      `update lethe.requests set body = jsonb_set(jsonb_set(body, '{policy,confirm}', 'null'), '{policy,grace,access}', '"restricted"')
       where state = 'verifying' returning id`,
    );
    const id = rows[0]?.id ?? '';
    const token = tokensMailedTo('dee@other.test').at(-1) ?? '';
    const cookie = `lethe_link=${token}`;
    const page = await http.call('GET', '/link', { headers: { cookie } });
    expect(titleOf(page)).toMatch(/^Schedule deletion of “.+”\?$/);
    expect(page.text).toMatch(
      /Saying yes schedules the deletion for \w+ \d+ \w+ \d{4}, .+: 7 days from now. Until then access is restricted and it can be cancelled/,
    );
    expect(page.text).not.toContain('only shows');
    const name = /<label for="typed">Type (.+) to schedule deletion</.exec(page.text)?.[1] ?? '';
    const done = await post('/link', { form: formOf(page), action: 'prove', typed: name }, { cookie });
    expect([done.status, titleOf(done), await stateOf(id)]).toEqual([200, 'Deletion is scheduled', 'scheduled']);
    expect(done.text).toMatch(/will be deleted on .+ \d{4}, .+Until then access is restricted\./s);
    expect(titleOf(await http.call('GET', '/link', { headers: { cookie } }))).toBe('Deletion is scheduled');
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '4' });
  });

  it('that proves promises no more than that where a second step comes', async () => {
    await http.club.wish({ address: 'ann@club.test', kind: 'club', named: 'one' });
    await http.club.settle();
    const { rows } = await http.club.client.query<{ id: string }>(
      `select id from lethe.requests where state = 'verifying'`,
    );
    const cookie = `lethe_link=${tokensMailedTo('ann@club.test').at(-1) ?? ''}`;
    const page = await http.call('GET', '/link', { headers: { cookie } });
    expect(titleOf(page)).toBe('Was it you who asked to delete “Club of One”?');
    expect(page.text).toContain('saying yes deletes nothing');
    const done = await post('/link', { form: formOf(page), action: 'prove', typed: 'Club of One' }, { cookie });
    expect([titleOf(done), await stateOf(rows[0]?.id ?? '')]).toEqual(['This link was used', 'confirming']);
    expect(done.text).toContain('Next comes a message with a link to confirm the deletion.');
    await http.club.tell(rows[0]?.id ?? '', { type: 'cancel', by: 'requester', actor: '1' });
  });

  it('says in its own words that it is superseded, expired, or was never sent', async () => {
    // Of her own, as one mailbox is not written to without end.
    const dee = { requester: { ...ann, actor: '4' }, mailbox: 'dee@other.test' };
    const { id, cookie } = await confirming('club:2', dee);
    const resent = await http.call('POST', `/v1/requests/${id}/confirmation`, { as: await http.person('4'), body: {} });
    expect(resent.status, resent.text).toBe(200);
    await http.club.settle();
    expect(titleOf(await http.call('GET', '/link', { headers: { cookie } }))).toBe('A newer message was sent');
    const newest = tokensMailedTo(dee.mailbox);
    const views = await Promise.all(newest.map((token) => http.backend.links.read(token)));
    const open = newest[views.findLastIndex(({ is, purpose }) => is === 'open' && purpose === 'confirmation')] ?? '';
    await http.club.later(25 * 3_600_000);
    const late = await http.call('GET', '/link', { headers: { cookie: `lethe_link=${open}` } });
    expect(titleOf(late)).toBe('This link has expired');
    expect(late.text).toContain('Nothing has been deleted.');
    for (const token of ['made-up', open.slice(0, -1), open.toUpperCase(), 'x'.repeat(400)]) {
      const page = await http.call('GET', '/link', { headers: { cookie: `lethe_link=${token}` } });
      expect([page.status, titleOf(page)]).toEqual([404, 'This link is not known']);
    }
    expect(titleOf(await http.call('GET', '/link'))).toBe('Open the link in the message again');
  });

  it('of somebody who did not ask ends the request', async () => {
    const { id, cookie } = await confirming();
    const form = formOf(await http.call('GET', '/link', { headers: { cookie } }));
    const denied = await post('/link', { form, action: 'deny' }, { cookie });
    expect(denied.status).toBe(200);
    expect(await stateOf(id)).toBe('cancelled');
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign origin', { origin: 'https://evil.test' }],
    ['no page of ours', { 'sec-fetch-site': 'same-origin' }],
  ])('F49: is not used by a form from %s', async (_, headers) => {
    const { id, cookie } = await confirming();
    const page = await http.call('GET', '/link', { headers: { cookie } });
    const form = 'sec-fetch-site' in headers && headers['sec-fetch-site'] === 'same-origin' ? 'guessed' : formOf(page);
    const sent = await post('/link', { form, action: 'deny' }, { cookie, ...headers });
    expect([sent.status, titleOf(sent)]).toEqual([403, 'The form is out of date']);
    expect(await stateOf(id)).toBe('confirming');
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
  });

  it('F50: may not be framed: what it is for is a click away', async () => {
    const { id, cookie } = await confirming();
    const page = await http.call('GET', '/link', { headers: { cookie } });
    expect(titleOf(page)).toBe('Schedule deletion of “Club of One”?');
    expect(String(page.headers['content-security-policy'])).toContain("frame-ancestors 'none'");
    expect(page.headers['x-frame-options']).toBe('DENY');
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
  });

  it('F49: is not used by GET, whatever stands in its query', async () => {
    const { id, cookie } = await confirming();
    const form = formOf(await http.call('GET', '/link', { headers: { cookie } }));
    for (const action of ['confirm', 'deny'])
      await http.call('GET', `/link?form=${form}&action=${action}&typed=Club+of+One`, { headers: { cookie } });
    expect(await stateOf(id)).toBe('confirming');
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
  });

  it('shows a name as text, whatever is in it', async () => {
    await http.club.client.query(
      `update app.clubs set name = '"><script>alert(1)</script><img src=x onerror=alert(2)>' where id = 3`,
    );
    const { id, cookie } = await confirming('club:3');
    const page = await http.call('GET', '/link', { headers: { cookie } });
    expect(page.text).toContain('&lt;script&gt;alert(1)');
    expect(page.text).not.toMatch(/<script|<img/);
    await http.club.tell(id, { type: 'cancel', by: 'requester', actor: '1' });
  });
});

describe('the form for people who are not signed in', () => {
  const fill = async (fields: Record<string, string>): Promise<Called> => {
    const page = await http.call('GET', '/request');
    return post('/request', { form: formOf(page), ...fields }, { cookie: cookieOf(page, 'lethe_form') });
  };

  it('F46: answers known and unknown with the same bytes, and does the same work', async () => {
    const wish = { kind: 'club', named: 'one' };
    const count = async () => (await http.club.client.query('select from lethe.wishes')).rowCount;
    const before = Number(await count());
    const known = await fill({ ...wish, address: 'ann@club.test' });
    const unknown = await fill({ ...wish, address: 'nobody@club.test' });
    const nowhere = await fill({ ...wish, address: 'nobody@club.test', named: 'nowhere' });
    expect([known.status, known.text]).toEqual([202, unknown.text]);
    expect(nowhere.text).toBe(known.text);
    const dateless = ({ headers: { date: _, ratelimit: _r, ...rest } }: Called) => rest;
    expect(dateless(known)).toEqual(dateless(unknown));
    expect(await count()).toBe(before + 3);

    const api = async (address: string): Promise<Called> =>
      http.call('POST', '/v1/public/requests', { body: { ...wish, address } });
    const [one, two] = [await api('ann@club.test'), await api('nobody@nowhere.test')];
    expect([one.status, one.text, dateless(one)]).toEqual([202, two.text, dateless(two)]);
  });

  it('asks for what is looked for, in the words of no product', async () => {
    const { text } = await http.call('GET', '/request');
    expect(text).toContain('Its address name (handle) or key');
    expect(text).toContain('said yes there');
    expect(text).not.toMatch(/name, handle or key|workspace|contacts|conversations|invoices/);
  });

  it('asks again for what is missing, keeping what was written', async () => {
    const answer = await fill({ address: '"><script>', kind: 'club', named: '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('aria-describedby="wrong-address"');
    expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(answer.text).toContain('id="wrong-named"');
  });

  it('F49: is not sent from elsewhere', async () => {
    const sent = await post('/request', { form: 'x', address: 'a@b.test', kind: 'club', named: 'one' });
    expect(sent.status).toBe(403);
  });
});

describe('the status by code', () => {
  it('is shown in words for who has the code, and for nobody else', async () => {
    const key = await http.key();
    const made = await http.call('POST', '/v1/requests', { as: key, body: { subject: 'club:2' } });
    const code = String(made.field('statusCode'));
    const arrived = await http.call('GET', `/status/${code}`);
    expect([arrived.status, arrived.headers['location']]).toEqual([303, '/status']);
    const page = await http.call('GET', '/status', { headers: { cookie: cookieOf(arrived, 'lethe_status') } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Nothing has been deleted yet.');
    for (const secret of ['Second Club', 'club:2', code]) expect(page.text).not.toContain(secret);
    const json = await http.call('GET', `/v1/public/status/${code}`);
    expect([json.status, json.field('kind')]).toEqual([200, 'club']);
    const wrong = await http.call('GET', '/status', { headers: { cookie: 'lethe_status=WRONG' } });
    expect([wrong.status, titleOf(wrong)]).toEqual([404, 'Status of a request']);
    expect((await http.call('GET', '/v1/public/status/WRONG')).field('code')).toBe('STATUS_UNKNOWN');
  });

  it('is asked for by a form', async () => {
    const page = await http.call('GET', '/status');
    const cookie = cookieOf(page, 'lethe_status_form');
    const sent = await post('/status', { form: formOf(page), code: ' abcd-efgh ' }, { cookie });
    expect([sent.status, sent.headers['location']]).toEqual([303, '/status']);
    expect(cookieOf(sent, 'lethe_status')).toBe('lethe_status=abcdefgh');
  });
});

describe('every page', () => {
  it.each(['/', '/request', '/status', '/link', '/problems/PLAN_STALE', '/assets/lethe.css'])(
    'F50: %s may not be framed, scripted or told to others',
    async (path) => {
      const { headers, text } = await http.call('GET', path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';style-src 'self';img-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'",
      );
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=31536000',
        'cache-control': path.startsWith('/assets/') ? 'public, max-age=3600' : 'no-store',
      });
      expect(text).not.toMatch(/<script|\son\w+=|style=/);
      if (path.startsWith('/assets/')) return;
      expect(text).toContain('<html lang="en">');
      expect(text.match(/<h1>/g)).toHaveLength(1);
      for (const [, id] of text.matchAll(/<(?:input type="(?:text|email)"|select) id="(\w+)"/g))
        expect(text).toContain(`<label for="${id}">`);
    },
  );

  it('that is not there says so, as a page to people and as a problem to programs', async () => {
    const page = await http.call('GET', '/links/abc', { headers: { accept: 'text/html' } });
    expect([page.status, titleOf(page), page.headers['content-type']]).toEqual([
      404,
      'Nothing is here',
      'text/html; charset=utf-8',
    ]);
    expect((await http.call('GET', '/links/abc')).field('code')).toBe('ROUTE_UNKNOWN');
  });

  it('of development is not there in production', async () => {
    for (const path of ['/dev/mailbox', '/dev/clock']) expect((await http.call('GET', path)).status).toBe(404);
  });
});

describe('development', () => {
  it('shows the mailbox and moves the clock, under a banner', async () => {
    const { database } = http.club.lethe;
    const app = openServer({
      backend: http.backend,
      settings: settingsOf(http.club),
      log: openLog({ level: 'silent' }),
      dev: {
        mailbox: http.club.mailbox,
        clock: {
          read: () => database.use(readNow),
          advance: async (ms) => void (await advanceClock(database, ms)),
        },
      },
    });
    const before = await database.use(readNow);
    const moved = await app.inject({ method: 'POST', url: '/dev/clock', payload: { advance: 'PT1H' } });
    expect(moved.statusCode).toBe(200);
    const after = await database.use(readNow);
    expect(after.lethe - before.lethe).toBeGreaterThanOrEqual(3_600_000);
    for (const advance of ['P1M', '-PT1H', 0, 'soon', 1e20])
      expect((await app.inject({ method: 'POST', url: '/dev/clock', payload: { advance } })).statusCode).toBe(400);
    const form = await app.inject({
      method: 'POST',
      url: '/dev/clock',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'advance=1000',
    });
    expect([form.statusCode, form.headers.location]).toEqual([303, '/dev/clock']);
    const list = await app.inject('/dev/mailbox');
    expect(list.body).toContain('<strong>Development.</strong>');
    const [mail] = http.club.mails();
    const one = await app.inject(`/dev/mailbox/${mail?.id}`);
    expect(one.body).toContain(mail?.to);
    const json = await app.inject({ url: '/dev/mailbox', headers: { accept: 'application/json' } });
    expect(json.json().items).toHaveLength(http.club.mails().length);
    await app.close();
  });
});
