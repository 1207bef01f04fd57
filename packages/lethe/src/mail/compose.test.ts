import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Audience } from '../requests/decision.ts';
import { compose, messageNames } from './compose.ts';
import { dueAt, fullFacts, leastFacts } from './facts.fixture.ts';
import { type MessageName, type NoticeFacts, type RecipientRole, roleOf } from './notice-facts.ts';
import { readHtml, wordsOf } from './read-html.fixture.ts';

const roles: readonly RecipientRole[] = ['requester', 'owner', 'operator', 'approver', 'controller'];
const everyOne = messageNames.flatMap((name) => roles.map((to) => [name, to] as const));

const variants: readonly ((changes: Partial<NoticeFacts>) => NoticeFacts)[] = [
  fullFacts,
  leastFacts,
  (changes) =>
    fullFacts({ grace: 'restricted', outcome: 'partial', residuals: [], absorbedBy: 'req_wider', ...changes }),
  (changes) => fullFacts({ grace: 'restricted', afterProof: 'scheduled', proven: true, ...changes }),
  (changes) => fullFacts({ grace: 'none', afterProof: 'scheduled', graceFor: null, ...changes }),
  (changes) => fullFacts({ grace: 'none', outcome: 'nothing_held', blockers: [], exportsNeeded: [], ...changes }),
  (changes) => fullFacts({ shownName: 'x'.repeat(5_000), kind: 'k'.repeat(200), ...changes }),
];

const renderedFor = (name: MessageName, to: RecipientRole) => variants.map((facts) => compose(name, facts({ to })));

/** Of the decisions: which notice goes to whom, read from where it is written. */
function audiencesInDecisions(): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = new URL('../requests/', import.meta.url);
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).filter((each) => /^[a-z-]+\.ts$/.test(each))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    for (const [, name = '', to = ''] of text.matchAll(/\bnotices\((told|'[^']+'), ('[^)]+')\)/g))
      for (const each of name === 'told' ? ['warned', 'blocked'] : [name.slice(1, -1)])
        found.set(each, (found.get(each) ?? new Set()).union(new Set(to.replaceAll("'", '').split(', '))));
  }
  return found;
}

describe('every message', () => {
  it('is there for every notice that a decision names', () => {
    const named = audiencesInDecisions();
    expect([...named.keys()].sort()).toEqual(
      messageNames.filter((name) => name !== 'proof' && name !== 'confirmation').sort(),
    );
    for (const to of [...named.values()].flatMap((each) => [...each])) expect(roleOf[to as Audience]).toBeDefined();
  });

  it.each(everyOne)('%s to the %s is whole', (name, to) => {
    for (const { subject, text, html } of renderedFor(name, to)) {
      const all = `${subject}\n${text}\n${html}`;
      expect(all).not.toMatch(/undefined|NaN|Invalid|\[object|null|“”|:\s*\.|\(\)/);
      expect(html).not.toMatch(/href=""|<li><\/li>|<p><\/p>|<ul><\/ul>/);
      expect(subject.length).toBeGreaterThan(5);
      expect(subject.length).toBeLessThanOrEqual(100);
      expect(subject).not.toMatch(/[\r\n]/);
      expect(text.length).toBeGreaterThan(80);
      expect(text).not.toMatch(/ {2}|\n{3}|\.\.| \n|\b(\w+) \1\b/i);
    }
  });

  it.each(everyOne)('%s to the %s says the same in text and HTML', (name, to) => {
    for (const { text, html } of renderedFor(name, to)) expect(wordsOf(readHtml(html))).toEqual(wordsOf(text));
  });

  it.each(everyOne)('%s to the %s has no link, token or code in its subject', (name, to) => {
    for (const { subject } of renderedFor(name, to)) expect(subject).not.toMatch(/https?:|TOKEN|K7QM/);
  });

  it.each(everyOne)('%s to the %s loads nothing from elsewhere and has only links that were given', (name, to) => {
    const facts = fullFacts({ to });
    const { html } = compose(name, facts);
    expect(html).not.toMatch(
      /<(?:img|script|link|iframe|object|style|form|video|audio)\b|url\(|@import|\bsrc=|\bon\w+=/i,
    );
    const given: readonly string[] = Object.values(facts.links);
    const linked = [...html.matchAll(/href="([^"]*)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));
    expect(linked.filter((url) => !given.includes(url))).toEqual([]);
  });

  it.each(everyOne)('%s to the %s uses the words of the product and steers nobody', (name, to) => {
    for (const { subject, text } of renderedFor(name, to))
      expect(`${subject}\n${text}`).not.toMatch(
        /\b(?:erase|purge|terminate|remove|wipe|destroy)|are you sure|sorry|anyway|lose everything|unfortunately|!/i,
      );
  });

  it.each(messageNames)('%s names no person, tenant or amount to operators and approvers', (name) => {
    for (const to of ['operator', 'approver'] as const) {
      const { subject, text } = compose(name, fullFacts({ to }));
      expect(`${subject}\n${text}`).not.toMatch(/Acme|Olga|Invoice 2026|Globex|jo@|contacts as CSV|TOKEN|K7QM/);
      expect(subject).toContain('req_0123456789');
    }
  });

  it('is a value: the same facts give the same words', () => {
    for (const [name, to] of everyOne)
      expect(compose(name, fullFacts({ to }))).toEqual(compose(name, fullFacts({ to })));
  });
});

