/**
 * The spellings in which a value may lie in a text: as it is, as JSON writes it (also with slashes or letters beyond
 * ASCII escaped, as some languages do), as XML writes it. One for most values.
 */
export function spellingsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(/[\u0080-\u{10ffff}]/gu, (letter) => inUnits(letter));
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const spellings = [value, json, ascii, ...[json, ascii].map((text) => text.replaceAll('/', '\\/'))];
  return [...new Set([...spellings, xml, xml.replaceAll('"', '&quot;')])];
}

function inUnits(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** How `encode(…, 'escape')` shows the UTF-8 bytes of a value. */
export function bytesSpelling(value: string): string {
  const shown = (byte: number): string => {
    if (byte === 0x5c) return '\\\\';
    return byte >= 0x80 || byte === 0 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
  };
  return Array.from(new TextEncoder().encode(value), shown).join('');
}

export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/gu, '\\$&')}%`;
}

// The server refuses an expression of some hundred thousand characters, and keeps the last 32 it has compiled.
const patternLength = 30_000;

/** Regular expressions that together match exactly these texts. */
export function alternations(texts: readonly string[]): string[] {
  const patterns: string[] = [];
  let current: string[] = [];
  let length = 0;
  for (const text of texts) {
    const literal = text.replace(/[^A-Za-z0-9\u0080-\u{10ffff}]/gu, '\\$&');
    if (current.length > 0 && length + literal.length > patternLength) {
      patterns.push(current.join('|'));
      current = [];
      length = 0;
    }
    current.push(literal);
    length += literal.length + 1;
  }
  return current.length === 0 ? patterns : [...patterns, current.join('|')];
}
