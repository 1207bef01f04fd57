import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../testing/test-folder.ts';
import { startDevelopmentMailbox } from './development-mailbox.ts';
import { messageTo, sender } from './send.fixture.ts';
import { smtpMailer } from './smtp.ts';

const mailerTo = ({ url }: { readonly url: string }) => smtpMailer({ url, from: sender, answerWithinMs: 1_000 });
const second = { withinMs: 2_000 };

describe('the development mailbox', () => {
  it('reads links of text and HTML, each once', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    await mailerTo(mailbox).send(messageTo('jo@acme.test'));
    const [mail] = mailbox.list();
    expect(mail?.links).toEqual([
      'https://app.relay.test/export',
      'https://app.relay.test/cancel/TOKEN-cancel',
      'https://app.relay.test/deny/TOKEN-deny',
      'https://app.relay.test/status/TOKEN-status',
    ]);
  });

  it('shows a message that is sent again as one with two deliveries', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    const mailer = mailerTo(mailbox);
    await mailer.send(messageTo('jo@acme.test'));
    await mailer.send(messageTo('jo@acme.test'));
    await mailer.send(messageTo('flo@acme.test'));
    await mailer.send(messageTo('jo@acme.test', { messageId: '<ntc_2@relay.test>' }));
    expect(mailbox.list().map(({ to, deliveries }) => [to, deliveries])).toEqual([
      ['jo@acme.test', 2],
      ['flo@acme.test', 1],
      ['jo@acme.test', 1],
    ]);
  });

  it('waits for a message that has not come yet, and finds one that has', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    const coming = mailbox.waitFor(({ to }) => to === 'flo@acme.test', second);
    await mailerTo(mailbox).send(messageTo('jo@acme.test'));
    await mailerTo(mailbox).send(messageTo('flo@acme.test'));
    expect((await coming).to).toBe('flo@acme.test');
    expect((await mailbox.waitFor(({ to }) => to === 'jo@acme.test', second)).id).toBe(mailbox.list()[0]?.id);
  });

  it('says what there is when the message waited for does not come', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    await mailerTo(mailbox).send(messageTo('jo@acme.test', { subject: 'Here' }));
    await expect(mailbox.waitFor(() => false, { withinMs: 30 })).rejects.toThrow('there are: Here (jo@acme.test)');
  });

  it('leaves nobody waiting when it is closed', async () => {
    const mailbox = await startDevelopmentMailbox({ port: 0 });
    const closed = expect(mailbox.waitFor(() => false, { withinMs: 60_000 })).rejects.toThrow('closed');
    await mailbox[Symbol.asyncDispose]();
    await closed;
  });

  it('reads one by its id, and forgets all when cleared', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    await mailerTo(mailbox).send(messageTo('jo@acme.test'));
    const id = mailbox.list()[0]?.id ?? '';
    expect(mailbox.read(id)?.to).toBe('jo@acme.test');
    expect(mailbox.read('../../etc/passwd')).toBeNull();
    await mailbox.clear();
    expect(mailbox.list()).toEqual([]);
    expect(mailbox.read(id)).toBeNull();
  });

  it('says by name that its port is taken', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    await expect(startDevelopmentMailbox({ port: mailbox.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(mailbox.port)),
    });
  });

  it('listens on this machine only', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    expect(new URL(mailbox.url).hostname).toBe('127.0.0.1');
  });

  it('ends at once although a client is still connected', async () => {
    const mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('is slow', { delayMs: 60_000 });
    const sending = smtpMailer({ url: mailbox.url, from: sender }).send(messageTo('jo@acme.test'));
    await mailbox.waitFor(() => true, second);
    const started = performance.now();
    await mailbox[Symbol.asyncDispose]();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect((await sending).is).toBe('later');
  });
});

describe('with a folder', () => {
  it('has everything again after a restart, and counts on', async () => {
    const folder = join(await testFolder(), 'mailbox');
    try {
      {
        await using mailbox = await startDevelopmentMailbox({ port: 0, folder });
        await mailerTo(mailbox).send(messageTo('jo@acme.test'));
        await mailerTo(mailbox).send(messageTo('flo@acme.test'));
      }
      await using mailbox = await startDevelopmentMailbox({ port: 0, folder });
      await mailerTo(mailbox).send(messageTo('jo@acme.test'));
      await mailerTo(mailbox).send(messageTo('new@acme.test'));
      expect(mailbox.list().map(({ id, to, deliveries }) => [id, to, deliveries])).toEqual([
        ['000001', 'jo@acme.test', 2],
        ['000002', 'flo@acme.test', 1],
        ['000003', 'new@acme.test', 1],
      ]);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await stat(join(folder, '000001.json'))).mode & 0o777).toBe(0o600);
      await mailbox.clear();
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(join(folder, '..'), { recursive: true });
    }
  });
});

describe('misbehaviour', () => {
  it('refuses a recipient for good, and only that one', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('rejects for good', { recipient: 'gone@acme.test' });
    const mailer = mailerTo(mailbox);
    expect(await mailer.send(messageTo('gone@acme.test'))).toEqual({ is: 'bounced', code: '550' });
    expect(await mailer.send(messageTo('jo@acme.test'))).toEqual({ is: 'sent' });
    expect(mailbox.list().map(({ to }) => to)).toEqual(['jo@acme.test']);
  });

  it('greylists: not now, then it goes through', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('rejects for now', { times: 2 });
    const mailer = mailerTo(mailbox);
    const results = [];
    for (let turn = 0; turn < 3; turn += 1) results.push(await mailer.send(messageTo('jo@acme.test')));
    expect(results).toEqual([{ is: 'later', code: '451' }, { is: 'later', code: '451' }, { is: 'sent' }]);
    expect(mailbox.list()).toHaveLength(1);
  });

  it('takes a message unseen: the sender tries again, and it is the same one', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('stores unseen', { times: 1 });
    const mailer = mailerTo(mailbox);
    expect((await mailer.send(messageTo('jo@acme.test'))).is).toBe('later');
    expect(mailbox.list()).toHaveLength(1);
    expect((await mailer.send(messageTo('jo@acme.test'))).is).toBe('sent');
    expect(mailbox.list().map(({ deliveries }) => deliveries)).toEqual([2]);
  });

  it('answers too late for the sender’s patience', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('is slow', { delayMs: 5_000 });
    const hasty = smtpMailer({ url: mailbox.url, from: sender, answerWithinMs: 100 });
    expect(await hasty.send(messageTo('jo@acme.test'))).toEqual({ is: 'later', code: 'ETIMEDOUT' });
  });

  it('ends when it recovers', async () => {
    await using mailbox = await startDevelopmentMailbox({ port: 0 });
    mailbox.behave('rejects for good');
    mailbox.recover();
    expect((await mailerTo(mailbox).send(messageTo('jo@acme.test'))).is).toBe('sent');
  });
});
