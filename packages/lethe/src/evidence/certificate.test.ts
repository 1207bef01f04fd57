import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyCertificate } from '../verify/certificate.ts';
import { openSubject } from '../verify/subject-commitment.ts';
import { type CertificateFacts, certify, signCertificate } from './certificate.ts';
import { createSigningKey } from './signing-key.ts';

const root = await mkdtemp(join(tmpdir(), 'lethe-certificate-'));
afterAll(() => rm(root, { recursive: true }));
const key = await createSigningKey(join(root, 'signing.key'), 'acme.example/lethe');

const salt = new Uint8Array(32).fill(3);
const store = 'crm';
const taxes = { reason: 'tax law', until: '2033-12-31' };

const facts: CertificateFacts = {
  certificate: 'cert_01jz8k2m3n4p5q6r7s8t9v0w1x',
  stage: 'live',
  follows: null,
  issued: '2026-03-01T12:00:03Z',
  issuer: key,
  request: 'req_01jz',
  run: 'run_01jz',
  salt,
  subject: { kind: 'user', key: 'ada@acme.test' },
  tenant: { kind: 'workspace', key: 'acme-incorporated' },
  plan: { digest: 'c'.repeat(64), policyHash: 'd'.repeat(64), schemaFingerprint: 'e'.repeat(64) },
  requested: '2026-03-01T12:00:00+00:00',
  started: '2026-03-01T12:00:01.000001Z',
  finished: '2026-03-01T13:00:02+01:00',
  method: { crm: 'logical' },
  tables: [
    { store, table: 'app.notes', action: 'deleted', planned: 5, actual: 4 },
    { store, table: 'app.contacts', action: 'deleted', planned: 41, actual: 42 },
    { store, table: 'app.invoices', action: 'kept', planned: 3, actual: 3, ...taxes },
    { store, table: 'app.notes', action: 'deleted', planned: 2, actual: 2 },
    { store, table: 'app.invoices', action: 'kept', planned: 1, actual: 1, reason: 'hold\nof court', until: null },
    { store, table: 'app.invoices', action: 'anonymised', planned: 2, actual: 2, ...taxes },
    { store, table: 'app.payments', action: 'kept', planned: 0, actual: 0, ...taxes },
    { store, table: 'app.countries', action: 'ignored', planned: 0, actual: 0, reason: 'shared by all' },
  ],
  effects: [
    { name: 'tokens', version: '2', done: 1, already: 0, unverifiable: 3, open: 0, waived: [] },
    {
      name: 'numbers',
      version: '1',
      done: 2,
      already: 1,
      unverifiable: 0,
      open: 0,
      waived: [{ items: 2, reason: 'vendor\tis gone', by: 'op_7' }],
    },
  ],
  residuals: [
    { kind: 'backup', store, what: 'nightly', count: 30, reason: 'backups expire', until: '2026-03-31T00:00:00Z' },
  ],
  verification: {
    sweep: { at: '2026-03-01T12:00:01.5Z', tables: 3, rows: 0 },
    scan: {
      at: '2026-03-01T12:00:02.5Z',
      identifiers: 12,
      searched: 80,
      found: [
        { store, table: 'app.invoices', column: 'number', rows: 3 },
        { store, table: 'app.invoices', column: 'address', rows: 3 },
      ],
    },
    unfenced: [
      { store, table: 'app.notes' },
      { store, table: 'app.contacts' },
    ],
  },
};

