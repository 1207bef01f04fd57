import { join } from 'node:path';
import type { Browser } from '../test/crm-browser.ts';
import { proveCertificate, takeCertificate } from './certificate.ts';
import { asked } from './database.ts';
import type { Mail } from './mailbox.ts';
import type { Narrator } from './narrate.ts';
import { signIn } from './people.ts';
import type { Product } from './product.ts';
import { lookBefore, proveForgotten, proveGone, type Target } from './proofs.ts';
import { proveRemains } from './remains.ts';
import {
  addContact,
  arrived,
  forgetsAddresses,
  mailsSoFar,
  noted,
  openLink,
  proveAccess,
  proveInert,
  type Scene,
  titleOf,
  told,
  wait,
} from './scene.ts';
import { booksOf, proveEnded } from './vendor-books.ts';

const owner = 'owner@acme.test';
const admin = 'admin@acme.test';

interface Account extends Scene {
  readonly id: string;
  readonly workspace: string;
  readonly person: Browser;
}

/** An owner deletes the account in two steps, lets one try run out, takes the next back, and means the third. */
export async function deleteAccount(say: Narrator, product: Product, folder: string): Promise<void> {
  say.step('An account leaves: asked for in Settings, confirmed by mail, seven days to think again');
  const id = '1';
  const target = await targetOf(product, id);
  const before = await lookBefore(say, target);
  const books = await booksOf(product);
  const person = await signIn(product, owner);
  const [workspace = ''] = target.workspaces;
  const scene: Account = { say, product, subject: `account:${id}`, name: 'Acme', id, workspace, person };
  await letExpire(scene);
  await changeMind(scene);
  const closing = await goThrough(scene);

  say.step('What is left of the account');
  await proveEnded(say, product, books);
  await proveGone(say, target, before);
  await proveShell(scene);
  await proveForgotten(say, target, { folder, names: [owner, admin, 'Acme', 'billing@'] });
  const request = await proveRemains(scene, closing);
  const file = join(folder, 'account.note');
  await takeCertificate(product, request, file);
  await proveCertificate(say, { file, folder, signal: product.signal });
}

async function targetOf({ database: url }: Product, account: string): Promise<Target> {
  const rows = await asked(url, 'select id from app.workspaces where account_id = $1 order by id', [account]);
  return { url, account, workspaces: rows.map(({ id }) => String(id)) };
}

/** Answers the message with the link. */
async function ask(scene: Account, { again }: { readonly again: boolean }): Promise<Mail> {
  const { person, id } = scene;
  const after = await mailsSoFar(scene);
  const path = `/accounts/${id}/settings/delete`;
  await person.get(path);
  const { status, text } = await person.submit(path);
  if (status !== 303) throw new Error(`The CRM answers ${status}: ${titleOf(text)}`);
  await told(scene, owner, 'asks in Settings → General to delete the account', 'confirming');
  return arrived(scene, { to: owner, subject: /^Confirm/u, after, again });
}

async function letExpire(scene: Account): Promise<void> {
  const mail = await ask(scene, { again: false });
  await proveInert(scene, mail);
  await wait(scene, 'PT24H1M', '24 hours: nobody confirms');
  await told(scene, 'Lethe', 'ends the request', 'expired');
  const { page } = await openLink(scene, mail);
  await noted(scene, owner, 'opens the link too late', `“${titleOf(page)}”`);
}

async function confirm(scene: Account): Promise<number> {
  const { say, product, name } = scene;
  const mail = await ask(scene, { again: true });
  const after = await mailsSoFar(scene);
  const { person } = await openLink(scene, mail);
  await person.submit('/link', { typed: `not ${name}` });
  const [request] = (await product.operator.list({ subject: scene.subject })).items;
  say.proof(request?.state === 'confirming', 'another name typed does not confirm it');
  await person.submit('/link', { typed: name });
  return after;
}

async function changeMind(scene: Account): Promise<void> {
  const { say, person, id, workspace } = scene;
  const after = await confirm(scene);
  const { id: request } = await told(scene, owner, 'opens the link and types the name', 'scheduled');
  await proveAccess(scene, 'scheduled', 'seven days of grace');
  say.proof((await addContact(person, workspace)) === 201, 'everything can be used meanwhile: a contact is added');
  await arrived(scene, { to: owner, subject: /will be deleted/u, after });
  const settings = `/accounts/${id}/settings`;
  await person.get(settings);
  await person.submit(`${settings}/cancel`, { request });
  await told(scene, owner, 'cancels in Settings', 'cancelled');
  await proveAccess(scene, 'active', 'as if nothing had been asked');
  await arrived(scene, { to: owner, subject: /cancelled/u, after });
}

/** Answers the closing message. */
async function goThrough(scene: Account): Promise<Mail> {
  const { say, person, id } = scene;
  const after = await confirm(scene);
  await told(scene, owner, 'opens the link and types the name', 'scheduled');
  await arrived(scene, { to: owner, subject: /will be deleted/u, after, again: true });
  await wait(scene, 'P6DT1M', '6 days');
  await arrived(scene, { to: owner, subject: /^Reminder/u, after });
  await proveAccess(scene, 'scheduled', 'a day is left');
  await wait(scene, 'P1D', 'the last day');
  await told(scene, 'Lethe', 'deletes the account, past the point of no return', 'completed');
  const closing = await arrived(scene, {
    to: owner,
    subject: /deleted; some data stays/u,
    after,
    part: /^What stays/u,
  });
  const { status } = await person.get(`/accounts/${id}/settings`);
  say.proof(status === 404, 'the CRM knows the account no more (404)');
  await proveAccess(scene, 'gone', 'asked over HTTP');
  await forgetsAddresses(scene);
  return closing;
}

/** Kept rows hang from the account's row, so it stays, without what names anybody. */
async function proveShell({ say, product, id }: Account): Promise<void> {
  const [row] = await asked(product.database, 'select name, billing_email from app.accounts where id = $1', [id]);
  const { name, billing_email } = row ?? {};
  say.proof(
    name === 'deleted',
    `the account’s row is a shell for the books: ${String(name)}, ${String(billing_email)}`,
  );
}
