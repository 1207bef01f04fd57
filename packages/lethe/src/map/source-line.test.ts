import { expect, test } from 'vitest';
import { sourceLine } from './source-line.ts';

const config = {
  file: 'lethe.config.ts',
  text: `export default defineConfig({
  ignore: { "app.plans": 'what we sell' },
  rules: {
    'app.contacts': anonymise({
      columns: { email: 'null' },
    }),
    odd: 'delete',
  },
});`,
};
const policy = {
  file: 'policies/user.ts',
  text: `const email = '';\nconst rules = { 'app.users': 'delete', 'app.contacts': 'x' };`,
};

test.each([
  ['a name in quotes', ['app.contacts'], undefined, 'lethe.config.ts:4'],
  ['in quotes of another kind', ['app.plans'], undefined, 'lethe.config.ts:2'],
  ['as a property', ['odd'], undefined, 'lethe.config.ts:7'],
  ['in another file', ['app.users'], undefined, 'policies/user.ts:2'],
  ['the first word that stands anywhere', ['app.gone', 'app.plans', 'app.contacts'], undefined, 'lethe.config.ts:2'],
  ['what stands below it', ['app.contacts'], 'email', 'lethe.config.ts:5'],
  ['the name alone where nothing like it stands below', ['app.contacts'], 'phone', 'lethe.config.ts:4'],
])('%s is found', (_what, words, below, expected) => {
  const found = sourceLine([config, policy], words, below);
  expect(`${found?.file}:${found?.line}`).toBe(expected);
});

test('a part of a name is not the name, and what stands nowhere is not found', () => {
  expect(sourceLine([config, policy], ['app.contact'])).toBeNull();
  expect(sourceLine([config, policy], ['dd'])).toBeNull();
  expect(sourceLine([], ['odd'])).toBeNull();
});
