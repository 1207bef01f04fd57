import { describe, expect, it } from 'vitest';
import { sameHash, tokenSecrets } from './token-secrets.ts';

const secrets = tokenSecrets(new Uint8Array(32).fill(7));
const others = tokenSecrets(new Uint8Array(32).fill(8));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a link', () => {
  const link = secrets.linkOf('tok_1');

  it('is the same each time, another for each token and each key, and has 256 bits', () => {
    expect(secrets.linkOf('tok_1')).toBe(link);
    expect(new Set([link, secrets.linkOf('tok_2'), others.linkOf('tok_1')]).size).toBe(3);
    expect(Buffer.from(link, 'base64url')).toHaveLength(32);
  });

  it.each([
    ['cut', link.slice(0, -1)],
    ['with more behind it', `${link}=`],
    ['in the other case', link.replace(/[a-zA-Z]/, (a) => (a === a.toLowerCase() ? a.toUpperCase() : a.toLowerCase()))],
    ['with spaces', ` ${link}`],
    ['as the bytes alone would be', link.slice(0, -1) + (link.at(-1) === 'A' ? 'B' : 'A')],
    ['empty', ''],
  ])('%s is another', (_, altered) => {
    expect(hex(secrets.hashLink(altered))).not.toBe(hex(secrets.hashLink(link)));
  });

  it('of 10 MB costs what one of 201 characters costs, and is as unknown', () => {
    const huge = 'A'.repeat(10_000_000);
    expect(hex(secrets.hashLink(huge))).toBe(hex(secrets.hashLink('B'.repeat(201))));
    expect(hex(secrets.hashLink(huge))).not.toBe(hex(secrets.hashLink('')));
  });
});

describe('a code', () => {
  const code = secrets.codeOf('tok_1');

  it('is two groups of five letters that are not mistaken for each other', () => {
    for (let n = 0; n < 200; n += 1)
      expect(secrets.codeOf(`tok_${n}`)).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  });

  it('is the same in any case, with spaces and dashes of any kind, and with O, I and L for digits', () => {
    const expected = hex(secrets.hashCode('tok_1', code));
    const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    for (const same of [code, typed, ` ${code} `, code.replace('-', ''), code.replace('-', ' \u2013 ')])
      expect(hex(secrets.hashCode('tok_1', same))).toBe(expected);
  });

  it('under another token, or with a letter that only looks alike, is another', () => {
    const expected = hex(secrets.hashCode('tok_1', code));
    expect(hex(secrets.hashCode('tok_2', code))).not.toBe(expected);
    expect(hex(others.hashCode('tok_1', code))).not.toBe(expected);
    const cyrillic = 'ABEKMHOPCTX'.replace(/./g, '\u0410');
    expect(hex(secrets.hashCode('tok_1', cyrillic))).not.toBe(hex(secrets.hashCode('tok_1', 'AAAAAAAAAAA')));
    expect(hex(secrets.hashCode('tok_1', 'x'.repeat(10_000_000)))).not.toBe(expected);
  });
});

it('the code of a status is longer, for it is searched by', () => {
  const code = secrets.statusCodeOf('req_1');
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(hex(secrets.hashStatus(code.toLowerCase()))).toBe(hex(secrets.hashStatus(code)));
  expect(secrets.statusCodeOf('req_2')).not.toBe(code);
});

it('hashes are compared whole', () => {
  const hash = secrets.hashLink('a');
  expect(sameHash(hash, secrets.hashLink('a'))).toBe(true);
  expect(sameHash(hash, secrets.hashLink('b'))).toBe(false);
  expect(sameHash(hash, hash.subarray(1))).toBe(false);
});

it('a key of another length is refused', () => {
  expect(() => tokenSecrets(new Uint8Array(31))).toThrow('32 bytes');
});
