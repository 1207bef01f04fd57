import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificateText, checkBody, verifyCertificate } from './certificate.ts';
import type { CertificateBody } from './certificate-body.ts';
import { formatNote, noteBytes } from './signed-note.ts';
import { formatVerifierKey, verifierKey } from './verifier-key.ts';

const hex = (digit: string) => digit.repeat(64);
const issuer = signerNamed('acme.example/lethe', 1);
const other = signerNamed('other.example/lethe', 2);

const kept = { reason: 'tax law', until: '2033-12-31' };
const body: CertificateBody = {
  v: 1,
  certificate: 'cert_01jz8k2m3n4p5q6r7s8t9v0w1x',
  stage: 'live',
  follows: null,
  issued: '2026-03-01T12:00:03.000Z',
  issuer: { name: issuer.name, keyId: issuer.keyId },
  request: 'req_01jz',
  run: 'run_01jz',
  tenant: hex('a'),
  subject: { kind: 'workspace', commitment: hex('b') },
  plan: { digest: hex('c'), policyHash: hex('d'), schemaFingerprint: hex('e') },
  requested: '2026-03-01T12:00:00.000Z',
  started: '2026-03-01T12:00:01.000Z',
  finished: '2026-03-01T12:00:02.000Z',
  method: { crm: 'logical' },
  tables: [
    { store: 'crm', table: 'app.contacts', action: 'deleted', planned: 41, actual: 42 },
    { store: 'crm', table: 'app.countries', action: 'ignored', planned: 0, actual: 0, reason: 'shared by all' },
    { store: 'crm', table: 'app.invoices', action: 'kept', planned: 3, actual: 3, ...kept },
    { store: 'crm', table: 'app.workspaces', action: 'anonymised', planned: 1, actual: 1, ...kept },
  ],
  rows: { deleted: 42, anonymised: 1, detached: 0, transferred: 0, kept: 3, ignored: 0 },
  effects: [
    {
      name: 'releaseNumbers',
      version: '1',
      items: 6,
      done: 2,
      already: 1,
      unverifiable: 1,
      waived: [{ items: 2, reason: 'vendor is gone', by: 'op_7' }],
    },
  ],
  residuals: [
    { kind: 'backup', store: 'crm', what: 'nightly', count: 30, reason: 'backups expire', until: '2026-03-31' },
    { kind: 'rows', store: 'crm', what: 'app.invoices', count: 3, ...kept },
    { kind: 'rows', store: 'crm', what: 'app.workspaces', count: 1, ...kept },
  ],
  verification: {
    sweep: { at: '2026-03-01T12:00:01.500Z', tables: 2, rows: 0 },
    scan: {
      at: '2026-03-01T12:00:02.500Z',
      identifiers: 12,
      searched: 80,
      found: [{ store: 'crm', table: 'app.invoices', column: 'number', rows: 3 }],
    },
    unfenced: [{ store: 'crm', table: 'app.contacts' }],
  },
  log: null,
};

function signerNamed(name: string, seed: number) {
  const secret = new Uint8Array(32).fill(seed);
  const key = verifierKey(name, ed25519.getPublicKey(secret));
  const sign = (text: string) => ({ name, keyId: key.keyId, signature: ed25519.sign(noteBytes(text), secret) });
  return { name, keyId: key.keyId, vkey: formatVerifierKey(key), sign };
}

const signText = (text: string, ...signers: (typeof issuer)[]) =>
  formatNote(
    text,
    (signers.length === 0 ? [issuer] : signers).map(({ sign }) => sign(text)),
  );
const file = signText(certificateText(body));

function problemOf(file: string | Uint8Array, keys: readonly string[] = [issuer.vkey]): string {
  const result = verifyCertificate({ file, keys });
  return result.ok ? 'none' : result.problem;
}

