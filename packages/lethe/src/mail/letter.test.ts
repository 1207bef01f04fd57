import { describe, expect, it } from 'vitest';
import { cleanText, shorten } from './clean-text.ts';
import { messageOf } from './message.ts';

describe('cleanText', () => {
  it.each([
    ['a\r\nBcc: b', 'a Bcc: b'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['a\u2028b\u2029c\td', 'a b c d'],
    ['\uD800x', '\uFFFDx'],
    ['  \u0000 ', ''],
    ['zero\u200Bwidth\u{E0041}', 'zerowidth'],
    // Joins letters of Persian and families of emoji.
    ['نامه\u200Cها 👩\u200D👧', 'نامه\u200Cها 👩\u200D👧'],
  ])('makes of %j the line %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('takes no time that grows with the square of what it is given', () => {
    const started = performance.now();
    cleanText(' \u200B\n'.repeat(300_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('shorten', () => {
  it('leaves what fits as it is', () => {
    expect(shorten('abcde', 5)).toBe('abcde');
    expect(shorten('abcdef', 5)).toBe('abcd…');
  });

  it('does not leave half of a pair', () => {
    expect(shorten('abc👍👍', 5)).toBe('abc…');
  });
});

describe('messageOf', () => {
  const content = { subject: 's', text: 't', html: 'h' };

  it('says that no person wrote it, so that no program answers', () => {
    const { headers } = messageOf({ to: 'a@acme.test', messageId: '<ntc_1.a@relay.test>' }, content);
    expect(headers).toEqual({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' });
  });

  it.each(['', 'ntc_1@relay.test', '<ntc_1>', '<a b@c>', '<a@b>\r\nBcc: x@y', '<a@b> '])(
    'refuses the id %j',
    (messageId) => {
      expect(() => messageOf({ to: 'a@acme.test', messageId }, content)).toThrow('<local@domain>');
    },
  );
});