describe('certify', () => {
  const body = certify(facts);

  test('lists each table once an action, reason and end, in order, and adds up what is alike', () => {
    expect(body.tables).toEqual([
      { store, table: 'app.contacts', action: 'deleted', planned: 41, actual: 42 },
      { store, table: 'app.countries', action: 'ignored', planned: 0, actual: 0, reason: 'shared by all' },
      { store, table: 'app.invoices', action: 'anonymised', planned: 2, actual: 2, ...taxes },
      { store, table: 'app.invoices', action: 'kept', planned: 3, actual: 3, ...taxes },
      { store, table: 'app.invoices', action: 'kept', planned: 1, actual: 1, reason: 'hold of court', until: null },
      { store, table: 'app.notes', action: 'deleted', planned: 7, actual: 6 },
      { store, table: 'app.payments', action: 'kept', planned: 0, actual: 0, ...taxes },
    ]);
    expect(body.rows).toEqual({ deleted: 48, anonymised: 2, detached: 0, transferred: 0, kept: 4, ignored: 0 });
  });

  test('lists everything that remains, rows included, with reason and end', () => {
    expect(body.residuals).toEqual([
      {
        kind: 'backup',
        store,
        what: 'nightly',
        count: 30,
        reason: 'backups expire',
        until: '2026-03-31T00:00:00.000Z',
      },
      { kind: 'rows', store, what: 'app.invoices', count: 5, ...taxes },
      { kind: 'rows', store, what: 'app.invoices', count: 1, reason: 'hold of court', until: null },
    ]);
  });

  test('counts the items of an effect by how they ended', () => {
    expect(body.effects).toEqual([
      {
        name: 'numbers',
        version: '1',
        items: 5,
        done: 2,
        already: 1,
        unverifiable: 0,
        waived: [{ items: 2, reason: 'vendor is gone', by: 'op_7' }],
      },
      { name: 'tokens', version: '2', items: 4, done: 1, already: 0, unverifiable: 3, waived: [] },
    ]);
  });

  test('takes from each fact the fields of a certificate and no others, and cuts a reason of great length', () => {
    const more = { operator: 'Ada Lovelace' };
    const crowded = {
      ...facts,
      plan: { ...facts.plan, ...more },
      tables: facts.tables.map((table) => ({ ...table, ...more })),
      effects: facts.effects.map((effect) => ({
        ...effect,
        ...more,
        waived: effect.waived.map((waiver) => ({ ...waiver, ...more })),
      })),
      residuals: facts.residuals.map((residual) => ({ ...residual, ...more })),
      verification: {
        sweep: { ...facts.verification.sweep, ...more },
        scan: facts.verification.scan && { ...facts.verification.scan, ...more },
        unfenced: facts.verification.unfenced.map((place) => ({ ...place, ...more })),
      },
    };
    expect(certify(crowded)).toEqual(body);
    const long = {
      store,
      table: 'app.x',
      action: 'ignored',
      planned: 0,
      actual: 0,
      reason: '😀'.repeat(1001),
    } as const;
    const tables = [...facts.tables, long];
    expect(certify({ ...facts, tables }).tables.at(-1)?.reason).toBe(`${'😀'.repeat(999)}…`);
  });

  test('writes all times in one form, in UTC', () => {
    expect([body.requested, body.started, body.finished, body.verification.sweep.at]).toEqual([
      '2026-03-01T12:00:00.000Z',
      '2026-03-01T12:00:01.000Z',
      '2026-03-01T12:00:02.000Z',
      '2026-03-01T12:00:01.500Z',
    ]);
  });

  test('does not depend on the order of the facts', () => {
    const turned = {
      ...facts,
      tables: facts.tables.toReversed(),
      effects: facts.effects.toReversed(),
      verification: { ...facts.verification, unfenced: facts.verification.unfenced.toReversed() },
    };
    expect(certify(turned)).toEqual(body);
  });

  test('holds neither the key of the subject nor of the tenant, only a commitment that the salt opens', () => {
    expect(openSubject(body, { salt, ...facts.subject })).toBe(true);
    expect(body.tenant).toMatch(/^[0-9a-f]{64}$/u);
    expect(certify({ ...facts, tenant: null }).tenant).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^[g-z]{12,20}$/u), fc.stringMatching(/^[g-z]{12,20}$/u), (subject, tenant) => {
        const text = JSON.stringify(
          certify({ ...facts, subject: { kind: 'user', key: subject }, tenant: { kind: 'workspace', key: tenant } }),
        );
        expect(text).not.toContain(subject);
        expect(text).not.toContain(tenant);
      }),
      { numRuns: 50 },
    );
  });

  const { verification } = facts;
  test.each<[string, Partial<CertificateFacts>, string]>([
    [
      'a table is unresolved',
      { tables: [...facts.tables, { store, table: 'app.x', action: 'unresolved', planned: 1, actual: 0 }] },
      'rows are unresolved in app.x',
    ],
    [
      'an effect is open',
      { effects: [{ name: 'n', version: '1', done: 1, already: 0, unverifiable: 0, open: 1, waived: [] }] },
      'effect n@1 ended for 1 of 2',
    ],
    [
      'the sweep left rows',
      { verification: { ...verification, sweep: { ...verification.sweep, rows: 2 } } },
      'the sweep still found 2 rows',
    ],
    ['a time is none', { finished: 'now' }, '"now" is no time'],
    ['the run ends before it starts', { finished: '2026-03-01T11:00:00Z' }, 'finished lies before'],
    ['a store has no method', { method: {} }, 'is in a store without a method'],
    [
      'a kept table has no reason',
      { tables: [{ store, table: 't', action: 'kept', planned: 1, actual: 1 }] },
      'reason',
    ],
    [
      'rows were counted below zero',
      { tables: [{ store, table: 't', action: 'deleted', planned: 1, actual: -1 }] },
      'count',
    ],
  ])('refuses when %s', (_, changed, message) => {
    expect(() => certify({ ...facts, ...changed })).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_REFUSED', message: expect.stringContaining(message) }),
    );
  });
});

