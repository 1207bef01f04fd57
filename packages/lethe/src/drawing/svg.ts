/** Text of an SVG, with what XML would take for markup escaped, and what it does not allow replaced. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export type Attributes = Readonly<Record<string, string | number>>;

/** One element. `inside` is markup, made of elements and escaped texts. */
export function element(name: string, attributes: Attributes, inside = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
}

export function title(text: string): string {
  return element('title', {}, escaped(text));
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** `mono` for names, whose widths are then known. */
export type Face = 'mono' | 'sans';

export interface TextStyle {
  readonly face?: Face;
  readonly size?: number;
  readonly fill?: string;
  readonly bold?: boolean;
  readonly anchor?: 'end' | 'middle';
}

export function text({ x, y }: Place, words: string, style: TextStyle = {}): string {
  const { face = 'sans', size = 12, fill = '#1f2328', bold = false, anchor } = style;
  const attributes = {
    ...{ x, y, class: face, 'font-size': size, fill },
    ...(bold ? { 'font-weight': 600 } : {}),
    ...(anchor === undefined ? {} : { 'text-anchor': anchor }),
  };
  return element('text', attributes, escaped(words));
}

/** Estimated: nothing measures text here. Letters of scripts that are written wide count twice. */
export function widthOf(words: string, size: number, face: Face): number {
  const units = [...words].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1), 0);
  return Math.ceil(units * size * (face === 'mono' ? 0.61 : 0.54));
}

/** Cut in the middle where it is too long: names differ at both ends. */
export function shortened(words: string, size: number, face: Face, width: number): string {
  if (widthOf(words, size, face) <= width) return words;
  const letters = [...words];
  for (let keep = letters.length - 1; keep > 1; keep -= 1) {
    const head = Math.ceil(keep / 2);
    const cut = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - keep + head).join('')}`;
    if (widthOf(cut, size, face) <= width) return cut;
  }
  return '…';
}

/** Broken at spaces, into lines that fit. A word that fits nowhere is cut. */
export function wrapped(words: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/u).filter((each) => each !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(longer, size, 'sans') <= width) lines[lines.length - 1] = longer;
    else lines.push(shortened(word, size, 'sans', width));
  }
  return lines;
}
