import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LetheError } from '../../errors.ts';
import type { RawCall } from '../route.ts';

/**
 * A form must come from our own page. What a browser says about that is believed where it says so; as our pages tell no
 * referrer, their forms come with the origin `null`. The token in the form decides in any case.
 */
export function requireOwnForm({ headers, context }: Pick<RawCall, 'headers' | 'context'>): void {
  const site = headers['sec-fetch-site'];
  const origin = headers['origin'];
  const foreign = site !== undefined && site !== 'same-origin';
  if (
    foreign ||
    (typeof origin === 'string' && origin !== 'null' && !isOurs(origin, headers['host'], context.settings.publicUrl))
  )
    throw refused();
}

const isOurs = (origin: string, host: unknown, publicUrl: string): boolean =>
  URL.canParse(origin) && (new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === host);

const refused = (): LetheError => new LetheError('FORM_REFUSED', 'This form was not sent from its own page.');

/** For a cookie that only ties a form to the page it was on. */
export const newFormSecret = (): string => randomBytes(24).toString('base64url');

/**
 * What a form carries: made from the secret in the cookie, so another site cannot know it, and a form that was opened
 * before another link cannot act on that other one.
 */
export const formToken = (secret: string): string => createHmac('sha256', secret).update('form').digest('base64url');

export function requireFormToken(secret: string, given: string): void {
  // What is made from nothing is known to everybody.
  if (secret === '') throw refused();
  const [expected, actual] = [Buffer.from(formToken(secret)), Buffer.from(given)];
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) throw refused();
}
