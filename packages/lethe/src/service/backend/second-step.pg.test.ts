import { describe, expect, inject, it } from 'vitest';
import type { LinkView } from '../../../src/http/backend.ts';
import { ann, ben, type DeskCase, deskCase, person, refusalOf } from '../../../test/desk/desk-case.ts';
import { issueToken } from '../../postgres/tokens.ts';
import { openBackend } from '../open-backend.ts';
import { isSameName } from './confirm-request.ts';

const admin = { url: inject('postgresUrl') };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longAgo = person('1', 60);

/** Proven, and the message with link and code is on its way. */
async function confirming(desk: DeskCase): Promise<string> {
  const { request } = await desk.ask(ann, 'account:1');
  await desk.work();
  return request.id;
}

/** Asked from outside, by an operator who entered it, and the mailbox is asked. */
async function verifying(desk: DeskCase): Promise<string> {
  const key = await desk.key(['request:write']);
  const { request } = await desk.ask(key, 'account:1', { onBehalfOf: 'ann@one.test' });
  await desk.work();
  return request.id;
}

/** The row as it is at this moment: what must not change is compared whole. */
async function everything(desk: DeskCase): Promise<unknown> {
  const { rows } = await desk.client.query(
    `select (select jsonb_agg(q order by q.id) from lethe.requests q) as requests,
       (select jsonb_agg(t order by t.id) from lethe.tokens t) as tokens, (select count(*) from lethe.events) as events`,
  );
  return rows;
}

const sinceOf = (desk: DeskCase, ms: number): Promise<unknown> =>
  desk.client.query("update lethe.events set at = at - $1 * interval '1 ms'", [ms]);

describe('typed', () => {
  it('by its name confirms, however it is spaced and in whichever case', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'workspace:11');
    const { requests } = desk.backend;
    for (const wrong of ['støtt', 'Stotte', 'workspace:11', '', 'Støtte!'])
      expect((await refusalOf(requests.confirm(ann, request.id, wrong, null))).code).toBe('CONFIRM_MISMATCH');
    // Five wrong ones are the end of it.
    expect(await refusalOf(requests.confirm(ann, request.id, 'Støtte', null))).toMatchObject({
      refusal: 'TOO_MANY_TRIES',
    });
    const other = await desk.ask(ann, 'workspace:12');
    expect((await requests.confirm(ann, other.request.id, ' sALES ', null)).request.state).toBe('scheduled');
  });

  it('is confirmed by a process that has just started', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(ann, 'workspace:11');
    await using other = await openBackend(desk.lethe);
    expect((await other.requests.confirm(ann, request.id, 'Støtte', null)).request.state).toBe('scheduled');
  });

  it('in letters composed otherwise is the same name', async () => {
    await using desk = await deskCase(admin);
    await desk.client.query(`update app.workspaces set name = 'Caf\u00e9' where id = 11`);
    const { request } = await desk.ask(ann, 'workspace:11');
    const confirmed = await desk.backend.requests.confirm(ann, request.id, 'Cafe\u0301', null);
    expect(confirmed.request.state).toBe('scheduled');
  });

  it('in capitals and with other spaces is the same name, and no other letter is', () => {
    expect(isSameName('  große\u00a0 STRASSE\t7 ', 'Große Straße 7')).toBe(true);
    expect(isSameName('Grosse Strasse7', 'Große Straße 7')).toBe(false);
    expect(isSameName('', 'A')).toBe(false);
  });

  it('is kind:key where it has no name', async () => {
    await using desk = await deskCase(admin);
    await desk.client.query(`update app.workspaces set name = ' ' where id = 11`);
    const { request } = await desk.ask(ann, 'workspace:11');
    expect((await desk.backend.requests.confirm(ann, request.id, 'workspace:11', null)).request.state).toBe(
      'scheduled',
    );
  });

  it('F37 twice at once makes one transition, and both see the same', async () => {
    await using desk = await deskCase(admin);
    for (const subject of ['workspace:11', 'workspace:12']) {
      const { request, name } = await desk.ask(ann, subject);
      const confirm = () => desk.backend.requests.confirm(ann, request.id, name ?? '', null);
      const [one, two] = await Promise.all([confirm(), confirm()]);
      expect(one).toEqual(two);
      const events = await desk.backend.requests.events(ann, request.id);
      expect(events.filter(({ type }) => type === 'request.confirmed')).toHaveLength(1);
    }
  });
});

