import { formatSubject } from '../planner/subject.ts';
import { splitTableName } from '../schema/table-name.ts';
import { drawBox } from './box.ts';
import { boxPanel, findingPanel, legend, namePanel, type Panel, type Room } from './panels.ts';
import { type Drawn, type Node, nodesOf } from './plan-nodes.ts';
import { element, escaped, shortened, text } from './svg.ts';
import { ink, lines, pale } from './tones.ts';
import { treeOf } from './tree.ts';
import { type EdgeLine, type Frame, type Layout, layoutOf, type Sign } from './tree-layout.ts';

const margin = 28;
const narrowestPicture = 900;
const headHeight = 108;

/**
 * A plan as a picture: the subject on the left, each table right of the one it hangs from, and apart from it what stays, what
 * nobody has decided on, and what is left alone. The same plan gives the same text.
 */
export function drawPlan(drawn: Drawn): string {
  const { plan, table } = drawn;
  const subject = formatSubject(plan.outline.subject);
  const schema = splitTableName(table ?? plan.outline.steps[0]?.table ?? 'public.x').schema;
  const tree = treeOf(nodesOf(drawn), table);
  const layout = layoutOf(tree.top, { schema, heading: subject, hasRow: table !== null });
  const inner = Math.max(narrowestPicture, layout.width);
  const tops = { x: margin, y: margin + headHeight };
  const body = element('g', { transform: `translate(${tops.x} ${tops.y})` }, treeMarkup(layout));
  const panels = stacked(tree.rest, drawn, { x: margin, y: tops.y + layout.height + margin, width: inner, schema });
  const size = { width: inner + 2 * margin, height: panels.bottom + margin };
  const head = header(drawn, subject);
  const parts = [element('rect', { ...size, fill: '#ffffff' }), head, body, ...panels.parts];
  return picture(drawn, subject, size, parts);
}

function treeMarkup({ sign, frames, edges, boxes }: Layout): string {
  return [
    ...(sign === null ? [] : [signMarkup(sign)]),
    ...frames.map(frameMarkup),
    ...edges.map(edgeMarkup),
    ...boxes.map(({ box, x, y, width }) => drawBox(box, { x, y }, width)),
  ].join('');
}

function signMarkup({ words, width, height }: Sign): string {
  const rect = element('rect', { x: 0, y: 0, width, height, rx: height / 2, fill: ink });
  const shown = shortened(words, 14, 'sans', width - 24);
  const style = { size: 14, bold: true, fill: '#ffffff', anchor: 'middle' } as const;
  return rect + text({ x: width / 2, y: height / 2 + 5 }, shown, style);
}

function frameMarkup({ x, y, width, height, label }: Frame): string {
  const rect = element('rect', { x, y, width, height, rx: 8, fill: '#f6f8fa', stroke: '#d0d7de' });
  return rect + text({ x: x + 12, y: y + 17 }, label, { size: 11, fill: pale });
}

/** Round the corner, and with its arrow at what the table hangs from. */
function edgeMarkup({ from, to, turn, words }: EdgeLine): string {
  const bend = Math.min(6, Math.abs(to.y - from.y) / 2);
  const down = to.y >= from.y ? 1 : -1;
  const path =
    bend < 1
      ? `M${to.x} ${to.y}H${from.x}`
      : `M${to.x} ${to.y}H${turn + bend}Q${turn} ${to.y} ${turn} ${to.y - bend * down}V${from.y + bend * down}Q${turn} ${from.y} ${turn - bend} ${from.y}H${from.x}`;
  const attributes = { d: path, fill: 'none', stroke: lines, 'stroke-width': 1.3, 'marker-end': 'url(#hangs)' };
  return element('path', attributes, element('title', {}, escaped(words)));
}

interface Below extends Room {
  readonly schema: string;
}

function stacked(rest: readonly Node[], { plan }: Drawn, below: Below): { parts: readonly string[]; bottom: number } {
  const of = (tone: Node['tone']): readonly Node[] => rest.filter((node) => node.tone === tone);
  const because = new Map(plan.outline.ignored.map((each) => [each.table, each.because]));
  const ignored = { schema: below.schema, why: ({ table }: Node): string => because.get(table) ?? '' };
  const unreached = { schema: below.schema, why: (): string => '' };
  const makers: readonly ((room: Room) => Panel | null)[] = [
    (room) => boxPanel('Stays', of('keep'), room, below.schema),
    (room) => boxPanel('Undecided', of('undecided'), room, below.schema),
    (room) => findingPanel(plan, room),
    (room) => namePanel('Nothing leads from these to the subject', of('unreached'), room, unreached),
    (room) => namePanel('Left alone', of('ignore'), room, ignored),
  ];
  const parts: string[] = [];
  let { y } = below;
  for (const make of makers) {
    const panel = make({ x: below.x, y, width: below.width });
    if (panel === null) continue;
    parts.push(panel.svg);
    y += panel.height + margin / 2;
  }
  return { parts, bottom: y };
}

function header({ plan }: Drawn, subject: string): string {
  return [
    text({ x: margin, y: margin + 16 }, `Plan for ${subject}`, { size: 20, bold: true }),
    text({ x: margin, y: margin + 40 }, summary(plan), { size: 13, fill: pale }),
    legend({ x: margin, y: margin + 58 }),
  ].join('');
}

function summary({ rows, digest, findings, warnings, outline }: Drawn['plan']): string {
  const tables = new Set(outline.steps.map(({ table }) => table)).size;
  return [
    `${counted(rows, 'row')} in ${counted(tables, 'table')}`,
    `${outline.kept.length} kept`,
    findings.length === 0
      ? 'nothing in the way'
      : `BLOCKED by ${findings.length} finding${findings.length === 1 ? '' : 's'}`,
    `${warnings.length} warning${warnings.length === 1 ? '' : 's'}`,
    `digest ${digest.slice(0, 8)}`,
  ].join(' · ');
}

function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

const faces =
  ".sans{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',Arial,sans-serif}.mono{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}text{white-space:pre}";

function picture(
  { plan }: Drawn,
  subject: string,
  { width, height }: { readonly width: number; readonly height: number },
  parts: readonly string[],
): string {
  const arrow = element('path', { d: 'M0 0 8 4 0 8z', fill: lines });
  const marker = { id: 'hangs', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' };
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const attributes = {
    ...{ xmlns: 'http://www.w3.org/2000/svg', width: w, height: h, viewBox: `0 0 ${w} ${h}` },
    ...{ role: 'graphics-document', 'aria-labelledby': 'plan-title plan-summary' },
  };
  const inside = [
    element('title', { id: 'plan-title' }, escaped(`Plan for ${subject}`)),
    element('desc', { id: 'plan-summary' }, escaped(summary(plan))),
    element('style', {}, faces),
    element('defs', {}, element('marker', marker, arrow)),
    ...parts,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', attributes, `\n${inside.join('\n')}\n`)}\n`;
}
