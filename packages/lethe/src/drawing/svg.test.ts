import fc from 'fast-check';
import { expect, test } from 'vitest';
import { element, escaped, shortened, widthOf, wrapped } from './svg.ts';

test('what XML takes for markup is escaped, and what it forbids replaced', () => {
  expect(escaped('<a href="x">&amp;</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;');
  expect(escaped('tab\tnul\0esc\u001bend\ufffe\ud800')).toBe('tab\tnul\ufffdesc\ufffdend\ufffd\ufffd');
  expect(element('g', { 'data-table': '"<&>' })).toBe('<g data-table="&quot;&lt;&amp;&gt;"/>');
});

test('what is too long is cut in the middle, by letters that are never halved', () => {
  expect(shortened('short', 12, 'mono', 100)).toBe('short');
  expect(shortened('orders_2024_archive', 10, 'mono', 62)).toBe('order…hive');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 3, maxLength: 40 }),
      fc.integer({ min: 30, max: 200 }),
      (words, width) => {
        const cut = shortened(words, 12, 'mono', width);
        expect(widthOf(cut, 12, 'mono') <= width && cut.isWellFormed()).toBe(true);
      },
    ),
  );
});

test('letters of wide scripts need more room', () => {
  expect(widthOf('漢字', 10, 'mono')).toBe(widthOf('abcd', 10, 'mono'));
});

test('words are broken into lines that fit, in their order', () => {
  expect(wrapped('', 12, 100)).toEqual([]);
  expect(wrapped('one two three', 10, 45)).toEqual(['one two', 'three']);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { maxLength: 20 }), (words) => {
      const lines = wrapped(words.join(' '), 12, 120);
      expect(lines.join(' ')).toBe(words.join(' '));
      expect(lines.every((line) => widthOf(line, 12, 'sans') <= 120)).toBe(true);
    }),
  );
});
