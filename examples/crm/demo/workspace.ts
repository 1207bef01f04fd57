import { join } from 'node:path';
import type { Request } from 'lethe/client';
import { type Browser, browser, type Page } from '../test/crm-browser.ts';
import { proveCertificate, takeCertificate } from './certificate.ts';
import { asked } from './database.ts';
import { type Mail, mailsAt } from './mailbox.ts';
import type { Narrator } from './narrate.ts';
import { signIn } from './people.ts';
import type { Product } from './product.ts';
import { lookBefore, proveForgotten, proveGone } from './proofs.ts';
import { proveRemains } from './remains.ts';
import {
  addContact,
  arrived,
  forgetsAddresses,
  mailsSoFar,
  openLink,
  proveAccess,
  proveInert,
  type Scene,
  told,
  wait,
} from './scene.ts';
import { booksOf, proveEnded } from './vendor-books.ts';

const admin = 'admin@globex.test';
const owner = 'owner@globex.test';
const stranger = 'stranger@elsewhere.test';

interface Workspace extends Scene {
  readonly id: string;
  /** What it may be called in a request from outside. */
  readonly handle: string;
}

/** An admin who is not signed in asks for one workspace: shut while it waits, gone three days later. */
export async function deleteWorkspace(say: Narrator, product: Product, folder: string): Promise<void> {
  say.step('A workspace leaves: asked for from outside, by an admin’s mailbox; shut until it is gone');
  const id = '2';
  const target = { url: product.database, workspaces: [id], account: null };
  const before = await lookBefore(say, target);
  const books = await booksOf(product);
  const [row] = await asked(product.database, 'select name, slug from app.workspaces where id = $1', [id]);
  const [name, handle] = [String(row?.['name']), String(row?.['slug'])];
  const scene: Workspace = { say, product, subject: `workspace:${id}`, name, id, handle };
  await askFromOutside(scene);
  const closing = await waitShut(scene);

  say.step('What is left of the workspace');
  await proveEnded(say, product, books);
  await proveGone(say, target, before);
  await proveForgotten(say, target, { folder, names: [owner, admin, stranger, name] });
  say.proof(!product.letheSaid().includes('@globex.test'), 'Lethe’s log names nobody');
  const request = await proveRemains(scene, closing);
  const file = join(folder, 'workspace.note');
  const { note } = await takeCertificate(product, request, file);
  say.proof(!/@|Globex/u.test(note.replaceAll(/deleted-\d+@invalid/gu, '')), 'the certificate names nobody');
  await proveCertificate(say, { file, folder, signal: product.signal });
}

/** R1, R2, R7: the public form, and the mailbox of somebody whose role the CRM knows. */
async function askFromOutside(scene: Workspace): Promise<void> {
  const { say, product, handle, name } = scene;
  const after = await mailsSoFar(scene);
  const outsider = await writeForm(product, { address: stranger, named: handle });
  const insider = await writeForm(product, { address: admin, named: handle });
  await told(scene, admin, `asks by the public form to delete ${handle}, with exports still needed`, 'verifying');
  const mail = await arrived(scene, { to: admin, subject: /mailbox is yours/u, after });
  await proveInert(scene, mail);
  const mails = await mailsAt(product.service);
  say.proof(
    outsider.text === insider.text && outsider.status === insider.status && !mails.some(({ to }) => to === stranger),
    'a stranger who asks the same gets the same answer, byte for byte, and no message',
  );
  const { person } = await openLink(scene, mail);
  await person.submit('/link', { typed: name });
  const request = await told(scene, admin, 'opens the link and types the name', 'scheduled');
  proveWarned(scene, request);
  for (const to of [admin, owner]) {
    const { text } = await arrived(scene, { to, subject: /will be deleted/u, after });
    say.proof(/unpaid invoices/u.test(text) && /exports of your data/u.test(text), `${to} reads of both in it`);
  }
}

interface Written {
  readonly address: string;
  readonly named: string;
}

async function writeForm({ service }: Product, written: Written): Promise<Page> {
  const visitor: Browser = browser(service);
  await visitor.get('/request');
  return visitor.submit('/request', { ...written, kind: 'workspace', exportsNeeded: 'yes' });
}

/** R8: bills and exports do not stop it, but nobody can say they were not told. */
function proveWarned({ say }: Workspace, { blockers }: Request): void {
  const names = blockers.map(({ name, level }) => `${name} (${level})`);
  say.proof(blockers.length === 2, `what is outstanding is on record: ${names.join(', ')}`);
}

/** R3: restricted from here on. Answers the closing message. */
async function waitShut(scene: Workspace): Promise<Mail> {
  const { say, product, id } = scene;
  const after = await mailsSoFar(scene);
  const person = await signIn(product, owner);
  await proveAccess(scene, 'restricted', 'queued for removal');
  say.proof((await addContact(person, id)) === 423, 'the CRM refuses a new contact (423 Locked)');
  const { status } = await person.get(`/workspaces/${id}/export/contacts.csv`);
  say.proof(status === 200, 'its owner can still export');
  const other = await product.operator.access('workspace:5');
  say.proof(other === 'active', `the account’s other workspaces go on: access is ${other}`);
  await wait(scene, 'P3DT1M', '3 days');
  await told(scene, 'Lethe', 'deletes the workspace, past the point of no return', 'completed');
  const closing = await arrived(scene, {
    to: admin,
    subject: /deleted; some data stays/u,
    after,
    part: /^What stays/u,
  });
  await arrived(scene, { to: owner, subject: /deleted; some data stays/u, after, again: true });
  const { status: gone } = await person.get(`/workspaces/${id}`);
  say.proof(gone === 404, 'the CRM knows the workspace no more (404)');
  await forgetsAddresses(scene);
  return closing;
}
