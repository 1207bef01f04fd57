import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { formatNote, type NoteSignature, noteBytes, parseNote, verifyNote } from './signed-note.ts';
import { formatVerifierKey, parseVerifierKey, verifierKey } from './verifier-key.ts';

// The example of c2sp.org/signed-note, made by another implementation.
const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const line =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const text = 'This is an example message.\n';
const example = `${text}\n${line}`;

function signer(name: string, seed = 7) {
  const secret = new Uint8Array(32).fill(seed);
  const key = verifierKey(name, ed25519.getPublicKey(secret));
  const sign = (message: string): NoteSignature => ({
    name,
    keyId: key.keyId,
    signature: ed25519.sign(noteBytes(message), secret),
  });
  return { vkey: formatVerifierKey(key), keyId: key.keyId, sign };
}

const problemOf = (file: string | Uint8Array, keys: readonly string[] = [vkey]) => {
  const result = verifyNote(file, keys);
  return result.ok ? 'none' : result.problem;
};

describe('verifyNote', () => {
  test('accepts the published example', () => {
    expect(verifyNote(example, [vkey])).toEqual({
      ok: true,
      text,
      signers: [{ name: 'example.com/foo', keyId: '530d903a' }],
      unknown: [],
    });
    expect(verifyNote(new TextEncoder().encode(example), [vkey])).toMatchObject({ ok: true, text });
  });

  test('accepts what it formats, with empty lines in the text', () => {
    const { vkey, sign, keyId } = signer('a.example/log');
    for (const text of ['\n', 'one\n', 'one\n\ntwo\n', '\n\n\n', 'ünï ☃ 😀\n']) {
      const note = formatNote(text, [sign(text)]);
      expect(verifyNote(note, [vkey])).toEqual({
        ok: true,
        text,
        signers: [{ name: 'a.example/log', keyId }],
        unknown: [],
      });
    }
  });

  test('passes over signatures by unknown keys and says whose they claim to be', () => {
    const stranger = signer('stranger.example');
    const note = formatNote(text, [stranger.sign(text), { name: 'b', keyId: '00000000', signature: Uint8Array.of(1) }]);
    expect(verifyNote(note + line, [vkey])).toMatchObject({
      ok: true,
      signers: [{ name: 'example.com/foo' }],
      unknown: [{ name: 'stranger.example', keyId: stranger.keyId }, { name: 'b' }],
    });
  });

  test('takes a key of the same name and another id, or the same id and another name, for unknown', () => {
    const renamed = line.replace('example.com/foo', 'example.com/bar');
    expect(problemOf(`${text}\n${renamed}`)).toBe('KEY_UNKNOWN');
    const sameName = signer('example.com/foo');
    expect(problemOf(formatNote(text, [sameName.sign(text)]))).toBe('KEY_UNKNOWN');
  });

  test('refuses the whole note when one known key fails beside one that holds', () => {
    const { vkey: second, sign } = signer('second.example');
    const wrong = { ...sign(text), signature: sign('Another text.\n').signature };
    const note = formatNote(text, [wrong]) + line;
    expect(problemOf(note, [vkey, second])).toBe('SIGNATURE_INVALID');
    expect(problemOf(note, [vkey])).toBe('none');
  });

  test('refuses a known key whose signature is too short, too long or over another text', () => {
    const { vkey, sign } = signer('a');
    const good = sign(text);
    const short = { ...good, signature: good.signature.subarray(1) };
    const long = { ...good, signature: Uint8Array.of(...good.signature, 0) };
    for (const bad of [short, long, sign('x\n')]) {
      expect(problemOf(formatNote(text, [bad]), [vkey])).toBe('SIGNATURE_INVALID');
    }
  });

  test('refuses a small-order key, under which one signature would fit every text', () => {
    const identity = new Uint8Array(32);
    identity[0] = 1;
    const key = verifierKey('weak', identity);
    const signature = new Uint8Array(64);
    signature[0] = 1;
    const note = formatNote(text, [{ name: 'weak', keyId: key.keyId, signature }]);
    expect(ed25519.verify(signature, noteBytes(text), identity)).toBe(true);
    expect(problemOf(note, [formatVerifierKey(key)])).toBe('SIGNATURE_INVALID');
  });

  test('refuses when no key is given', () => {
    expect(verifyNote(example, [])).toEqual({
      ok: false,
      problem: 'KEY_UNKNOWN',
      message: 'none of the keys given has signed this; the file names example.com/foo (530d903a)',
    });
  });

  test('accepts 64 signatures and refuses 65', () => {
    const stranger = '— a AAAAAAA=\n';
    expect(problemOf(example + stranger.repeat(63))).toBe('none');
    expect(problemOf(example + stranger.repeat(64))).toBe('NOTE_MALFORMED');
  });

  test('accepts a file of a million bytes and refuses a larger one before reading it', () => {
    const { vkey, sign } = signer('a');
    const overhead = formatNote('\n', [sign('\n')]).length + 2;
    const large = `${'x'.repeat(1_000_000 - overhead)}\n`;
    const note = new TextEncoder().encode(formatNote(large, [sign(large)]));
    expect(note).toHaveLength(1_000_000);
    expect(problemOf(note, [vkey])).toBe('none');
    expect(problemOf(new Uint8Array(1_000_001), [vkey])).toBe('NOTE_TOO_LARGE');
    expect(problemOf('x'.repeat(1_000_001), [vkey])).toBe('NOTE_TOO_LARGE');
  });

  test.each([
    ['nothing', ''],
    ['no signatures', text],
    ['an empty line and no signature', `${text}\n`],
    ['no newline at the end', example.slice(0, -1)],
    ['a carriage return', example.replace('\n', '\r\n')],
    ['a tab', `a\t${example}`],
    ['a NUL', `a\u0000${example}`],
    ['an escape', `\u001b[1m${example}`],
    ['a lone surrogate', `\ud800${example}`],
    ['two spaces in the signature line', example.replace('foo Uw', 'foo  Uw')],
    ['a hyphen for the dash', example.replace('—', '-')],
    ['no name', `${text}\n— AAAAAAA=\n`],
    ['a name with a plus', example.replace('com/foo ', 'com+foo ')],
    ['a name with a no-break space', example.replace('com/foo ', 'com\u00a0foo ')],
    ['base64 without padding', example.replace('=\n', '\n')],
    ['base64 with stray bits', example.replace('QM=\n', 'QN=\n')],
    ['base64 of the URL alphabet', `${text}\n— a AAAAAA-_\n`],
    ['a key id without a signature', `${text}\n— a AAAAAA==\n`],
    ['a line of text after the signatures', `${example}more\n`],
  ])('refuses a file with %s', (_, file) => {
    expect(problemOf(file)).toBe('NOTE_MALFORMED');
  });

  test('refuses bytes that are not UTF-8 and keeps a byte order mark as part of the text', () => {
    expect(problemOf(Uint8Array.of(0xff, ...new TextEncoder().encode(example)))).toBe('NOTE_MALFORMED');
    expect(problemOf(new TextEncoder().encode(`\ufeff${example}`))).toBe('SIGNATURE_INVALID');
  });

  test('refuses every flipped bit of the example', () => {
    const bytes = new TextEncoder().encode(example);
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = bytes.slice();
      flipped[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      expect(problemOf(flipped), `byte ${at}`).not.toBe('none');
    }
  });

  test('refuses two keys that share name and id, and accepts one key given twice', () => {
    expect(problemOf(example, [vkey, vkey])).toBe('none');
    expect(colliding().map((vkey) => vkey.slice(0, 10))).toEqual(['a+8deb5fd0', 'a+8deb5fd0']);
    expect(problemOf(example, colliding())).toBe('KEY_AMBIGUOUS');
  });

  test('never throws, whatever the file', () => {
    const parts = fc.constantFrom('— ', 'a ', '\n', '\n\n', 'AAAAAAA=', line, text, '\ud800', '\u0000', '+', '=');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(parts).map((all) => all.join('')),
          fc.string(),
          fc.uint8Array(),
        ),
        (file) => {
          // The pieces may make the note itself, once in a thousand runs.
          const isSigned = typeof file === 'string' && file.startsWith(`${text}\n`) && file.includes(line);
          if (!isSigned) expect(problemOf(file)).not.toBe('none');
          else problemOf(file);
        },
      ),
      { numRuns: 500, examples: [[`${text}\n`]] },
    );
  });
});

