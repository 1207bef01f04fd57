/** Reorders or hides what stands beside it: bidirectional controls, zero-width and invisible characters, tags. */
const deceiving = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/**
 * Text of people and tenants, fit for one line of a message or header: a line break in a name must not start a header,
 * and an override in it must not turn a date or address around.
 */
export function cleanText(text: string, longest = 120): string {
  const oneLine = text
    .toWellFormed()
    .replace(deceiving, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ');
  return shorten(oneLine.trim(), longest);
}

/** Counted as JavaScript counts; a pair of surrogates is not cut in two. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text
    .slice(0, longest - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
