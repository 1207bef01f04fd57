import { splitTableName } from '../schema/table-name.ts';
import type { Action, Node } from './plan-nodes.ts';
import { element, type Place, shortened, type TextStyle, text, title, widthOf } from './svg.ts';
import { ink, looks, pale } from './tones.ts';
import type { Way } from './ways.ts';

/** A table as a box: its name and rows, what is done, how it is found, and what goes along with it. */
export interface Box {
  readonly node: Node;
  readonly carried: readonly Node[];
  /** Above the name: the subject, in the box of its own table. */
  readonly heading: string | null;
  /** Tables of this schema are written without it. */
  readonly schema: string;
}

interface Row {
  readonly left: string;
  readonly right: string;
  readonly style: TextStyle;
}

const pad = 10;
const bar = 22;
const rowHeight = 16;
const headHeight = 20;

export const narrowest = 230;
const widest = 470;

export function boxHeight(box: Box): number {
  const heading = box.heading === null ? 0 : headHeight;
  const load = box.carried.length === 0 ? 0 : rowHeight * (box.carried.length + 1) + 4;
  return heading + headHeight + rowHeight * rowsOf(box.node, box.schema).length + load + pad;
}

/** As wide as its longest row, within bounds: what is longer is cut, and told whole in its title. */
export function boxWidth(box: Box): number {
  const rows = [
    headRow(box),
    ...rowsOf(box.node, box.schema),
    ...box.carried.map((node) => carriedRow(node, box.schema)),
  ];
  const widths = rows.map(
    ({ left, right, style }) => rowWidth(left, style) + (right === '' ? 0 : rowWidth(right, style) + 16),
  );
  const heading = box.heading === null ? 0 : widthOf(box.heading, 14, 'sans') * 1.1;
  return Math.min(
    widest,
    Math.max(narrowest, heading + bar + 2 * pad, ...widths.map((width) => width + bar + 2 * pad)),
  );
}

function rowWidth(words: string, { size = 12, face = 'sans' }: TextStyle): number {
  return widthOf(words, size, face);
}

/** Where an edge to a table of the box ends: at its name, or at its row among those that are carried. */
export function portOf(box: Box, table: string | null): number {
  const heading = box.heading === null ? 0 : headHeight;
  const index = box.carried.findIndex((node) => node.table === table);
  if (index < 0) return heading + headHeight - 5;
  return heading + headHeight + rowHeight * (rowsOf(box.node, box.schema).length + index + 1) + 16;
}

export function drawBox(box: Box, at: Place, width: number): string {
  const height = boxHeight(box);
  const look = looks[box.node.tone];
  const heading = box.heading === null ? 0 : headHeight;
  const inner = width - bar - 2 * pad;
  const parts = [
    title(inWords(box)),
    element('rect', {
      ...{ x: at.x, y: at.y, width, height, rx: 5, fill: look.fill, stroke: look.colour, 'stroke-width': look.stroke },
      ...(look.dashes === '' ? {} : { 'stroke-dasharray': look.dashes }),
    }),
    element('rect', { x: at.x, y: at.y, width: bar, height, rx: 5, fill: look.colour }),
    text({ x: at.x + bar / 2, y: at.y + heading + 16 }, look.symbol, {
      face: 'mono',
      size: 15,
      fill: '#ffffff',
      bold: true,
      anchor: 'middle',
    }),
    box.heading === null
      ? ''
      : text({ x: at.x + bar + pad, y: at.y + 17 }, shortened(box.heading, 14, 'sans', inner), {
          size: 14,
          bold: true,
        }),
    drawRow(headRow(box), { x: at.x + bar + pad, y: at.y + heading + 16 }, inner),
    ...rowsOf(box.node, box.schema).map((row, index) =>
      drawRow(row, { x: at.x + bar + pad, y: at.y + heading + headHeight + 12 + rowHeight * index }, inner),
    ),
    ...drawCarried(
      box,
      { x: at.x + bar + pad, y: at.y + heading + headHeight + rowHeight * rowsOf(box.node, box.schema).length },
      inner,
    ),
  ];
  return element('g', { 'data-table': box.node.table, role: 'img' }, parts.join(''));
}