// 32 bits of id collide after some 60,000 tries; these two were found by counting.
function colliding(): readonly string[] {
  return [5569, 32734].map((counter) => {
    const publicKey = new Uint8Array(32);
    new DataView(publicKey.buffer).setUint32(0, counter);
    return formatVerifierKey(verifierKey('a', publicKey));
  });
}

describe('formatNote', () => {
  test.each([
    ['a text without a newline', 'x', [signer('a').sign('x')]],
    ['no signature', 'x\n', []],
    ['a control character', 'x\t\n', [signer('a').sign('x\t\n')]],
    ['a name with a space', 'x\n', [{ ...signer('a').sign('x\n'), name: 'a b' }]],
  ])('throws for %s', (_, text, signatures) => {
    expect(() => formatNote(text, signatures)).toThrow('bug');
  });
});

describe('parseNote', () => {
  test('gives back the text and signatures that were formatted', () => {
    const name = fc.string({ minLength: 1 }).filter((name) => /^[^\s+\p{Cc}\p{White_Space}]+$/u.test(name));
    const keyId = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((id) => Buffer.from(id).toString('hex'));
    const signature = fc.record({ name, keyId, signature: fc.uint8Array({ minLength: 1 }) });
    const lines = fc.array(fc.string({ unit: 'grapheme' })).map((all) => `${all.join('\n')}\n`);
    fc.assert(
      fc.property(lines, fc.array(signature, { minLength: 1, maxLength: 5 }), (text, signatures) => {
        expect(parseNote(formatNote(text, signatures))).toEqual({ text, signatures });
      }),
    );
  });
});

