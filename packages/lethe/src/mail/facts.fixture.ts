import { type NoticeFacts, noticeFacts } from './notice-facts.ts';

/** 29 November 2026, 14:05 in Berlin. */
export const dueAt = Date.UTC(2026, 10, 29, 13, 5);
const dayMs = 86_400_000;

/** Everything that can be said, so that every sentence is composed at least once. */
export const fullFacts = (changes: Partial<NoticeFacts> = {}): NoticeFacts =>
  noticeFacts({
    request: 'req_0123456789abcdefghjkmnpqrstvwxyz0123',
    kind: 'account',
    shownName: 'Acme GmbH',
    brand: 'Relay',
    to: 'requester',
    timeZone: 'Europe/Berlin',
    grace: 'open',
    graceFor: '7 days',
    dates: {
      receivedAt: dueAt - 7 * dayMs,
      ackDueAt: dueAt - 2 * dayMs,
      completeDueAt: dueAt + 23 * dayMs,
      deadlineAt: dueAt - 6 * dayMs,
      dueAt,
      startedAt: dueAt + 1_000,
      endedAt: dueAt + dayMs,
    },
    links: {
      prove: 'https://app.relay.test/prove/TOKEN-prove',
      confirm: 'https://app.relay.test/confirm/TOKEN-confirm?a=1&b=2',
      cancel: 'https://app.relay.test/cancel/TOKEN-cancel',
      deny: 'https://app.relay.test/deny/TOKEN-deny',
      status: 'https://app.relay.test/status/TOKEN-status',
      export: 'https://app.relay.test/export',
      review: 'https://app.relay.test/console/requests/req_0123',
    },
    code: 'K7QM-2XRD',
    askedBy: 'Olga Owner',
    contact: 'privacy@relay.test',
    blockers: [
      { name: 'unpaidInvoices@1', level: 'warn', message: 'Invoice 2026-114 over 240.00 EUR is open.' },
      { name: 'openExport@1', level: 'block', message: 'An export is being written.' },
    ],
    findings: [
      { code: 'NO_INDEX', table: 'app.messages' },
      { code: 'AUTHORITY_LOST', table: '' },
    ],
    exportsNeeded: ['contacts as CSV'],
    deleted: [
      { what: 'contacts', rows: 12_431 },
      { what: 'notes', rows: 1 },
      { what: 'tasks', rows: 0 },
    ],
    rowsDeleted: 12_432,
    outcome: 'all',
    residuals: [
      { what: 'invoices', rows: 41, reason: 'tax law', until: Date.UTC(2033, 11, 31, 12) },
      { what: 'audit log', rows: null, reason: 'security', until: null },
    ],
    backupsUntil: dueAt + 30 * dayMs,
    certificate: 'cert_0123',
    refusal: { reason: 'repeated', repeats: 'req_earlier', explanation: 'We answered on Monday.' },
    controllerName: 'Globex AG',
    passedOn: [['Address', 'jo@globex.test']],
    holds: [
      { id: 'hold_1', reviewAt: dueAt },
      { id: 'hold_2', reviewAt: null },
    ],
    attention: ['NOTICE_BOUNCED', 'RUN_FAILED', 'EFFECT_FAILED', 'OVERDUE', 'HOLD_REVIEW_DUE'],
    approval: { digest: '8f3c21d9', rows: 12_432 },
    absorbedBy: null,
    ...changes,
  });

/** The least that a caller can give: what is not there is not said, and leaves no hole. */
export const leastFacts = (changes: Partial<NoticeFacts> = {}): NoticeFacts =>
  noticeFacts({
    request: 'req_1',
    kind: 'account',
    shownName: null,
    brand: 'Relay',
    to: 'requester',
    timeZone: 'UTC',
    grace: 'none',
    code: 'K7QM-2XRD',
    dates: { deadlineAt: dueAt, dueAt },
    refusal: { reason: 'unfounded', repeats: null, explanation: null },
    ...changes,
  });