describe('verifyCertificate', () => {
  test('accepts a whole certificate and gives back its body', () => {
    const result = verifyCertificate({ file, keys: [other.vkey, issuer.vkey] });
    expect(result).toEqual({ ok: true, certificate: body, signers: [{ name: issuer.name, keyId: issuer.keyId }] });
    expect(verifyCertificate({ file: new TextEncoder().encode(file), keys: [issuer.vkey] })).toMatchObject({
      ok: true,
    });
  });

  test('refuses every altered byte of the signature and its line, and every byte of the text altered in one way', () => {
    const bytes = new TextEncoder().encode(file);
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = bytes.slice();
      altered[at] = (bytes[at] ?? 0) ^ (1 + (at % 255));
      expect(problemOf(altered), `byte ${at}`).not.toBe('none');
    }
    const line = new TextEncoder().encode(file.slice(0, file.lastIndexOf('\n\n'))).length;
    for (let at = line; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const altered = bytes.slice();
        altered[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(problemOf(altered), `byte ${at}, bit ${bit}`).not.toBe('none');
      }
    }
  }, 60_000);

  test('refuses every other edit: bytes cut out, put in, moved, doubled', () => {
    const bytes = new TextEncoder().encode(file);
    const place = fc.nat(bytes.length);
    fc.assert(
      fc.property(place, place, fc.uint8Array({ maxLength: 20 }), (a, b, put) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const edited = Uint8Array.of(...bytes.slice(0, from), ...put, ...bytes.slice(to));
        fc.pre(Buffer.compare(edited, bytes) !== 0);
        expect(problemOf(edited)).not.toBe('none');
      }),
      { numRuns: 300 },
    );
  });

  test('refuses keys that did not sign it', () => {
    expect(problemOf(file, [])).toBe('KEY_UNKNOWN');
    expect(problemOf(file, [other.vkey])).toBe('KEY_UNKNOWN');
    expect(problemOf(file, ['nonsense'])).toBe('KEY_MALFORMED');
  });

  test('accepts two signatures when both keys are given, and refuses one by a key that is not', () => {
    const both = signText(certificateText(body), issuer, other);
    expect(problemOf(both, [issuer.vkey, other.vkey])).toBe('none');
    expect(problemOf(both, [issuer.vkey])).toBe('KEY_UNKNOWN');
  });

  test('refuses a certificate that its issuer did not sign, and one signed twice by the same key', () => {
    expect(problemOf(signText(certificateText(body), other), [other.vkey])).toBe('KEY_UNKNOWN');
    expect(problemOf(signText(certificateText(body), issuer, issuer))).toBe('NOTE_MALFORMED');
  });

  const text = certificateText(body);
  test.each([
    ['is no JSON', 'hello\n'],
    ['is two lines', text.replace(',', ',\n')],
    ['has a space', text.replace(',', ', ')],
    ['has a key twice', text.replace('"log":null', '"log":null,"log":null')],
    ['has keys in another order', text.replace('{"certificate"', '{"v":1,"certificate"').replace(',"v":1}', '}')],
    ['writes a number in another way', text.replace('"planned":41', '"planned":4.1e1')],
    ['writes a letter in another way', text.replace('"live"', '"l\\u0069ve"')],
    ['has a lone surrogate', text.replace('tax law', '\\ud800')],
    ['has no newline of its own', `${text}\n`],
    ['is nested beyond reason', `${'['.repeat(50_000)}${']'.repeat(50_000)}\n`],
  ])('refuses a signed text that %s', (_, text) => {
    expect(problemOf(signText(text))).toBe('BODY_MALFORMED');
  });

  test('refuses other versions and other documents', () => {
    for (const value of ['{"v":2}', '{}', 'null', '1', '[]', '"x"']) {
      expect(problemOf(signText(`${value}\n`))).toBe('VERSION_UNKNOWN');
    }
  });

  test('refuses a signed body that has a field too many or too few', () => {
    const { log: _, ...without } = body;
    const sign = (value: unknown) => signText(`${certificateText(Object(value))}`);
    expect(problemOf(sign(without))).toBe('FIELD_MISSING');
    expect(problemOf(sign({ ...body, note: 'x' }))).toBe('FIELD_UNKNOWN');
  });

  test('never throws, whatever was signed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(problemOf(signText(`${JSON.stringify(value).replaceAll('\u007f', '')}\n`))).not.toBe('none');
      }),
      { numRuns: 100 },
    );
  });
});

