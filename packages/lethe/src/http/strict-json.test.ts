import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

it('reads whatever JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      if (/"(?:__proto__|prototype|constructor)":/.test(text)) return;
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

it.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"x":{"a":[{"b":1,"b":1}]}}',
  '{"__proto__":{}}',
  '{"a":{"constructor":1}}',
  '[{"prototype":null}]',
])('refuses %s', (text) => {
  expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});

it.each([
  '{"a":{"a":1},"b":{"a":1}}',
  '["a","a"]',
  '{"a":"{\\"a\\":1,","b":"\\"a\\":"}',
  '{"a":"a","b":"a:"}',
  '"a"',
  '[]',
])('takes %s, where no key is there twice', (text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

it('says nothing of what was sent', () => {
  expect(() => parseStrictJson('{"name": erika')).toThrow('The body is no JSON.');
});