describe('text of people and tenants', () => {
  const hostile = {
    shownName: `<script>alert("1")</script> & 'x'\r\nBcc: evil@evil.test\u202E\u2066drow\u200B\u0000\uFEFF`,
    brand: '<b>"Relay"</b>\r\nX-Injected: 1',
    askedBy: '<img src=x onerror=alert(1)>',
    contact: '"><a href="https://evil.test">here</a>',
    controllerName: '<i>Globex</i>\nTo: evil@evil.test',
    exportsNeeded: ['<u>all</u>'],
    passedOn: [['<b>', '"onclick="x']] as const,
    blockers: [{ name: '<b>@1', level: 'block' as const, message: '<script>alert(2)</script>\u202Eevil' }],
    residuals: [{ what: '<b>bills</b>', rows: 1, reason: '<b>law</b>', until: dueAt }],
    deleted: [{ what: '<b>notes</b>', rows: 1 }],
  };

  it.each(everyOne)('is inert in %s to the %s', (name, to) => {
    const { subject, text, html } = compose(name, fullFacts({ ...hostile, to }));
    expect(html).not.toMatch(/<(?:script|img|b|i|u)\b/);
    expect(html).not.toContain('<a href="https://evil.test">');
    expect(html).not.toMatch(/"onclick/);
    expect(subject).not.toMatch(/[\p{Cc}]/u);
    expect(`${subject}${text}${html}`).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\0\r]/);
    expect(text).not.toMatch(/^(?:Bcc|X-Injected|To):/m);
  });

  it('is readable all the same', () => {
    const { text } = compose('scheduled', fullFacts(hostile));
    expect(text).toContain(`“<script>alert("1")</script> & 'x' Bcc: evil@evil.testdrow”`);
  });

  it.each(['Ζωή & Söhne', '株式会社テスト', 'شركة', '👩‍👩‍👧 family'])('keeps the name %s', (shownName) => {
    const { subject, text, html } = compose('scheduled', fullFacts({ shownName }));
    expect(subject).toContain(`“${shownName}”`);
    expect(text).toContain(`“${shownName}”`);
    expect(readHtml(html)).toContain(`“${shownName}”`);
  });

  it('never cuts a character in two', () => {
    for (let length = 20; length < 40; length += 1) {
      const { subject } = compose('scheduled', fullFacts({ shownName: 'x'.repeat(length) + '👍'.repeat(50) }));
      expect(subject.isWellFormed()).toBe(true);
    }
  });
});

