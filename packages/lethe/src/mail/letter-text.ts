import { unreachable } from '../errors.ts';
import type { Block, Letter } from './letter.ts';

/** Lines are not wrapped: the mail program knows how wide it is, and a broken link does not work. */
export function textOf({ title, blocks }: Letter): string {
  return `${[title, ...blocks.map(blockText)].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.is) {
    case 'says':
      return block.text;
    case 'list':
      return [`${block.title}:`, ...block.items.map((item) => `- ${item}`)].join('\n');
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `${block.label}:\n${block.code}`;
    default:
      return unreachable(block, 'a block of a letter');
  }
}