describe('a code', () => {
  it('confirms once, and again with the same answer', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { code } = await desk.message(id, 'confirmation');
    const confirmed = await desk.backend.requests.confirm(ann, id, code.toLowerCase().replace('-', ' '), null);
    expect(confirmed.request.state).toBe('scheduled');
    expect(await desk.backend.requests.confirm(ann, id, code, null)).toEqual(confirmed);
  });

  it('that is wrong six times is void, and the right one too', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { code, link } = await desk.message(id, 'confirmation');
    const { requests, links } = desk.backend;
    for (let tries = 1; tries <= 5; tries += 1)
      expect((await refusalOf(requests.confirm(ann, id, 'AAAAA-AAAAA', null))).code).toBe('CONFIRM_MISMATCH');
    expect(await refusalOf(requests.confirm(ann, id, 'AAAAA-AAAAA', null))).toMatchObject({
      refusal: 'TOO_MANY_TRIES',
    });
    expect(await refusalOf(requests.confirm(ann, id, code, null))).toMatchObject({ refusal: 'TOO_MANY_TRIES' });
    expect((await links.use(link, 'confirm', 'Acme GmbH')).is).toBe('expired');
    expect((await requests.load(ann, id)).request.state).toBe('confirming');
  });

  it('of another request confirms nothing', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { request } = await desk.ask(person('4'), 'account:2');
    await desk.work();
    const { code } = await desk.message(request.id, 'confirmation');
    expect((await refusalOf(desk.backend.requests.confirm(ann, id, code, null))).code).toBe('CONFIRM_MISMATCH');
  });

  it('of a mailbox proves it with the role, and five wrong ones end it', async () => {
    await using desk = await deskCase(admin);
    const id = await verifying(desk);
    const { code } = await desk.message(id, 'proof');
    const { requests } = desk.backend;
    const prove = (given: string) => requests.prove(ann, id, { kind: 'mailbox', code: given }, null);
    for (let tries = 1; tries <= 5; tries += 1) {
      expect((await refusalOf(prove('AAAAA-AAAAA'))).code).toBe('CONFIRM_MISMATCH');
    }
    expect(await refusalOf(prove(code))).toMatchObject({ refusal: 'TOO_MANY_TRIES' });
    await sinceOf(desk, 2 * 60_000);
    await requests.resend(ann, id);
    expect((await refusalOf(prove(code))).code).toBe('CONFIRM_MISMATCH');
    expect((await prove((await desk.message(id, 'proof')).code)).request.state).toBe('confirming');
  });
});

describe('a proof', () => {
  it('by a sign-in counts while it is fresh, and only of whoever asked', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(longAgo, 'account:1');
    const { requests } = desk.backend;
    const proof = { kind: 'fresh session' } as const;
    expect(await refusalOf(requests.prove(longAgo, request.id, proof, null))).toMatchObject({
      code: 'REQUEST_REFUSED',
      refusal: 'PROOF_NOT_ACCEPTED',
    });
    expect((await refusalOf(requests.prove(ben, request.id, proof, null))).code).toBe('FORBIDDEN');
    expect(await refusalOf(requests.prove(ann, request.id, { kind: 'password' }, null))).toMatchObject({
      refusal: 'PROOF_NOT_ACCEPTED',
    });
    const key = await desk.key(['request:write']);
    expect((await refusalOf(requests.prove(key, request.id, proof, null))).code).toBe('FORBIDDEN');
    expect((await requests.prove(ann, request.id, proof, null)).request.state).toBe('confirming');
  });

  it('goes on with the role that was read when it was asked for; that it is lost is found when it is due', async () => {
    await using desk = await deskCase(admin);
    const id = await verifying(desk);
    await desk.client.query('delete from app.account_members where user_id = 1');
    const { code } = await desk.message(id, 'proof');
    const proven = await desk.backend.requests.prove(ann, id, { kind: 'mailbox', code }, null);
    expect(proven.request.state).toBe('confirming');
    await desk.work();
    await desk.backend.requests.confirm(ann, id, (await desk.message(id, 'confirmation')).code, null);
    await desk.later(7 * dayMs);
    const { request } = await desk.backend.requests.load(ann, id);
    expect(request).toMatchObject({ state: 'blocked', findings: [{ code: 'AUTHORITY_LOST' }] });
  });

  it('by an operator needs the scope and a reason', async () => {
    await using desk = await deskCase(admin);
    const { request } = await desk.ask(longAgo, 'account:1');
    const { requests } = desk.backend;
    const decide = (reason: string) => ({ kind: 'operator decision', reason }) as const;
    const writer = await desk.key(['request:write']);
    const decider = await desk.key(['request:decide']);
    const tries = [
      [ann, 'because', 'FORBIDDEN'],
      [writer, 'because', 'FORBIDDEN'],
      [decider, ' ', 'INPUT_INVALID'],
      [decider, 'x'.repeat(501), 'INPUT_INVALID'],
    ] as const;
    for (const [caller, reason, code] of tries)
      expect((await refusalOf(requests.prove(caller, request.id, decide(reason), null))).code).toBe(code);
    const proven = await requests.prove(decider, request.id, decide('seen in person'), null);
    expect(proven.request.state).toBe('confirming');
    expect(proven.request.proofs.at(-1)).toMatchObject({ kind: 'operator decision', reason: 'seen in person' });
  });
});

