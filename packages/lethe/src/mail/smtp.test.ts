import { describe, expect, it } from 'vitest';
import { LetheError } from '../errors.ts';
import { startDevelopmentMailbox } from './development-mailbox.ts';
import { messageTo, scriptedServer, sender } from './send.fixture.ts';
import { smtpMailer } from './smtp.ts';

const mailerTo = (url: string) =>
  smtpMailer({ url, from: sender, connectWithinMs: 300, answerWithinMs: 300, sendWithinMs: 1_500 });

/** What a server says at one point, and what is made of it. */
async function resultWhen(answers: Readonly<Record<string, string | null>>) {
  await using server = await scriptedServer(answers);
  // Awaited here: the server ends with this function.
  return await mailerTo(server.url).send(messageTo('jo@acme.test'));
}

describe('a message', () => {
  it('arrives as it was composed, with its id and marks', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    const message = messageTo('jo@acme.test');
    expect(await mailerTo(mailbox.url).send(message)).toEqual({ is: 'sent' });
    const [mail] = mailbox.list();
    expect(mail).toMatchObject({
      messageId: message.messageId,
      from: sender,
      to: 'jo@acme.test',
      subject: message.subject,
      deliveries: 1,
    });
    expect(mail?.text.trim()).toBe(message.text.trim());
    expect(mail?.html.trim()).toBe(message.html.trim());
    const header = (name: string) => mail?.headers.filter((each) => each.name === name).map(({ value }) => value);
    expect(header('Auto-Submitted')).toEqual(['auto-generated']);
    expect(header('X-Auto-Response-Suppress')).toEqual(['All']);
    expect(header('To')).toEqual(['jo@acme.test']);
    expect(header('Message-ID')).toEqual([message.messageId]);
  });

  it.each([
    ['Ζωή & “Söhne” 株式会社 👩‍👩‍👧', 'Ζωή & “Söhne” 株式会社 👩‍👩‍👧'],
    ['x'.repeat(998), 'x'.repeat(998)],
    [`${'long '.repeat(3_000)}end`, `${'long '.repeat(3_000)}end`],
    ['.\n..\n.hidden', '.\n..\n.hidden'],
    ['From here on\n=3D =\n tab\tend', 'From here on\n=3D =\n tab\tend'],
  ])('keeps %j', async (text, arrived) => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    await mailerTo(mailbox.url).send(
      messageTo('jo@acme.test', { text, html: `<p>${text}</p>`, subject: text.slice(0, 90) }),
    );
    const [mail] = mailbox.list();
    expect(mail?.text.trimEnd()).toBe(arrived);
    expect(mail?.html.trimEnd()).toBe(`<p>${arrived}</p>`);
    expect(mail?.subject.replace(/\s+/g, ' ')).toBe(text.slice(0, 90).replace(/\s+/g, ' ').trim());
  });

  it('has no line of more than 998 bytes and no byte beyond ASCII on the way', async () => {
    await using server = await scriptedServer({});
    const text = `${'ü'.repeat(5_000)}\n${'x'.repeat(5_000)}`;
    await mailerTo(server.url).send(messageTo('jo@acme.test', { text, html: text, subject: 'ü'.repeat(100) }));
    const lines = server.said().split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    expect(server.said()).toMatch(/^\p{ASCII}*$/u);
  });

  it.each(['Subject\r\nBcc: evil@evil.test', 'Subject\nX-Injected: 1', 'a\rTo: evil@evil.test'])(
    'with the subject %j gets no header of it',
    async (subject) => {
      await using mailbox = await startDevelopmentMailbox({ port: 0 });
      await mailerTo(mailbox.url).send(messageTo('jo@acme.test', { subject }));
      expect(mailbox.list().map(({ to }) => to)).toEqual(['jo@acme.test']);
      const names = mailbox.list()[0]?.headers.map(({ name }) => name);
      expect(names).not.toContain('Bcc');
      expect(names).not.toContain('X-Injected');
      expect(names?.filter((name) => name === 'To')).toHaveLength(1);
    },
  );

  it.each([
    'jo@acme.test\r\nRCPT TO:<evil@evil.test>',
    'jo@acme.test, evil@evil.test',
    'jo@acme.test;evil@evil.test',
    'Jo <jo@acme.test>',
    '<jo@acme.test>',
    '"jo"@acme.test',
    'jo@acme.test@evil.test',
    'jo',
    '@acme.test',
    '',
    `${'x'.repeat(250)}@acme.test`,
  ])('to %j goes nowhere', async (to) => {
    await using server = await scriptedServer({});
    expect(await mailerTo(server.url).send(messageTo(to))).toEqual({ is: 'bounced', code: 'ADDRESS_INVALID' });
    expect(server.said()).toBe('');
  });

  it('reaches a mailbox whose name is not ASCII', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    expect(await mailerTo(mailbox.url).send(messageTo('ζωή@acme.test'))).toEqual({ is: 'sent' });
    expect(mailbox.list().map(({ to }) => to)).toEqual(['ζωή@acme.test']);
  });

  it('reaches a domain that is not ASCII by the name it has in the DNS', async () => {
    await using server = await scriptedServer({});
    expect(await mailerTo(server.url).send(messageTo('jo@müller.test'))).toEqual({ is: 'sent' });
    expect(server.said()).toContain('RCPT TO:<jo@xn--mller-kva.test>');
  });

  it('takes nothing from a file or an address that its text names', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    const sly = { path: '/etc/passwd' } as unknown as string;
    expect((await mailerTo(mailbox.url).send(messageTo('jo@acme.test', { text: sly }))).is).toBe('later');
    expect(mailbox.list()).toEqual([]);
  });
});

