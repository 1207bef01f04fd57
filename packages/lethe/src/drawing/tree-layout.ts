import { type Box, boxHeight, boxWidth, narrowest, portOf, shortName } from './box.ts';
import { type Place, widthOf } from './svg.ts';
import type { Branch } from './tree.ts';

export interface PlacedBox extends Place {
  readonly box: Box;
  readonly width: number;
}

/** Many tables that hang from one, and from which nothing hangs: together in a frame, with one edge. */
export interface Frame extends Place {
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

export interface EdgeLine {
  readonly from: Place;
  /** Where it turns down. */
  readonly turn: number;
  readonly to: Place;
  readonly words: string;
}

/** Stands for a subject without a row. */
export interface Sign {
  readonly words: string;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly sign: Sign | null;
  readonly boxes: readonly PlacedBox[];
  readonly frames: readonly Frame[];
  readonly edges: readonly EdgeLine[];
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  readonly schema: string;
  /** The subject, over the name of its own table. */
  readonly heading: string;
  /** Otherwise the subject has no table of its own: it stands as a sign on the left of all that hold its value. */
  readonly hasRow: boolean;
}

const gapX = 56;
const gapY = 12;
const framePad = 12;
const frameHead = 22;
/** More leaves than that stand in a frame. */
const fewLeaves = 7;

interface Sizes {
  readonly options: LayoutOptions;
  /** Of the boxes of each depth, and where they begin. */
  readonly widths: readonly number[];
  readonly lefts: readonly number[];
}

/**
 * Each table stands right of the one it hangs from, and all that hangs from it beside it and below: so no edge crosses a box,
 * however many there are, and the whole is read like a list.
 */
export function layoutOf(top: readonly Branch[], options: LayoutOptions): Layout {
  const sign = options.hasRow ? null : signOf(options.heading);
  const left = sign === null ? 0 : sign.width + gapX;
  const sizes = sizesOf(top, options, left);
  const whole = place(top, 0, { x: left, y: 0 }, { sizes, above: 'the subject' });
  const right = [...whole.boxes, ...whole.frames].map(({ x, width }) => x + width);
  const edges =
    sign === null ? [] : whole.heads.map((head) => edgeTo(head, { x: sign.width, y: () => sign.height / 2 }));
  return {
    ...{ sign, boxes: whole.boxes, frames: whole.frames, edges: [...edges, ...whole.edges] },
    width: Math.max(sign?.width ?? 0, ...right),
    height: Math.max(sign?.height ?? 0, whole.bottom),
  };
}

function signOf(words: string): Sign {
  return { words, width: Math.min(360, Math.max(120, Math.ceil(widthOf(words, 14, 'sans') * 1.1) + 28)), height: 34 };
}

interface Under {
  readonly sizes: Sizes;
  /** What they hang from, in words. */
  readonly above: string;
}

/** Where an edge to something placed begins. */
interface Head extends Place {
  /** Which of the tables that its parent carries it hangs from. */
  readonly through: string | null;
  readonly words: string;
}

interface Placed {
  readonly boxes: readonly PlacedBox[];
  readonly frames: readonly Frame[];
  readonly edges: readonly EdgeLine[];
  /** Of what is to be joined with the box on the left. */
  readonly heads: readonly Head[];
  readonly bottom: number;
}

function place(branches: readonly Branch[], depth: number, at: Place, { sizes, above }: Under): Placed {
  const leaves = branches.filter(({ children }) => children.length === 0);
  const framed = leaves.length > fewLeaves;
  const single = framed ? branches.filter(({ children }) => children.length > 0) : branches;
  const parts: Placed[] = [];
  let y = at.y;
  for (const branch of single) {
    const part = placeBranch(branch, depth, { x: at.x, y }, { sizes, above });
    parts.push(part);
    y = part.bottom + gapY;
  }
  if (framed) parts.push(placeFrame(leaves, { x: at.x, y }, { sizes, above }));
  return {
    boxes: parts.flatMap(({ boxes }) => boxes),
    frames: parts.flatMap(({ frames }) => frames),
    edges: parts.flatMap(({ edges }) => edges),
    heads: parts.flatMap(({ heads }) => heads),
    bottom: Math.max(at.y, ...parts.map(({ bottom }) => bottom)),
  };
}

function placeBranch(branch: Branch, depth: number, at: Place, { sizes, above }: Under): Placed {
  const { node, through } = branch;
  const box = boxOf(branch, depth, sizes.options);
  const width = sizes.widths[depth] ?? narrowest;
  const under = { sizes, above: shortName(node.table, sizes.options.schema) };
  const below = place(branch.children, depth + 1, { x: sizes.lefts[depth + 1] ?? 0, y: at.y }, under);
  const own: PlacedBox = { box, width, ...at };
  const from = { x: at.x + width, y: (via: string | null) => at.y + portOf(box, via) };
  const [way] = node.ways;
  const words = `${node.table} hangs from ${through ?? above}${way === undefined ? '' : ` by ${way.name}`}`;
  return {
    boxes: [own, ...below.boxes],
    frames: below.frames,
    edges: [...below.heads.map((head) => edgeTo(head, from)), ...below.edges],
    heads: [{ x: at.x, y: at.y + portOf(box, null), through, words }],
    bottom: Math.max(at.y + boxHeight(box), below.bottom),
  };
}

/** In as many columns as make it about as high as wide, and of about one height. */
function placeFrame(leaves: readonly Branch[], at: Place, { sizes, above }: Under): Placed {
  const boxes = leaves.map((leaf) => boxOf(leaf, 1, sizes.options));
  const width = Math.max(...boxes.map(boxWidth));
  const columns = Math.max(2, Math.min(4, Math.round(Math.sqrt(leaves.length / 4))));
  const enough = boxes.reduce((sum, box) => sum + boxHeight(box) + gapY, 0) / columns;
  const top = at.y + frameHead + framePad / 2;
  const placed: PlacedBox[] = [];
  let [column, y, bottom] = [0, top, top];
  for (const box of boxes) {
    if (y - top >= enough && column + 1 < columns) [column, y] = [column + 1, top];
    placed.push({ box, width, x: at.x + framePad + column * (width + gapY), y });
    y += boxHeight(box) + gapY;
    bottom = Math.max(bottom, y);
  }
  const size = { width: columns * (width + gapY) - gapY + 2 * framePad, height: bottom - at.y };
  const label = `${leaves.length} tables that hang from ${above}`;
  const head: Head = { x: at.x, y: at.y + frameHead - 6, through: null, words: label };
  return { boxes: placed, frames: [{ ...at, ...size, label }], edges: [], heads: [head], bottom };
}

interface From {
  readonly x: number;
  readonly y: (through: string | null) => number;
}

/** Edges to carried tables turn a little later than those to the box itself, so that they are told apart. */
function edgeTo({ x, y, through, words }: Head, from: From): EdgeLine {
  const turn = from.x + gapX / 2 + (through === null ? 0 : 10);
  return { from: { x: from.x, y: from.y(through) }, turn, to: { x, y }, words };
}

function boxOf({ node, carried }: Branch, depth: number, { schema, heading, hasRow }: LayoutOptions): Box {
  return { node, carried, schema, heading: depth === 0 && hasRow ? heading : null };
}

function sizesOf(top: readonly Branch[], options: LayoutOptions, left: number): Sizes {
  const widths: number[] = [];
  for (let level = top, depth = 0; level.length > 0; depth += 1) {
    const boxes = level.map((branch) => boxOf(branch, depth, options));
    widths.push(Math.max(...boxes.map(boxWidth)));
    level = level.flatMap(({ children }) => children);
  }
  const lefts = widths.map((_, depth) => widths.slice(0, depth).reduce((sum, width) => sum + width + gapX, left));
  return { options, widths, lefts };
}
