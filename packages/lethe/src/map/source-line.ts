/** A file of the configuration. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/**
 * The line that names one of these words, in quotes or as a property: the first word that stands anywhere, in the first
 * file that has it; from there on the line that names `below`. As good as can be told from the text alone.
 */
export function sourceLine(
  sources: readonly Source[],
  words: readonly string[],
  below?: string,
): { file: string; line: number } | null {
  for (const word of words) {
    for (const { file, text } of sources) {
      const lines = text.split('\n');
      const index = lines.findIndex((line) => names(line, word));
      if (index < 0) continue;
      const further =
        below === undefined ? -1 : lines.slice(index, index + near).findIndex((line) => names(line, below));
      return { file, line: index + Math.max(further, 0) + 1 };
    }
  }
  return null;
}

/** Lines that one rule or link may take. */
const near = 20;

function names(line: string, word: string): boolean {
  const quoted = ["'", '"', '`'].some((quote) => line.includes(`${quote}${word}${quote}`));
  return quoted || new RegExp(`(?:^|[{,(]|\\s)${RegExp.escape(word)}\\s*:`, 'u').test(line);
}
