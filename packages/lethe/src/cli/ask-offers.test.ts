import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { askingAt } from './ask-offers.ts';

const offers = ['one', 'two', 'three', 'four'].map((code) => ({ part: 'links', code, evidence: `seen ${code}` }));

async function codesTaken(...typed: string[]): Promise<readonly string[]> {
  const input = new PassThrough();
  input.end(typed.map((line) => `${line}\n`).join(''));
  using asking = askingAt({ input, output: new PassThrough().resume() });
  return [...(await asking.ask(offers))].map(({ code }) => code);
}

test('what is answered with yes is taken, and nothing else', async () => {
  expect(await codesTaken('y', 'n', 'Y ', 'n')).toEqual(['one', 'three']);
});

test('anything but the four letters asks again', async () => {
  expect(await codesTaken('', 'perhaps', 'yes', 'n', 'y', 'n', 'n')).toEqual(['two']);
});

test('all that follow are taken, or refused, at once', async () => {
  expect(await codesTaken('n', 'a')).toEqual(['two', 'three', 'four']);
  expect(await codesTaken('y', 'r')).toEqual(['one']);
});

test('who closes the input has said yes to nothing more', async () => {
  expect(await codesTaken('y')).toEqual(['one']);
});

test('goes on with the next offers where the last answers ended', async () => {
  const input = new PassThrough();
  input.end('a\nn\na\n');
  const output = new PassThrough();
  using asking = askingAt({ input, output });
  expect((await asking.ask(offers)).size).toBe(4);
  expect((await asking.ask(offers.slice(0, 2))).size).toBe(1);
  // Coloured where CI says that its log can be.
  expect(stripVTControlCharacters(String(output.read()))).toContain('// seen one\none\n');
});
