import type pg from 'pg';
import { expect } from 'vitest';
import type { Mail } from '../../demo/mailbox.ts';
import type { Browser, Page } from '../crm-browser.ts';
import type { RequestBody } from './lethe-api.ts';
import { actingLink } from './mailbox.ts';
import type { Product } from './product.ts';
import { until } from './until.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Asks in the CRM's settings, as its page offers it; answers the id of the request. `account:1`. */
export async function askInSettings(
  product: Product,
  person: Browser,
  { subject, exportsNeeded = false }: { readonly subject: string; readonly exportsNeeded?: boolean },
): Promise<string> {
  const [kind, id] = subject.split(':');
  const path = `/${kind}s/${id}/settings/delete`;
  await person.get(path);
  const page = await person.submit(path, exportsNeeded ? { exportsNeeded: 'yes' } : {});
  expect(page).toMatchObject({ status: 303, location: `/${kind}s/${id}/settings` });
  const request = await newestRequest(product, subject);
  if (request === null) throw new Error(`there is no request for ${subject}`);
  return request.id;
}

/** Fills in the hosted form; answers the page. */
export async function askByForm(
  product: Product,
  wish: { readonly address: string; readonly named: string; readonly exportsNeeded?: 'yes' },
): Promise<Page> {
  const stranger = product.visitor();
  await stranger.get('/request');
  return stranger.submit('/request', { kind: 'workspace', ...wish });
}

export async function newestRequest({ operator }: Product, subject: string): Promise<RequestBody | null> {
  const { body } = await operator.get(`/v1/requests?subject=${encodeURIComponent(subject)}`);
  return (body['items'] as readonly RequestBody[])[0] ?? null;
}

export async function requestOf({ operator }: Product, id: string): Promise<RequestBody> {
  const { status, body } = await operator.get(`/v1/requests/${id}`);
  expect(status).toBe(200);
  return body as unknown as RequestBody;
}

export function inState(product: Product, id: string, state: string): Promise<RequestBody> {
  let last = '';
  return until(`${id} to be ${state}`, async () => {
    const request = await requestOf(product, id);
    last = request.state;
    return request.state === state ? request : null;
  }).catch((error: unknown) => {
    throw new Error(`it is ${last}`, { cause: error });
  });
}

/** What a person does with a mailed link: opens it, reads, types what is asked for, presses the button. */
export async function press(product: Product, mail: Mail, action: string, typed = ''): Promise<Page> {
  const person = await openLink(product, mail);
  return person.submit('/link', { action, ...(typed === '' ? {} : { typed }) });
}

/** In front of the page that a message's link leads to. */
export async function openLink(product: Product, mail: Mail): Promise<Browser> {
  const person = product.visitor();
  const { status, location } = await person.get(new URL(actingLink(mail)).pathname);
  expect([status, location]).toEqual([303, '/link']);
  await person.get('/link');
  return person;
}

/** What that page says. */
export async function readLink(product: Product, mail: Mail): Promise<string> {
  return (await (await openLink(product, mail)).get('/link')).text;
}

/** Asks in the settings and confirms by the mailed link: grace has begun. */
export async function schedule(
  product: Product,
  email: string,
  { subject, name }: { readonly subject: string; readonly name: string },
): Promise<RequestBody> {
  const id = await askInSettings(product, await product.signedIn(email), { subject });
  const mail = await product.mailbox.waitFor(id, email, /^Confirm/);
  expect((await press(product, mail, 'confirm', name)).text).toContain('Deletion is scheduled');
  return inState(product, id, 'scheduled');
}

/** As messages say it: `Sunday 29 November 2026, 14:05 (Europe/Berlin`, worked out by the database. */
export async function dateThere(sql: pg.ClientBase, moment: string | null, timeZone: string): Promise<string> {
  const { rows } = await sql.query<{ text: string }>(
    `SELECT to_char($1::timestamptz AT TIME ZONE $2, 'FMDay FMDD FMMonth YYYY, HH24:MI') AS text`,
    [moment, timeZone],
  );
  return `${rows[0]?.text} (${timeZone}`;
}

/** What the database says to the question the CRM asks before every write. */
export async function accessOf(sql: pg.ClientBase, ...path: readonly string[]): Promise<string> {
  const { rows } = await sql.query<{ access: string }>('SELECT lethe.access_of($1::text[]) AS access', [path]);
  return rows[0]?.access ?? '';
}

/** Moves the clock to so many milliseconds before the moment (negative: after it). */
export async function advanceTo(product: Product, moment: string | null, beforeMs = 0): Promise<void> {
  await product.advance(Math.ceil(Date.parse(moment ?? '') - beforeMs - (await product.now())));
}

/** After each test: what it left open would be in the way of the next one. */
export async function cancelWhatIsOpen({ operator }: Product): Promise<void> {
  const states = 'received,verifying,confirming,blocked,scheduled,held';
  const { body } = await operator.get(`/v1/requests?state=${states}`);
  for (const { id } of body['items'] as readonly RequestBody[]) await operator.post(`/v1/requests/${id}/cancel`);
}

/** Long enough for two ticks of the worker: what was going to happen has happened. */
export const twoTicksMs = 2_600;