function drawCarried({ carried, schema }: Box, at: Place, width: number): readonly string[] {
  if (carried.length === 0) return [];
  const line = {
    x1: at.x,
    x2: at.x + width,
    y1: at.y + 4,
    y2: at.y + 4,
    stroke: looks.delete.colour,
    'stroke-width': 0.6,
  };
  return [
    element('line', line),
    text({ x: at.x, y: at.y + 17 }, 'taken along by the cascade:', { size: 11, fill: pale }),
    ...carried.map((node, index) => {
      const row = drawRow(carriedRow(node, schema), { x: at.x, y: at.y + 17 + rowHeight * (index + 1) }, width);
      return element('g', { 'data-table': node.table }, title(nodeInWords(node)) + row);
    }),
  ];
}

function drawRow({ left, right, style }: Row, at: Place, width: number): string {
  const reserved = right === '' ? 0 : rowWidth(right, style) + 16;
  const written = text(at, shortened(left, style.size ?? 12, style.face ?? 'sans', width - reserved), style);
  if (right === '') return written;
  return written + text({ x: at.x + width, y: at.y }, right, { ...style, anchor: 'end' });
}

function headRow({ node, schema }: Box): Row {
  return {
    left: shortName(node.table, schema),
    right: rowsText(node),
    style: { face: 'mono', size: 13, fill: ink, bold: true },
  };
}

function carriedRow(node: Node, schema: string): Row {
  return {
    left: `${looks.delete.symbol} ${shortName(node.table, schema)}`,
    right: rowsText(node),
    style: { face: 'mono', size: 11.5 },
  };
}

function rowsOf(node: Node, schema: string): readonly Row[] {
  return [
    ...node.actions.map((action) => actionRow(action, node)),
    ...node.ways.map((way, index) => wayRow(way, index, schema)),
    ...openRows(node),
  ];
}

function actionRow({ tone, rows, words }: Action, node: Node): Row {
  const { symbol, colour } = looks[tone];
  const several = node.actions.filter((each) => each.rows !== null).length > 1;
  return {
    left: tone === 'ignore' ? words : `${symbol} ${words}`,
    right: several && rows !== null ? count(rows) : '',
    style: { size: 11.5, fill: tone === 'ignore' ? pale : colour },
  };
}

function wayRow({ to, columns, name }: Way, index: number, schema: string): Row {
  const by = index === 0 ? 'by' : 'or by';
  const target = to === null ? '' : ` → ${shortName(to, schema)}`;
  return {
    left: `${by} ${columns.join(', ')}${target} · ${name}`,
    right: '',
    style: { face: 'mono', size: 10.5, fill: pale },
  };
}

function openRows({ findings }: Node): readonly Row[] {
  const style = { size: 11.5, fill: looks.undecided.colour, bold: true };
  return [...new Set(findings.map(({ code }) => code))].map((code) => ({ left: `? ${code}`, right: '', style }));
}

function rowsText({ rows }: Node): string {
  if (rows === null) return '';
  return rows === 1 ? '1 row' : `${count(rows)} rows`;
}

const count = (rows: number): string => rows.toLocaleString('en-US');

export function shortName(table: string, schema: string): string {
  return splitTableName(table).schema === schema ? table.slice(table.length - rest(table).length) : table;
}

/** The name behind the schema, as it is written. */
function rest(table: string): string {
  return table.replace(/^(?:"(?:[^"]|"")*"|[^."]+)\./u, '');
}

/** For who cannot see the picture, and for the pointer that rests on a box. */
function inWords({ node, carried, heading }: Box): string {
  const load = carried.map((each) => `takes along ${nodeInWords(each)}`);
  return [...(heading === null ? [] : [heading]), nodeInWords(node), ...load].join('\n');
}

function nodeInWords(node: Node): string {
  const rows = rowsText(node);
  const actions = node.actions.map(({ words, rows: each }) => (each === null ? words : `${words} (${count(each)})`));
  const ways = node.ways.map(({ to, columns, name }) => `by ${columns.join(', ')} → ${to ?? 'the subject'} (${name})`);
  const open = node.findings.map(({ code, message }) => `${code}: ${message}`);
  const head = `${node.table}: ${looks[node.tone].word}${rows === '' ? '' : `, ${rows}`}`;
  return [head, ...actions, ...ways, ...open].join('\n');
}
