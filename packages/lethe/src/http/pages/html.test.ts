import { expect, it } from 'vitest';
import { html } from './html.ts';

it('escapes what is put in, in text and in quoted attributes', () => {
  const name = `<b a='1' b="2">&`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;">&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;</p>',
  );
});

it('takes HTML of its own as it is, alone or in a list, and nothing for null', () => {
  const items = ['a', '<'].map((each) => html`<li>${each}</li>`);
  expect(html`<ul>${items}</ul>${html`<br>`}${null}${0}`.text).toBe('<ul><li>a</li><li>&lt;</li></ul><br>0');
});
