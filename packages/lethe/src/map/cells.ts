/**
 * Lines of the map are cells between `|`. A name may hold anything, so what would end a cell or a line is written with a
 * backslash, and an empty cell as `-`.
 */
export function cell(text: string, marks = ''): string {
  if (text === '') return '-';
  if (text === '-') return '\\-';
  const plain = text.replaceAll(/^[[<=>]|[\\|]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  const marked = [...plain].map((letter) => (marks.includes(letter) ? `\\${letter}` : letter)).join('');
  return marked.replace(/^ | $/gu, '\\s');
}

function escaped(letter: string): string {
  if ('\\|[<=>'.includes(letter)) return `\\${letter}`;
  return `\\u{${letter.codePointAt(0)?.toString(16)}}`;
}

/** Takes back what `cell` wrote. */
export function textOf(written: string): string {
  if (written === '-') return '';
  return written.replaceAll(/\\(?:u\{([\da-f]+)\}|(.))/gsu, (_, code: string | undefined, letter: string) =>
    code === undefined ? (letter === 's' ? ' ' : letter) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** Splits at a mark that no backslash stands before. Spaces around it are for the eye: those of a name are escaped. */
export function splitCells(line: string, mark = '|'): readonly string[] {
  const parts = [''];
  for (const [piece] of line.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (piece === mark) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.replaceAll(/^ +| +$/gu, ''));
}