describe('many recipients', () => {
  it('each get a message of their own and see nobody else', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    const people = Array.from({ length: 40 }, (_, index) => `person${index}@acme.test`);
    // Forty at once need longer than one.
    const patient = { connectWithinMs: 30_000, answerWithinMs: 30_000, sendWithinMs: 30_000 };
    const mailer = smtpMailer({ url: mailbox.url, from: sender, ...patient });
    const results = await Promise.all(
      people.map((to, index) => mailer.send(messageTo(to, { messageId: `<ntc_1.${index}@relay.test>` }))),
    );
    expect(results.every(({ is }) => is === 'sent')).toBe(true);
    expect(
      mailbox
        .list()
        .map(({ to }) => to)
        .sort(),
    ).toEqual([...people].sort());
    for (const { headers, to } of mailbox.list()) {
      const named = headers.flatMap(({ value }) => value.match(/person\d+@acme\.test/g) ?? []);
      expect(new Set(named)).toEqual(new Set([to]));
    }
  });
});

describe('a server that does not take it', () => {
  it.each([
    ['no such mailbox', { RCPT: '550 5.1.1 no such user' }, '550'],
    ['mailbox moved', { RCPT: '551 gone' }, '551'],
    ['name not allowed', { RCPT: '553 bad name' }, '553'],
    ['message refused', { '.': '554 5.7.1 refused' }, '554'],
    ['too large', { '.': '552 too large' }, '552'],
    ['refused before the message', { DATA: '554 no' }, '554'],
  ])('%s: bounced', async (_, answers, code) => {
    expect(await resultWhen(answers)).toEqual({ is: 'bounced', code });
  });

  it.each([
    ['greylisting', { RCPT: '451 4.7.1 try again' }, '451'],
    ['mailbox full', { RCPT: '452 full' }, '452'],
    ['busy', { '': '421 too busy' }, '421'],
    ['local error after the message', { '.': '451 local error' }, '451'],
    // Ours to repair, and not the recipient's fault: nobody is to be given up for it.
    ['refuses us', { '': '554 no service' }, '554'],
    ['refuses the sender', { MAIL: '550 sender not allowed' }, '550'],
    ['wants a password', { RCPT: '530 authenticate first' }, '530'],
    ['cuts at once', { '': 'cut' }, 'ECONNECTION'],
    ['cuts at the recipient', { RCPT: 'cut' }, 'ECONNECTION'],
    ['cuts after the message', { '.': 'cut' }, 'ECONNECTION'],
    ['says nothing', { '': null }, 'ETIMEDOUT'],
    ['falls silent at the recipient', { RCPT: null }, 'ETIMEDOUT'],
    ['falls silent after the message', { '.': null }, 'ETIMEDOUT'],
    ['speaks another language', { '': 'HTTP/1.1 400 Bad Request' }, 'EPROTOCOL'],
  ])('%s: later', async (_, answers, code) => {
    expect(await resultWhen(answers)).toEqual({ is: 'later', code });
  });

  it('not there: later', async () => {
    const server = await scriptedServer({});
    await server[Symbol.asyncDispose]();
    expect(await mailerTo(server.url).send(messageTo('jo@acme.test'))).toEqual({ is: 'later', code: 'ECONNREFUSED' });
  });

  it('of a name that nobody knows: later', async () => {
    const { is, code } = { code: '', ...(await mailerTo('smtp://mail.invalid:25').send(messageTo('jo@acme.test'))) };
    expect(is).toBe('later');
    expect(code).toMatch(/^E/);
  });

  it('that never ends its answer keeps nobody for longer than the message may take', async () => {
    await using server = await scriptedServer({ RCPT: '250-and', '': '220 x' });
    const started = performance.now();
    const mailer = smtpMailer({ url: server.url, from: sender, answerWithinMs: 60_000, sendWithinMs: 300 });
    expect((await mailer.send(messageTo('jo@acme.test'))).is).toBe('later');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('is not quoted: its text can name the address', async () => {
    const result = await resultWhen({ RCPT: '550 5.1.1 <jo@acme.test> unknown TOKEN-cancel' });
    expect(JSON.stringify(result)).not.toMatch(/jo@|TOKEN/);
  });
});

describe('settings', () => {
  it.each(['', 'mail.test', 'http://mail.test', 'smtp:', 'smtp://'])('a URL written %j is refused', (url) => {
    expect(() => smtpMailer({ url, from: sender })).toThrow(LetheError);
  });

  it('a refusal does not repeat the password', () => {
    expect(() => smtpMailer({ url: 'http://user:secret@mail.test', from: sender })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.not.stringContaining('secret') }),
    );
  });

  it.each(['', 'Relay', 'Relay <no-reply>', 'a@b.test\r\nBcc: c@d.test', 'a@b.test, c@d.test'])(
    'a sender written %j is refused',
    (from) => {
      expect(() => smtpMailer({ url: 'smtp://127.0.0.1', from })).toThrow('the sender');
    },
  );

  it('a password is said to a server on this machine', async () => {
    await using server = await scriptedServer({ EHLO: '250-scripted\r\n250 AUTH PLAIN', AUTH: '235 welcome' });
    const url = server.url.replace('smtp://', 'smtp://us%40er:pa%2Fss@');
    expect(await mailerTo(url).send(messageTo('jo@acme.test'))).toEqual({ is: 'sent' });
    expect(server.said()).toContain(`AUTH PLAIN ${Buffer.from('\0us@er\0pa/ss').toString('base64')}`);
  });

  it('a refused password is ours to repair: later', async () => {
    await using server = await scriptedServer({ EHLO: '250-scripted\r\n250 AUTH PLAIN', AUTH: '535 no' });
    const url = server.url.replace('smtp://', 'smtp://user:wrong@');
    expect(await mailerTo(url).send(messageTo('jo@acme.test'))).toEqual({ is: 'later', code: '535' });
  });

  it('a password is not said in the clear to another machine', async () => {
    await using server = await scriptedServer({ EHLO: '250-scripted\r\n250 AUTH PLAIN', AUTH: '235 welcome' });
    // Another name for this machine, which the mailer cannot know to be one.
    const url = server.url.replace('smtp://127.0.0.1', 'smtp://user:secret@0.0.0.0');
    expect((await mailerTo(url).send(messageTo('jo@acme.test'))).is).toBe('later');
    expect(server.said()).not.toContain('AUTH');
  });
});