describe('what has to be said', () => {
  const textOf = (name: MessageName, changes: Partial<NoticeFacts> = {}): string =>
    compose(name, fullFacts(changes)).text;

  it('proof shows link and code, and names nothing to a mailbox that is not known yet', () => {
    const text = textOf('proof');
    expect(text).toContain('TOKEN-prove');
    expect(text).toContain('K7QM-2XRD');
    expect(text).toContain('Expires Monday 23 November 2026, 14:05 (Europe/Berlin, UTC+1).');
    expect(text).not.toMatch(/Acme|Olga|contacts/);
  });

  it('proof that schedules says so, and how long it can be cancelled', () => {
    const schedules = { afterProof: 'scheduled', grace: 'restricted', graceFor: '3 days' } as const;
    const text = textOf('proof', schedules);
    expect(text).toContain('schedules the deletion of the account: no second message asks for it.');
    expect(text).toContain('begins 3 days later. Until it does, access is restricted, and it can be cancelled.');
    expect(text).not.toMatch(/only shows|Acme|Olga|contacts/);
    expect(textOf('proof', { ...schedules, grace: 'none', graceFor: null })).toContain(
      'begins at once, and can no longer be cancelled.',
    );
    expect(textOf('proof')).toContain('This only shows that you can read this mailbox.');
  });

  it('received says that who asks is checked only as long as that has not been done', () => {
    expect(textOf('received')).toContain('First we check that it comes from somebody who may ask for this.');
    expect(textOf('received', { proven: true })).toContain('You have shown that you may ask for this.');
    expect(textOf('received', { proven: true })).not.toContain('First we check');
  });

  it('a message without its link, code, date or reason is not sent', () => {
    expect(() => compose('proof', fullFacts({ code: null, links: {} }))).toThrow('needs a link or a code');
    expect(() => compose('confirmation', fullFacts({ code: null, links: {} }))).toThrow('needs a link or a code');
    expect(() => compose('confirmation', fullFacts({ dates: {} }))).toThrow('needs deadlineAt');
    expect(() => compose('confirmation', fullFacts({ dates: { deadlineAt: dueAt } }))).toThrow('needs dueAt');
    expect(() => compose('scheduled', fullFacts({ dates: {} }))).toThrow('needs dueAt');
    expect(() => compose('refused', fullFacts({ refusal: null }))).toThrow('needs its reason');
  });

  it.each(['javascript:alert(1)', '', '/cancel', 'https://a.test/x y', 'https://a.test/\r\nBcc: x'])(
    'the link %j is not sent',
    (cancel) => {
      expect(() => compose('scheduled', fullFacts({ links: { cancel } }))).toThrow('no http address');
    },
  );

  it('confirmation says what confirming does, until when, and how to say that it was somebody else', () => {
    const text = textOf('confirmation');
    expect(text).toContain('Nothing has been deleted or scheduled yet.');
    expect(text).toContain('TOKEN-confirm?a=1&b=2');
    expect(text).toContain('Expires Monday 23 November 2026, 14:05 (Europe/Berlin, UTC+1).');
    expect(text).toContain(
      'it lasts until Sunday 29 November 2026, 14:05 (Europe/Berlin, UTC+1); nothing is deleted before.',
    );
    expect(text).toContain('Cancel deletion:\nhttps://app.relay.test/cancel/TOKEN-cancel');
    expect(text).toContain('It was not me:\nhttps://app.relay.test/deny/TOKEN-deny');
  });

  it('an address is given once, also where its page has both: to go on, and to say that it was somebody else', () => {
    const one = 'https://app.relay.test/link/TOKEN-one';
    for (const [name, links] of [
      ['confirmation', { confirm: one, deny: one }],
      ['proof', { prove: one, deny: one }],
    ] as const) {
      const text = textOf(name, { links });
      expect(text.split(one)).toHaveLength(2);
      expect(text).toContain('open the same link and choose “It was not me”');
    }
  });

  it('confirmation without grace says that it cannot be cancelled afterwards', () => {
    expect(textOf('confirmation', { grace: 'none' })).toContain('There is no waiting period');
    expect(textOf('confirmation')).not.toContain('There is no waiting period');
  });

  it('scheduled has date with zone, what stays until when, exports and the way out, for requester and owners', () => {
    for (const to of ['requester', 'owner'] as const) {
      const { subject, text } = compose('scheduled', fullFacts({ to }));
      expect(subject).toBe('The account “Acme GmbH” will be deleted on 29 November 2026');
      expect(text).toContain('will be deleted on Sunday 29 November 2026, 14:05 (Europe/Berlin, UTC+1)');
      expect(text).toContain('- invoices: 41 records, kept until 31 December 2033 (tax law)');
      expect(text).toContain('- audit log: not counted yet, kept, end not known yet (security)');
      expect(text).toContain('Backup copies age out by 29 December 2026.');
      expect(text).toContain('Export data:\nhttps://app.relay.test/export');
      expect(text).toContain('TOKEN-cancel');
      expect(text).toContain('Invoice 2026-114 over 240.00 EUR is open.');
    }
  });

  it('who asked is named when it is given, and only then', () => {
    expect(textOf('scheduled')).toContain('Asked for by: Olga Owner.');
    expect(textOf('scheduled', { askedBy: null })).not.toMatch(/Asked for by|Olga/);
  });

  it('owners are told why they get it', () => {
    for (const name of ['scheduled', 'reminder', 'started', 'completed', 'cancelled', 'denied'] as const)
      expect(textOf(name, { to: 'owner' })).toContain('because you are an owner or administrator');
  });

  it('access while waiting is the policy’s', () => {
    expect(textOf('scheduled')).toContain('Until then everything can be used as before.');
    expect(textOf('scheduled', { grace: 'restricted' })).toContain('Until then access is restricted.');
  });

  it('completed counts what is gone and lists what remains', () => {
    const { subject, text } = compose('completed', fullFacts());
    expect(subject).toBe('The account “Acme GmbH” is deleted; some data stays for now');
    expect(text).toContain('12,432 records deleted.');
    expect(text).toContain('- contacts: 12,431 records\n- notes: 1 record\n- tasks: 0 records');
    expect(text).toContain('- invoices: 41 records, kept until 31 December 2033 (tax law)');
    expect(text).toContain('cert_0123');
  });

  it('completed names the most first, and no more than six kinds', () => {
    const kinds = (many: number) => Array.from({ length: many }, (_, at) => ({ what: `kind ${at + 1}`, rows: at + 1 }));
    const text = textOf('completed', { deleted: kinds(9) });
    expect(text).toContain('What was deleted:\n- kind 9: 9 records\n- kind 8: 8 records');
    expect(text).toContain('- kind 4: 4 records\n- and 3 more kinds of records\n\n');
    expect(textOf('completed', { deleted: kinds(7) })).toContain('- kind 2: 2 records\n- and 1 more kind of records');
    expect(textOf('completed', { deleted: kinds(6) })).toContain('- kind 1: 1 record\n\n');
    const residuals = [2, 30, null].map((rows) => ({ what: `of ${rows}`, rows, reason: 'law', until: null }));
    expect(textOf('completed', { residuals })).toMatch(/of 30: .*\n- of 2: .*\n- of null: not counted/);
  });

  it('backups are spoken of only when the date is given', () => {
    expect(textOf('completed', { backupsUntil: null })).not.toMatch(/backup/i);
  });

  it('completed claims that nothing is kept only when nothing is', () => {
    const none = { residuals: [], backupsUntil: null };
    expect(textOf('completed', none)).toContain('Nothing of it is kept on purpose.');
    expect(textOf('completed')).not.toContain('Nothing of it is kept');
    expect(textOf('completed', { ...none, outcome: 'partial' })).not.toContain('Nothing of it is kept');
  });

  it('blocked says what is in the way, what to do and until when', () => {
    const text = textOf('blocked');
    expect(text).toContain('What is in the way:\n- An export is being written.');
    expect(text).toContain('Also to settle:\n- Invoice 2026-114 over 240.00 EUR is open.');
    expect(text).toContain('You said that you still need exports of contacts as CSV.');
    expect(textOf('scheduled', { to: 'owner' })).toContain(
      'Whoever asked says that they still need exports of contacts',
    );
    expect(text).toContain('If it is not settled by Monday 23 November 2026, 14:05 (Europe/Berlin, UTC+1)');
  });

  it('blocked by something of ours asks nothing of the requester', () => {
    const text = textOf('blocked', { blockers: [], exportsNeeded: [] });
    expect(text).toContain('You need not do anything.');
    expect(text).not.toContain('NO_INDEX');
  });

  it('a cancelled request that lies in a wider one does not claim that nothing was deleted', () => {
    expect(textOf('cancelled')).toContain('Nothing was deleted.');
    const within = textOf('cancelled', { absorbedBy: 'req_wider' });
    expect(within).not.toContain('Nothing was deleted.');
    expect(within).toContain('req_wider');
  });

  it('refused has the reason and the clock', () => {
    const text = textOf('refused');
    expect(text).toContain('Reason: It repeats a request');
    expect(text).toContain('req_earlier');
    expect(text).toContain('We answered on Monday.');
    expect(text).toContain('Received: Sunday 22 November 2026, 14:05 (Europe/Berlin, UTC+1)');
    expect(text).toContain('To be answered by: Tuesday 22 December 2026');
    expect(text).toMatch(/complain/);
  });

  it('forwarded tells the controller what was given for it, and nothing else about the person', () => {
    const text = textOf('forwarded', { to: 'controller' });
    expect(text).toContain('Address: jo@globex.test');
    expect(text).not.toMatch(/Acme|Olga|Invoice|contacts as CSV|TOKEN/);
    expect(textOf('forwarded')).toContain('Globex AG');
  });

  it('a hold is spoken of without its matter', () => {
    expect(textOf('held')).toContain('We are required to keep some data for now.');
    expect(textOf('held')).not.toMatch(/hold_1/);
    expect(textOf('held', { to: 'operator' })).toContain('hold_1, to be reviewed on Sunday 29 November 2026');
  });

  it('operators read every reason for attention in words', () => {
    const text = textOf('attention', { to: 'operator' });
    for (const code of ['NOTICE_BOUNCED', 'RUN_FAILED', 'EFFECT_FAILED', 'OVERDUE', 'HOLD_REVIEW_DUE'])
      expect(text).toContain(`- ${code}: `);
    expect(text).toContain('- NO_INDEX in app.messages');
    expect(text).toContain('- unpaidInvoices@1 (warn)');
  });

  it('approvers read what they approve', () => {
    const text = textOf('approval needed', { to: 'approver' });
    expect(text).toContain('Plan: 8f3c21d9');
    expect(text).toContain('Rows: 12,432');
    expect(text).toContain('Somebody other than the requester');
  });

  it('a name that is not to be said is not said', () => {
    expect(textOf('received', { shownName: null })).toContain('your request to delete the account on Sunday');
  });
});