describe('a message', () => {
  it('F45: is sent again a minute later at the soonest, and five times a day', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { requests } = desk.backend;
    await requests.resend(ann, id);
    expect((await refusalOf(requests.resend(ann, id))).code).toBe('TOO_OFTEN');
    for (let more = 2; more <= 5; more += 1) {
      await sinceOf(desk, 61_000);
      await requests.resend(ben, id);
    }
    await sinceOf(desk, hourMs);
    expect((await refusalOf(requests.resend(ann, id))).message).toContain('tomorrow');
    await sinceOf(desk, dayMs);
    await requests.resend(ann, id);
  });
});

describe('a link', () => {
  const name = 'Acme GmbH';

  it('F35 is looked at as often as anybody likes, and nothing changes', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    const before = await everything(desk);
    const { wouldBeDueAt, ...look } = await desk.backend.links.read(link);
    // A week from now, which goes on.
    expect(Math.abs((wouldBeDueAt ?? 0) - Date.now() - 7 * dayMs)).toBeLessThan(60_000);
    expect(await desk.backend.links.read(link)).toMatchObject(look);
    expect(look).toMatchObject({
      purpose: 'confirmation',
      is: 'open',
      request: id,
      subject: 'account:1',
      name,
      state: 'confirming',
      timeZone: 'Europe/Berlin',
      grace: '7 days',
    });
    expect(await everything(desk)).toEqual(before);
  });

  it('F36 is not confirmed by whoever only sends the form', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    const { links, requests } = desk.backend;
    for (let tries = 1; tries <= 8; tries += 1)
      expect((await refusalOf(links.use(link, 'confirm', tries % 2 === 0 ? '' : 'yes'))).code).toBe('CONFIRM_MISMATCH');
    const { request } = await requests.load(ann, id);
    expect(request).toMatchObject({ state: 'confirming', confirmation: { failures: 0 } });
    const events = await requests.events(ann, id);
    expect(events.filter(({ type }) => type === 'link.wrong_word')).toHaveLength(8);
    expect((await links.use(link, 'confirm', name)).state).toBe('scheduled');
  });

  it('F37 confirms once: whoever comes second sees what the first one saw', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    const confirm = (): Promise<LinkView> => desk.backend.links.use(link, 'confirm', name);
    const [one, two] = await Promise.all([confirm(), confirm()]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ is: 'used', state: 'scheduled', wouldBeDueAt: null });
    expect(await confirm()).toEqual(one);
    const events = await desk.backend.requests.events(ann, id);
    expect(events.filter(({ type }) => type === 'request.confirmed')).toHaveLength(1);
  });

  it.each([
    ['cut', (link: string) => link.slice(0, -1)],
    ['in the other case', (link: string) => link.toLowerCase()],
    ['with letters that look alike', (link: string) => link.replace(/[A-Za-z]/, '\u0430')],
    ['empty', () => ''],
    ['of 10 MB', () => 'a'.repeat(10_000_000)],
    ['its hash', (link: string) => Buffer.from(link).toString('hex')],
  ])('F39 %s is unknown, in the same words, for reading and for using', async (_, alter) => {
    await using desk = await deskCase(admin);
    const { link } = await desk.message(await confirming(desk), 'confirmation');
    const before = await everything(desk);
    const made = await desk.backend.links.read('never sent');
    expect(await desk.backend.links.read(alter(link))).toEqual(made);
    expect(await desk.backend.links.use(alter(link), 'confirm', name)).toEqual(made);
    expect(made).toMatchObject({ purpose: 'unknown', is: 'unknown', request: null, name: null });
    expect(await everything(desk)).toEqual(before);
  });

  it('says why it counts no longer: superseded, out of time, cancelled', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { links, requests } = desk.backend;
    const first = (await desk.message(id, 'confirmation')).link;
    await requests.resend(ann, id);
    const second = (await desk.message(id, 'confirmation')).link;
    expect(second).not.toBe(first);
    expect((await links.use(first, 'confirm', name)).is).toBe('superseded');
    expect((await links.read(second)).is).toBe('open');
    await desk.client.query(`update lethe.tokens set expires_at = clock_timestamp() where kind = 'confirmation'`);
    expect((await links.use(second, 'confirm', name)).is).toBe('expired');
    expect((await requests.load(ann, id)).request.state).toBe('confirming');
    await requests.cancel(ann, id, null);
    expect((await links.read(second)).is).toBe('cancelled');
    expect((await links.use(second, 'confirm', name)).is).toBe('cancelled');
  });

  it('F38 is over at the end of its time by either clock', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    await desk.client.query(`update lethe.clock set ahead = interval '24 hours'`);
    expect((await desk.backend.links.read(link)).is).toBe('expired');
    expect((await desk.backend.links.use(link, 'confirm', name)).is).toBe('expired');
    await desk.later(1);
    expect((await desk.backend.links.read(link)).is).toBe('expired');
    expect((await desk.backend.requests.load(ann, id)).request.state).toBe('expired');
    // Not even by a clock that is put back.
    await desk.client.query(`update lethe.clock set ahead = interval '-24 hours'`);
    expect((await desk.backend.links.use(link, 'confirm', name)).is).toBe('expired');
  });

  it('under a hold says so', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    const key = await desk.key(['hold:write']);
    const hold = { scope: 'account:1', reason: 'matter', owner: 'legal', reviewOn: '2099-01-01' };
    await desk.backend.holds.place(key, hold);
    expect(await desk.backend.links.use(link, 'confirm', name)).toMatchObject({ is: 'held', state: 'held' });
  });

  it('denies what was not asked by them, without a word, also when it is used', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    await desk.backend.links.use(link, 'confirm', name);
    expect(await desk.backend.links.use(link, 'deny', '')).toMatchObject({ is: 'cancelled', state: 'cancelled' });
    expect(await desk.backend.links.use(link, 'deny', '')).toMatchObject({ is: 'cancelled' });
    expect((await desk.backend.requests.events(ann, id)).at(-1)?.type).toBe('request.denied');
  });

  it('of proof proves by the human step only, and is denied without', async () => {
    await using desk = await deskCase(admin);
    const id = await verifying(desk);
    const { link } = await desk.message(id, 'proof');
    const { links } = desk.backend;
    expect((await refusalOf(links.use(link, 'prove', ''))).code).toBe('CONFIRM_MISMATCH');
    expect((await links.use(link, 'confirm', name)).is).toBe('open');
    expect((await links.use(link, 'cancel', name)).is).toBe('open');
    expect(await links.use(link, 'prove', name)).toMatchObject({ is: 'used', state: 'confirming' });
    await using other = await deskCase(admin);
    const second = await verifying(other);
    const proof = await other.message(second, 'proof');
    expect((await other.backend.links.use(proof.link, 'deny', '')).state).toBe('cancelled');
  });

  it('to cancel is of whoever it was sent to, as long as they have the role', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { links } = desk.backend;
    await links.use((await desk.message(id, 'confirmation')).link, 'confirm', name);
    const secrets = desk.life.secrets;
    const sent = async (actor: string): Promise<string> => {
      const token = `tok_for_${actor}`;
      const expiresAt = Date.now() + dayMs;
      await desk.lethe.database.transaction((client) =>
        issueToken(client, secrets, { id: token, request: id, kind: 'cancel', actor, expiresAt }),
      );
      return secrets.linkOf(token);
    };
    const [toBen, toCid] = [await sent('2'), await sent('3')];
    expect(await links.read(toBen)).toMatchObject({ purpose: 'cancel', is: 'open', state: 'scheduled' });
    expect((await links.use(toCid, 'cancel', '')).state).toBe('scheduled');
    expect((await links.use(toBen, 'confirm', name)).state).toBe('scheduled');
    expect(await links.use(toBen, 'cancel', '')).toMatchObject({ is: 'cancelled', state: 'cancelled' });
    const cancelled = (await desk.backend.requests.events(ann, id)).at(-1);
    expect(cancelled?.data).toMatchObject({ by: 'admin', actor: '2' });
    expect((await links.read(toCid)).is).toBe('cancelled');
  });

  it('of a request that has begun is done with', async () => {
    await using desk = await deskCase(admin);
    const id = await confirming(desk);
    const { link } = await desk.message(id, 'confirmation');
    await desk.backend.links.use(link, 'confirm', name);
    await desk.later(7 * dayMs);
    const { request } = await desk.backend.requests.load(ann, id);
    expect(request.state).toBe('running');
    expect(await desk.backend.links.use(link, 'deny', '')).toMatchObject({ is: 'used', state: 'running' });
    expect(await refusalOf(desk.backend.requests.cancel(ann, id, null))).toMatchObject({ refusal: 'TOO_LATE' });
  });
});
