import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address, type Email } from 'postal-mime';

/** A message as one recipient got it. */
export interface KeptMail {
  readonly id: string;
  /** '' where the message had none. */
  readonly messageId: string;
  readonly from: string;
  /** Of the envelope: who really got it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Milliseconds since 1970, by this machine's clock. Of the first delivery. */
  readonly receivedAt: number;
  /** Of both forms, each once, in the order of the text. */
  readonly links: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** More than one: the same Message-ID came again to the same recipient. */
  readonly deliveries: number;
}

type Parsed = Omit<KeptMail, 'id' | 'to' | 'receivedAt' | 'deliveries'>;

export async function parseMail(raw: Uint8Array): Promise<Parsed> {
  const email = await PostalMime.parse(raw);
  return {
    messageId: email.messageId ?? '',
    from: addressText(email.from),
    subject: email.subject ?? '',
    text: email.text ?? '',
    html: email.html ?? '',
    links: linksOf(email),
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

const addressText = (address: Address | undefined): string =>
  address === undefined ? '' : [address.name, address.address && `<${address.address}>`].filter(Boolean).join(' ');

function linksOf({ text = '', html = '' }: Email): readonly string[] {
  const inText = text.match(/https?:\/\/[^\s<>"']+/g) ?? [];
  const inHtml = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));
  return [...new Set([...inText, ...inHtml])];
}

/** What arrived, in memory, and in a folder where one is given: then it is there again after a restart. */
export class KeptMails {
  readonly #mails = new Map<string, KeptMail>();
  readonly #folder: string | null;
  #last = 0;
  /** One write after the other, or an older count could land on a newer one. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(folder: string | null) {
    this.#folder = folder;
  }

  static async open(folder: string | null): Promise<KeptMails> {
    const kept = new KeptMails(folder);
    if (folder === null) return kept;
    // What is in there opens and cancels deletions.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json')).sort()) {
      const mail: KeptMail = JSON.parse(await readFile(join(folder, name), 'utf8'));
      kept.#mails.set(mail.id, mail);
      kept.#last = Math.max(kept.#last, Number(mail.id));
    }
    return kept;
  }

  /** Oldest first. */
  list(): readonly KeptMail[] {
    return [...this.#mails.values()];
  }

  read(id: string): KeptMail | null {
    return this.#mails.get(id) ?? null;
  }

  /** A message that has come before counts up; one without an id is always a new one. */
  async add(parsed: Parsed, to: string, receivedAt: number): Promise<KeptMail> {
    const before = this.list().find(
      (each) => parsed.messageId !== '' && each.messageId === parsed.messageId && each.to === to,
    );
    const mail: KeptMail =
      before === undefined
        ? { id: this.#nextId(), to, receivedAt, deliveries: 1, ...parsed }
        : { ...before, deliveries: before.deliveries + 1 };
    this.#mails.set(mail.id, Object.freeze(mail));
    await this.#onDisk((folder) => write(folder, mail));
    return mail;
  }

  async clear(): Promise<void> {
    const ids = [...this.#mails.keys()];
    this.#mails.clear();
    await this.#onDisk(async (folder) => {
      for (const id of ids) await rm(join(folder, `${id}.json`), { force: true });
    });
  }

  #onDisk(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = this.#folder;
    if (folder === null) return Promise.resolve();
    const done = this.#writing.then(() => work(folder));
    // Whoever asked for the work hears of its failure; the next one has its own try.
    this.#writing = done.catch(() => undefined);
    return done;
  }

  #nextId(): string {
    this.#last += 1;
    return String(this.#last).padStart(6, '0');
  }
}

/** Under another name first: a process killed meanwhile leaves no half of a message. */
async function write(folder: string, mail: KeptMail): Promise<void> {
  const unfinished = join(folder, `.${mail.id}-${mail.deliveries}`);
  await writeFile(unfinished, JSON.stringify(mail, null, 2), { mode: 0o600 });
  await rename(unfinished, join(folder, `${mail.id}.json`));
}