describe('parseVerifierKey', () => {
  test('reads what it formats', () => {
    expect(parseVerifierKey(vkey)).toMatchObject({ name: 'example.com/foo', keyId: '530d903a' });
    const key = parseVerifierKey(vkey);
    if ('wrong' in key) throw new Error(key.wrong);
    expect(formatVerifierKey(key)).toBe(vkey);
  });

  const encoded = vkey.split('+')[2] ?? '';
  const bytes = decodeBase64(encoded) ?? new Uint8Array();
  test.each([
    ['nothing', '', 'reads'],
    ['no id', `example.com/foo+${encoded}`, 'reads'],
    ['an id in capitals', vkey.replace('530d903a', '530D903A'), 'reads'],
    ['a name with a space', vkey.replace('/foo', ' foo'), 'reads'],
    ['a line break', `${vkey}\n`, 'not base64'],
    ['another name', vkey.replace('foo', 'bar'), 'has the id'],
    ['another id', vkey.replace('530d903a', '530d903b'), 'has the id'],
    ['another type', `a+00000000+${encodeBase64(Uint8Array.of(4, ...bytes.slice(1)))}`, 'other than Ed25519'],
    ['31 bytes', `a+00000000+${encodeBase64(bytes.slice(0, -1))}`, '31 bytes instead of 32'],
    ['no key', 'a+00000000+', 'other than Ed25519'],
    ['broken base64', 'a+00000000+****', 'not base64'],
  ])('refuses %s', (_, vkey, message) => {
    expect(parseVerifierKey(vkey)).toEqual({ wrong: expect.stringContaining(message) });
    expect(problemOf(example, [vkey])).toBe('KEY_MALFORMED');
  });
});