describe('signCertificate', () => {
  test('makes a file that verifies with the public key and nothing else, and gives back the body', () => {
    const body = certify(facts);
    const file = signCertificate(body, key);
    expect(verifyCertificate({ file, keys: [key.vkey] })).toEqual({
      ok: true,
      certificate: body,
      signers: [{ name: key.name, keyId: key.keyId }],
    });
  });

  test('refuses a body that our own verifier would refuse, such as one of another issuer', () => {
    const body = certify({ ...facts, issuer: { name: 'other.example', keyId: '00000000' } });
    expect(() => signCertificate(body, key)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_REFUSED' }));
  });
});

describe('any facts of a finished run', () => {
  const count = fc.nat(1_000_000);
  const table = fc.record({
    store: fc.constantFrom('crm', 'archive'),
    table: fc.constantFrom('app.a', 'app.b', 'app.c'),
    action: fc.constantFrom('deleted' as const, 'detached' as const, 'transferred' as const),
    planned: count,
    actual: count,
  });
  const kept = fc.record({
    store: fc.constantFrom('crm', 'archive'),
    table: fc.constantFrom('app.a', 'app.b', 'app.c'),
    action: fc.constantFrom('kept' as const, 'anonymised' as const),
    planned: count,
    actual: fc.nat(3),
    reason: fc.constantFrom('tax law', 'hold', 'a\r\nb'),
    until: fc.constantFrom('2030-01-01', '2031-01-01T00:00:00Z', null),
  });
  const effect = fc.record({
    name: fc.constantFrom('a', 'b'),
    version: fc.nat(9).map(String),
    done: count,
    already: count,
    unverifiable: count,
    open: fc.constant(0),
    waived: fc.array(fc.record({ items: count, reason: fc.constant('r'), by: fc.constant('op_1') }), { maxLength: 2 }),
  });

  test('make a certificate that verifies', () => {
    const tables = fc.array(fc.oneof(table, kept), { maxLength: 12 });
    const effects = fc.uniqueArray(effect, { maxLength: 3, selector: ({ name, version }) => name + version });
    fc.assert(
      fc.property(tables, effects, (tables, effects) => {
        const method = { crm: 'logical', archive: 'expired' } as const;
        const verification = { ...facts.verification, scan: null, unfenced: [] };
        const file = signCertificate(certify({ ...facts, tables, effects, method, verification }), key);
        const result = verifyCertificate({ file, keys: [key.vkey] });
        if (!result.ok) throw new Error(result.message);
        expect(result.certificate.tables.reduce((sum, { actual }) => sum + actual, 0)).toBe(
          tables.reduce((sum, { actual }) => sum + actual, 0),
        );
      }),
      { numRuns: 60 },
    );
  });
});
