import type { Plan } from '../planner/plan.ts';
import { type Box, boxHeight, boxWidth, drawBox, narrowest, shortName } from './box.ts';
import type { Node } from './plan-nodes.ts';
import { element, type Place, shortened, text, title, widthOf, wrapped } from './svg.ts';
import { looks, pale, type Tone } from './tones.ts';

/** A part of the picture below the tree, as wide as it is given room. */
export interface Panel {
  readonly svg: string;
  readonly height: number;
}

export interface Room extends Place {
  readonly width: number;
}

const gap = 12;
const headHeight = 30;

/** Tables whose rows stay, apart from the tree: what is kept, and what nobody has decided on. */
export function boxPanel(heading: string, nodes: readonly Node[], room: Room, schema: string): Panel | null {
  if (nodes.length === 0) return null;
  const boxes = nodes.map((node): Box => ({ node, carried: [], heading: null, schema }));
  const width = Math.max(narrowest, ...boxes.map(boxWidth));
  const columns = Math.max(1, Math.floor((room.width + gap) / (width + gap)));
  const parts: string[] = [];
  let y = room.y + headHeight;
  for (let at = 0; at < boxes.length; at += columns) {
    const row = boxes.slice(at, at + columns);
    parts.push(...row.map((box, column) => drawBox(box, { x: room.x + column * (width + gap), y }, width)));
    y += Math.max(...row.map(boxHeight)) + gap;
  }
  return { svg: headed(heading, room, parts), height: y - room.y };
}

/** Names alone, in columns: there may be hundreds. */
export function namePanel(heading: string, nodes: readonly Node[], room: Room, more: Named): Panel | null {
  if (nodes.length === 0) return null;
  const names = nodes.map((node) => ({ node, name: shortName(node.table, more.schema), why: more.why(node) }));
  const words = names.map(({ name, why }) => (why === '' ? name : `${name}  ${why}`));
  const width = Math.min(room.width, Math.max(140, ...words.map((each) => widthOf(each, 11.5, 'mono'))) + 30);
  const columns = Math.max(1, Math.floor(room.width / width));
  const perColumn = Math.ceil(names.length / columns);
  const parts = names.map(({ node, name, why }, index) => {
    const place = {
      x: room.x + Math.floor(index / perColumn) * width,
      y: room.y + headHeight + (index % perColumn) * 17 + 10,
    };
    const inside = width - 30 - widthOf(name, 11.5, 'mono') - 14;
    const reason =
      why === ''
        ? ''
        : text({ x: place.x + 16 + widthOf(name, 11.5, 'mono') + 10, y: place.y }, shortened(why, 11, 'sans', inside), {
            size: 11,
            fill: pale,
          });
    const { symbol, colour } = looks[node.tone];
    return element(
      'g',
      { 'data-table': node.table },
      title(`${node.table}: ${looks[node.tone].word}${why === '' ? '' : `: ${why}`}`) +
        text({ x: place.x + 4, y: place.y }, symbol, {
          face: 'mono',
          size: 12,
          fill: colour,
          bold: true,
          anchor: 'middle',
        }) +
        text({ x: place.x + 16, y: place.y }, name, { face: 'mono', size: 11.5 }) +
        reason,
    );
  });
  return { svg: headed(heading, room, parts), height: headHeight + perColumn * 17 + gap };
}

interface Named {
  readonly schema: string;
  readonly why: (node: Node) => string;
}

const mostFindings = 40;

/** What stands in the way, with what to write. */
export function findingPanel({ findings }: Plan, room: Room): Panel | null {
  // Tables that nothing leads from have a part of their own, however many they are.
  const told = findings.filter(({ code }) => code !== 'UNREACHED');
  if (told.length === 0) return null;
  const parts: string[] = [];
  let y = room.y + headHeight;
  const line = (words: string, style: Parameters<typeof text>[2], x = room.x + 16): void => {
    y += 16;
    parts.push(text({ x, y }, words, style));
  };
  for (const { code, message, next } of told.slice(0, mostFindings)) {
    line(`? ${code}`, { face: 'mono', size: 11.5, bold: true, fill: looks.undecided.colour }, room.x);
    for (const words of wrapped(message, 12, room.width - 16)) line(words, { size: 12 });
    for (const words of wrapped(next, 11.5, room.width - 16)) line(words, { size: 11.5, fill: pale });
    y += 8;
  }
  if (told.length > mostFindings) line(`and ${told.length - mostFindings} more: see lethe plan`, { size: 12 });
  return { svg: headed('In the way of this plan', room, parts), height: y - room.y + gap };
}

function headed(heading: string, { x, y, width }: Room, parts: readonly string[]): string {
  const line = element('line', { x1: x, x2: x + width, y1: y, y2: y, stroke: '#d0d7de' });
  return element('g', {}, line + text({ x, y: y + 22 }, heading, { size: 14, bold: true }) + parts.join(''));
}

/** One of each look, with its word. */
export function legend(at: Place): string {
  const tones: readonly Tone[] = ['delete', 'anonymise', 'detach', 'keep', 'undecided', 'unreached', 'ignore'];
  return tones
    .map((tone, index) => {
      const look = looks[tone];
      const x = at.x + index * 118;
      const rect = {
        ...{
          x,
          y: at.y,
          width: 110,
          height: 22,
          rx: 4,
          fill: look.fill,
          stroke: look.colour,
          'stroke-width': look.stroke,
        },
        ...(look.dashes === '' ? {} : { 'stroke-dasharray': look.dashes }),
      };
      return (
        element('rect', rect) +
        element('rect', { x, y: at.y, width: 20, height: 22, rx: 4, fill: look.colour }) +
        text({ x: x + 10, y: at.y + 16 }, look.symbol, {
          face: 'mono',
          size: 14,
          fill: '#ffffff',
          bold: true,
          anchor: 'middle',
        }) +
        text({ x: x + 28, y: at.y + 15 }, look.word, { size: 12 })
      );
    })
    .join('');
}
