import { expect, test } from 'vitest';
import { formatSubject, parseSubject } from './subject.ts';

test('a subject is read as it is written, with the parts of its key in order', () => {
  for (const text of ['workspace:7', 'line:7,42', 'page:a%2Cb,caf%C3%A9', 'user:a@b.test', 'path:a/b+c$d;e=f&g:h']) {
    expect(formatSubject(parseSubject(text))).toBe(text);
  }
  expect(parseSubject('page:a%2Cb,x')).toEqual({ kind: 'page', key: ['a,b', 'x'] });
  expect(Object.isFrozen(parseSubject('a:1')) && Object.isFrozen(parseSubject('a:1').key)).toBe(true);
});

test('what could mean another or all subjects is refused', () => {
  const refusals = {
    workspace: 'it is not written kind:key',
    ':7': 'it is not written kind:key',
    '7x:7': 'it is not written kind:key',
    'workspace:': 'a part of its key is blank',
    'line:7,%20': 'a part of its key is blank',
    'workspace:*': 'wildcards are not keys',
    'workspace:%25': 'wildcards are not keys',
    'workspace:??_': 'wildcards are not keys',
    'workspace:%': 'its percent-encoding is broken',
  };
  for (const [text, why] of Object.entries(refusals))
    expect(() => parseSubject(text)).toThrow(`"${text}" is no subject: ${why}`);
});