describe('checkBody', () => {
  /** The body with the value at a path replaced; undefined takes the field away. */
  function edited(path: string, value: unknown): unknown {
    const copy: unknown = structuredClone(body);
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let at = copy;
    for (const step of steps) at = member(at, step);
    if (typeof at !== 'object' || at === null) throw new Error(`no ${path}`);
    if (value === undefined) Reflect.deleteProperty(at, last);
    else Reflect.set(at, last, value);
    return copy;
  }
  const member = (value: unknown, step: string): unknown => Reflect.get(Object(value), step);
  const refusal = (value: unknown) => {
    const result = checkBody(value);
    return result.ok ? { problem: 'none', message: '' } : { problem: result.problem, message: result.message };
  };

  test('accepts the example', () => {
    expect(refusal(body)).toEqual({ problem: 'none', message: '' });
  });

  test.each([
    ['tables', [], 'CONTRADICTION'],
    ['tables', {}, 'FIELD_INVALID'],
    ['tables.0', null, 'FIELD_INVALID'],
    ['tables.0.actual', -1, 'FIELD_INVALID'],
    ['tables.0.actual', 1.5, 'FIELD_INVALID'],
    ['tables.0.actual', '42', 'FIELD_INVALID'],
    ['tables.0.actual', 2 ** 53, 'FIELD_INVALID'],
    ['tables.0.action', 'unresolved', 'FIELD_INVALID'],
    ['tables.0.action', 'removed', 'FIELD_INVALID'],
    ['tables.0.planned', undefined, 'FIELD_MISSING'],
    ['tables.0.rows', 1, 'FIELD_UNKNOWN'],
    ['tables.0.reason', '', 'FIELD_INVALID'],
    ['tables.0.reason', 'one\ntwo', 'FIELD_INVALID'],
    ['tables.0.reason', 'pay\u202eroll', 'FIELD_INVALID'],
    ['tables.0.table', 'a\u0000b', 'FIELD_INVALID'],
    ['tables.2.until', '2033-02-30', 'FIELD_INVALID'],
    ['tables.2.until', 'soon', 'FIELD_INVALID'],
    ['method', { '': 'logical' }, 'FIELD_INVALID'],
    ['method', [], 'FIELD_INVALID'],
    ['method.crm', 'magic', 'FIELD_INVALID'],
    ['effects.0.failed', 1, 'FIELD_UNKNOWN'],
    ['effects.0.waived.0.by', undefined, 'FIELD_MISSING'],
    ['certificate', 'cert_1', 'FIELD_INVALID'],
    ['run', 'req_01jz', 'FIELD_INVALID'],
    ['request', 7, 'FIELD_INVALID'],
    ['tenant', 'acme', 'FIELD_INVALID'],
    ['subject.key', '7', 'FIELD_UNKNOWN'],
    ['subject.commitment', hex('B'), 'FIELD_INVALID'],
    ['issuer.name', 'a b', 'FIELD_INVALID'],
    ['issued', '2026-03-01T12:00:03Z', 'FIELD_INVALID'],
    ['issued', '2026-02-30T12:00:03.000Z', 'FIELD_INVALID'],
    ['issued', '2026-13-01T12:00:03.000Z', 'FIELD_INVALID'],
    ['issued', '2026-03-01T12:00:03.000+00:00', 'FIELD_INVALID'],
    ['log', { index: 1 }, 'FIELD_INVALID'],
    ['v', 2, 'FIELD_INVALID'],
    ['verification.scan', undefined, 'FIELD_MISSING'],
  ])('refuses %s = %j as %s', (path, value, problem) => {
    expect(refusal(edited(path, value)).problem).toBe(problem);
  });

  test('refuses what is no object', () => {
    for (const value of [null, [], 'x', 1]) {
      expect(refusal(value)).toEqual({ problem: 'FIELD_INVALID', message: 'the certificate is not an object' });
    }
  });

  const ignored = body.tables[1];
  const scanned = body.verification.scan?.found[0];
  test.each([
    ['stage', 'backups', 'stage backups follows nothing'],
    ['follows', 'cert_01jz8k2m3n4p5q6r7s8t9v0w1y', 'stage live follows cert_'],
    ['requested', '2026-03-01T12:00:01.001Z', 'started lies before requested'],
    ['verification.sweep.at', '2026-03-01T12:00:00.999Z', 'verification.sweep.at lies before started'],
    ['finished', '2026-03-01T12:00:01.499Z', 'finished lies before verification.sweep.at'],
    ['issued', '2026-03-01T12:00:01.999Z', 'issued lies before finished'],
    ['verification.scan.at', '2026-03-01T12:00:00.999Z', 'verification.scan.at lies outside the run'],
    ['verification.scan.at', '2026-03-01T12:00:03.001Z', 'verification.scan.at lies outside the run'],
    ['method', { archive: 'logical' }, 'crm:app.contacts is in a store without a method'],
    ['tables.0.actual', 43, 'rows.deleted is 42, its tables add up to 43'],
    ['rows.kept', 4, 'rows.kept is 4, its tables add up to 3'],
    ['tables.1.reason', undefined, 'crm:app.countries has no reason'],
    ['tables.1.actual', 1, 'crm:app.countries is ignored and yet counted'],
    ['tables.2.until', undefined, 'crm:app.invoices is kept without an end'],
    ['tables.0.until', '2027-01-01', 'crm:app.contacts is deleted until'],
    ['tables.3.reason', undefined, 'crm:app.workspaces has no reason'],
    ['tables', [...body.tables, ignored], 'tables[4] is out of order or listed twice'],
    ['tables', [ignored, ...body.tables.slice(1)], 'tables[1] is out of order or listed twice'],
    ['effects.0.done', 5, 'effect releaseNumbers@1 ended for 9 of 6'],
    ['effects', [...body.effects, ...body.effects], 'effects[1] is out of order or listed twice'],
    ['residuals', body.residuals.slice(0, 2), 'tables and residuals disagree on ["crm","app.workspaces"'],
    ['residuals.1.count', 2, 'tables and residuals disagree on ["crm","app.invoices"'],
    ['residuals.1.what', 'app.contacts', 'tables and residuals disagree on'],
    ['residuals.0.count', 0, 'residual nightly has nothing left'],
    ['residuals', body.residuals.toReversed(), 'residuals[1] is out of order or listed twice'],
    ['verification.unfenced.0.table', 'app.x', 'app.x is unfenced and not among the tables'],
    ['verification.unfenced', [...body.verification.unfenced, ...body.verification.unfenced], 'unfenced[1] is out'],
    ['verification.scan.found', [scanned, scanned], 'verification.scan.found[1] is out of order or listed twice'],
    ['verification.scan.searched', 0, 'the scan found more columns than it searched'],
    ['verification.scan.found.0.rows', 0, 'app.invoices.number is listed as found with 0 rows'],
  ])('refuses a body that contradicts itself: %s = %j', (path, value, message) => {
    expect(refusal(edited(path, value))).toEqual({
      problem: 'CONTRADICTION',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['effects.0.done', 1, 'effect releaseNumbers@1 ended for 5 of 6'],
    ['verification.sweep.rows', 1, 'the sweep still found 1 rows'],
    ['verification.scan.found.0.table', 'app.contacts', 'the scan found identifiers in app.contacts.number'],
  ])('refuses a body that says it is unfinished: %s = %j', (path, value, message) => {
    expect(refusal(edited(path, value))).toEqual({ problem: 'UNFINISHED', message: expect.stringContaining(message) });
  });

  const follows = 'cert_01jz8k2m3n4p5q6r7s8t9v0w1y';
  test('accepts the later stages only once what they certify is gone', () => {
    const [backup, ...rows] = body.residuals;
    const gone = {
      tables: body.tables.slice(0, 2),
      rows: { ...body.rows, anonymised: 0, kept: 0 },
      verification: { ...body.verification, scan: null },
    };
    expect(refusal({ ...body, stage: 'backups', follows, residuals: rows })).toMatchObject({ problem: 'none' });
    expect(refusal({ ...body, stage: 'backups', follows })).toEqual({
      problem: 'CONTRADICTION',
      message: 'stage backups, yet nightly remains',
    });
    expect(refusal({ ...body, ...gone, stage: 'residuals', follows, residuals: [] })).toMatchObject({
      problem: 'none',
    });
    expect(refusal({ ...body, ...gone, stage: 'residuals', follows, residuals: [backup] })).toMatchObject({
      message: 'stage residuals, yet nightly remains',
    });
    expect(refusal({ ...body, stage: 'backups', follows: body.certificate, residuals: rows })).toMatchObject({
      message: 'it follows itself',
    });
  });

  test('accepts rows kept for a hold, without a date, and identifiers found in a residual that is no table row', () => {
    const hold = { reason: 'hold', until: null };
    const store = 'crm';
    const found = [{ store, table: 'lethe.request', column: 'address', rows: 1 }];
    expect(
      refusal({
        ...body,
        tables: [
          { store, table: 'app.invoices', action: 'anonymised', planned: 2, actual: 2, ...hold },
          { store, table: 'app.invoices', action: 'kept', planned: 3, actual: 3, ...hold },
        ],
        rows: { ...body.rows, deleted: 0, anonymised: 2 },
        residuals: [
          { kind: 'address', store, what: 'lethe.request', count: 1, reason: 'closing notice', until: '2026-04-01' },
          { kind: 'rows', store, what: 'app.invoices', count: 5, ...hold },
        ],
        verification: { ...body.verification, unfenced: [], scan: { ...body.verification.scan, found } },
      }),
    ).toEqual({ problem: 'none', message: '' });
  });
});
