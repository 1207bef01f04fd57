import { unreachable } from '../errors.ts';
import type { Block, Letter } from './letter.ts';

const ink = 'color:#1a1a1a;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5';
const button =
  'background:#1f4fa3;border-radius:6px;color:#ffffff;display:inline-block;padding:10px 18px;text-decoration:none';
const small = 'color:#595959;font-size:13px;overflow-wrap:anywhere';

/** No remote content: a picture would tell the sender who has read it, and when. */
export function htmlOf({ title, blocks }: Letter): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>`,
    `<body style="background:#ffffff;margin:0;padding:24px;${ink}">`,
    '<main style="max-width:600px;margin:0 auto">',
    `<h1 style="font-size:22px;line-height:1.3">${escaped(title)}</h1>`,
    ...blocks.map(blockHtml),
    '</main></body></html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.is) {
    case 'says':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<p>${escaped(block.title)}:</p>\n<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<p>${block.rows.map(([label, value]) => `${escaped(label)}: ${escaped(value)}`).join('<br>\n')}</p>`;
    case 'link':
      // The address is shown too: people are told to look where a link leads before they open it.
      return `<p><a href="${escaped(block.url)}" style="${button}">${escaped(block.label)}</a><br>\n<span style="${small}">${escaped(block.url)}</span></p>`;
    case 'code':
      return `<p>${escaped(block.label)}:<br>\n<strong style="font-family:monospace;font-size:20px;letter-spacing:2px">${escaped(block.code)}</strong></p>`;
    default:
      return unreachable(block, 'a block of a letter');
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
