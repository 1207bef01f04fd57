import type { Request } from 'lethe/client';
import { type Browser, browser } from '../test/crm-browser.ts';
import { asked } from './database.ts';
import { linkIn, type Mail, mailsAt, shownEnvelope, shownMail } from './mailbox.ts';
import type { Narrator } from './narrate.ts';
import { advance, mailTo, now, type Product, requestIn } from './product.ts';
import { until } from './until.ts';

/** One deletion on the stage: whose it is, and how to tell of it. */
export interface Scene {
  readonly say: Narrator;
  readonly product: Product;
  /** `account:1` */
  readonly subject: string;
  /** What its people call it. */
  readonly name: string;
}

/** Tells what somebody did, once the request stands as it should after that. */
export async function told(scene: Scene, who: string, did: string, state: Request['state']): Promise<Request> {
  const request = await requestIn(scene.product, scene.subject, state);
  const due = request.state === 'scheduled' && request.dueAt !== null ? ` until ${request.dueAt.slice(0, 16)}Z` : '';
  scene.say.event({ atMs: await now(scene.product), who, did, state: `${state}${due}` });
  return request;
}

/** For what changes no state. */
export async function noted({ say, product }: Scene, who: string, did: string, found: string): Promise<void> {
  say.event({ atMs: await now(product), who, did, state: found });
}

export async function wait(scene: Scene, by: string, words: string): Promise<void> {
  await advance(scene.product, by);
  scene.say.event({ atMs: await now(scene.product), who: 'the clock', did: `is advanced by ${words}`, state: null });
}

/** Who is told after their rows are gone was noted for that alone. */
export async function forgetsAddresses(scene: Scene): Promise<void> {
  const { database, signal } = scene.product;
  await until('the noted addresses to be erased', signal, async () => {
    const [row] = await asked(database, 'select count(*)::int as left from lethe.addresses');
    return row?.['left'] === 0 ? true : null;
  });
  await noted(scene, 'Lethe', 'erases the addresses noted for the last message', 'none left');
}

/** How many messages there are now: what comes later is counted from here. */
export const mailsSoFar = async ({ product }: Scene): Promise<number> => (await mailsAt(product.service)).length;

interface Expected {
  readonly to: string;
  readonly subject: RegExp;
  /** None of the messages that were there before. */
  readonly after: number;
  /** It has been shown once, and says the same again. */
  readonly again?: boolean;
  /** A paragraph that is shown too. */
  readonly part?: RegExp;
}

export async function arrived({ say, product }: Scene, { to, subject, after, again, part }: Expected): Promise<Mail> {
  const mail = await mailTo(product, to, subject, after);
  say.detail(again ? shownEnvelope(mail) : shownMail(mail, part));
  return mail;
}

/** A person in front of the page that a mailed link leads to. */
export async function openLink({ product }: Scene, mail: Mail): Promise<{ person: Browser; page: string }> {
  const person = browser(product.service);
  const first = await person.get(linkIn(mail).pathname);
  const { text } = await person.get(first.location ?? '/link');
  return { person, page: text };
}

/** Mail programs open links before people do, some of them run what is on the page and send its forms. */
export async function proveInert(scene: Scene, mail: Mail): Promise<void> {
  const before = await storedAbout(scene);
  for (let times = 0; times < 2; times += 1) await openLink(scene, mail);
  const { person } = await openLink(scene, mail);
  const { status } = await person.submit('/link');
  const same = JSON.stringify(before) === JSON.stringify(await storedAbout(scene));
  scene.say.proof(same && status === 422, 'the link opened by a scanner, which also sends the form: nothing changes');
}

/** Events and tokens of all requests, which every change would add to. */
const storedAbout = ({ product }: Scene): Promise<unknown> =>
  asked(
    product.database,
    `select (select count(*) from lethe.events where request is not null)::int as events,
       (select count(*) from lethe.notices)::int as notices,
       (select md5(string_agg(t::text, '' order by id)) from lethe.tokens t) as tokens`,
  );

export function titleOf(page: string): string {
  const [, title = ''] = /<h1[^>]*>([^<]*)<\/h1>/u.exec(page) ?? [];
  return title;
}

/** `exactly`: the answer a host acts on, asked over HTTP. */
export async function proveAccess({ say, product, subject }: Scene, exactly: string, words: string): Promise<void> {
  const access = await product.operator.access(subject);
  say.proof(access === exactly, `${words}: access is ${access}`);
}

/** Really tries to write, as the people of the workspace would. Answers the CRM's status. */
export async function addContact(person: Browser, workspace: string): Promise<number> {
  const { status } = await person.json('POST', `/api/workspaces/${workspace}/contacts`, { fullName: 'Nora Neumann' });
  return status;
}
