import { z } from 'zod';

/** What the wire calls something that has a name in words: `waits on us` is no good in a switch of another language. */
export type Snake<Words extends string> = Words extends `${infer First} ${infer Rest}`
  ? `${First}_${Snake<Rest>}`
  : Words extends `${infer First}-${infer Rest}`
    ? `${First}_${Snake<Rest>}`
    : Words;

/** `kind:key`, with the parts of a composite key in key order, percent-encoded, joined by commas. */
export const subjectText = z
  .string()
  .min(3)
  .max(600)
  .meta({ description: 'kind:key', examples: ['workspace:42'] });

/**
 * An id of ours. Any text is taken, so that one of another kind is answered as one that is not there. A zero byte, which
 * the database does not take, makes it one that is not there either.
 */
export const idText = z
  .string()
  .min(1)
  .max(200)
  .overwrite((text) => text.replaceAll('\0', '\ufffd'));

/** Text that a person has written: a reason, a name. */
export const written = (longest: number) => z.string().trim().min(1).max(longest);

/** Query parameters arrive as text. */
export const flag = z.enum(['true', 'false']);
