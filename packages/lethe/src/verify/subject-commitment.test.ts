import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitSubject, openSubject } from './subject-commitment.ts';

const salt = fc.uint8Array({ minLength: 32, maxLength: 32 });
const word = fc.string({ minLength: 1 });
const certificate = (subject: Parameters<typeof commitSubject>[0]) => ({
  subject: { kind: subject.kind, commitment: commitSubject(subject) },
});

describe('a subject commitment', () => {
  test('is SHA-256 over salt, a zero byte and kind:key', () => {
    const salt = new Uint8Array(32).fill(9);
    const expected = createHash('sha256').update(salt).update('\0workspace:7,42').digest('hex');
    expect(commitSubject({ salt, kind: 'workspace', key: '7,42' })).toBe(expected);
  });

  test('opens with its own salt, kind and key and with no other', () => {
    fc.assert(
      fc.property(salt, word, word, salt, word, (salt, kind, key, otherSalt, otherKey) => {
        const subject = { salt, kind, key };
        expect(openSubject(certificate(subject), subject)).toBe(true);
        fc.pre(otherKey !== key && Buffer.compare(salt, otherSalt) !== 0);
        expect(openSubject(certificate(subject), { ...subject, key: otherKey })).toBe(false);
        expect(openSubject(certificate(subject), { ...subject, salt: otherSalt })).toBe(false);
        expect(openSubject(certificate(subject), { ...subject, kind: `${kind}x` })).toBe(false);
      }),
    );
  });

  test('takes no salt of another length and no key without a UTF-8 form', () => {
    const salt = new Uint8Array(32);
    expect(() => commitSubject({ salt: salt.subarray(1), kind: 'user', key: '1' })).toThrow('32 bytes, not 31');
    expect(() => commitSubject({ salt, kind: 'user', key: '\ud800' })).toThrow('lone surrogate');
  });
});
