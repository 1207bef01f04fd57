import type { Snake } from '../../wire/names.ts';

/** `requester or us` is `requester_or_us` on the wire. */
export const snake = <Words extends string>(words: Words): Snake<Words> =>
  // Text of the same shape as the type; TypeScript does not follow replaceAll.
  words.replaceAll(/[ -]/g, '_') as Snake<Words>;
