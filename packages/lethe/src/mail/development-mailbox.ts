import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { LetheError } from '../errors.ts';
import { type KeptMail, KeptMails, parseMail } from './kept-mail.ts';

export const developmentSmtpPort = 4125;

/**
 * `rejects for good`: 550 to the recipient. `rejects for now`: 451, as greylisting does. `is slow`: takes the message,
 * answers after `delayMs`. `stores unseen`: takes the message, then cuts the connection instead of answering.
 */
export type MailMisbehaviour = 'rejects for good' | 'rejects for now' | 'is slow' | 'stores unseen';

export interface MailMisbehaviourOptions {
  /** Everybody if left out. */
  readonly recipient?: string;
  /** Until told otherwise if left out. */
  readonly times?: number;
  readonly delayMs?: number;
}

/** A mail server that delivers to nobody and shows what it was given. For development and tests. */
export interface DevelopmentMailbox extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Oldest first. */
  list(): readonly KeptMail[];
  read(id: string): KeptMail | null;
  clear(): Promise<void>;
  /** The first message that fits, of those that are there or come within the time. */
  waitFor(fits: (mail: KeptMail) => boolean, options: { readonly withinMs: number }): Promise<KeptMail>;
  behave(how: MailMisbehaviour, options?: MailMisbehaviourOptions): void;
  /** Ends all misbehaviour. */
  recover(): void;
}

export interface MailboxOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** Keeps what arrives over a restart. */
  readonly folder?: string;
}

export async function startDevelopmentMailbox(options: MailboxOptions = {}): Promise<DevelopmentMailbox> {
  const kept = await KeptMails.open(options.folder ?? null);
  const mailbox = new Mailbox(kept);
  await mailbox.listen(options.port ?? developmentSmtpPort);
  return mailbox;
}

interface Planned extends MailMisbehaviourOptions {
  readonly how: MailMisbehaviour;
  left: number;
}

interface Waiting {
  readonly fits: (mail: KeptMail) => boolean;
  readonly found: (mail: KeptMail) => void;
  readonly failed: (error: Error) => void;
}

class Mailbox implements DevelopmentMailbox {
  readonly #kept: KeptMails;
  readonly #server: SMTPServer;
  /** By the client's port, which a session names. */
  readonly #sockets = new Map<number, Socket>();
  readonly #planned: Planned[] = [];
  readonly #waiting = new Set<Waiting>();
  #port = 0;

  constructor(kept: KeptMails) {
    this.#kept = kept;
    this.#server = new SMTPServer({
      authOptional: true,
      // Its certificate is made up, so a client that checks certificates would refuse to go on.
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      size: 10 * 1024 * 1024,
      closeTimeout: 100,
      onRcptTo: ({ address }, _session, answer) => answer(this.#refusalFor(address)),
      onData: (stream, session, answer) => {
        this.#take(stream, session).then((says) => says !== null && answer(null, says), answer);
      },
    });
    this.#server.server.on('connection', (socket: Socket) => this.#remember(socket));
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  async listen(port: number): Promise<void> {
    const server = this.#server.server;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    }).catch((error: unknown) => {
      throw isTaken(error) ? portTaken(port, error) : error;
    });
    // A client that breaks off is its own affair; without a listener it would end this process.
    this.#server.on('error', () => undefined);
    this.#port = (server.address() as AddressInfo).port;
  }

  list(): readonly KeptMail[] {
    return this.#kept.list();
  }

  read(id: string): KeptMail | null {
    return this.#kept.read(id);
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }

  waitFor(fits: (mail: KeptMail) => boolean, { withinMs }: { readonly withinMs: number }): Promise<KeptMail> {
    const there = this.list().find(fits);
    if (there !== undefined) return Promise.resolve(there);
    const { promise, resolve, reject } = Promise.withResolvers<KeptMail>();
    const waiting: Waiting = { fits, found: resolve, failed: reject };
    const timer = setTimeout(() => reject(new Error(this.#nothingCame(withinMs))), withinMs);
    this.#waiting.add(waiting);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    });
  }

  behave(how: MailMisbehaviour, options: MailMisbehaviourOptions = {}): void {
    this.#planned.push({ how, ...options, left: options.times ?? Number.POSITIVE_INFINITY });
  }

  recover(): void {
    this.#planned.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { failed } of this.#waiting) failed(new Error('the development mailbox was closed'));
    for (const socket of this.#sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  #remember(socket: Socket): void {
    const { remotePort = 0 } = socket;
    this.#sockets.set(remotePort, socket);
    socket.on('close', () => this.#sockets.delete(remotePort));
  }

  /** null: nothing to say, the connection is gone. */
  async #take(stream: SMTPServerDataStream, { envelope, remotePort }: SMTPServerSession): Promise<string | null> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (stream.sizeExceeded) throw Object.assign(new Error('message too large'), { responseCode: 552 });
    const parsed = await parseMail(Buffer.concat(chunks));
    const recipients = envelope.rcptTo.map(({ address }) => address);
    const ids: string[] = [];
    for (const to of recipients) {
      const mail = await this.#kept.add(parsed, to, Date.now());
      ids.push(mail.id);
      for (const { fits, found } of this.#waiting) if (fits(mail)) found(mail);
    }
    const slow = this.#turn(recipients, 'is slow');
    if (slow !== null) await wait(slow.delayMs ?? 0, undefined, { ref: false });
    if (this.#turn(recipients, 'stores unseen') !== null) {
      this.#sockets.get(remotePort)?.destroy();
      return null;
    }
    return `kept as ${ids.join(', ')}`;
  }

  #refusalFor(recipient: string): Error | null {
    if (this.#turn([recipient], 'rejects for good') !== null)
      return Object.assign(new Error('no such mailbox here'), { responseCode: 550 });
    if (this.#turn([recipient], 'rejects for now') !== null)
      return Object.assign(new Error('not now, try again'), { responseCode: 451 });
    return null;
  }

  /** The misbehaviour that is planned for one of them; it counts as done. */
  #turn(recipients: readonly string[], how: MailMisbehaviour): Planned | null {
    const planned = this.#planned.find(
      (each) =>
        each.how === how && each.left > 0 && (each.recipient === undefined || recipients.includes(each.recipient)),
    );
    if (planned === undefined) return null;
    planned.left -= 1;
    return planned;
  }

  #nothingCame(withinMs: number): string {
    const there = this.list().map(({ to, subject }) => `${subject} (${to})`);
    return `no such message within ${withinMs} ms; there are: ${there.join('; ') || 'none'}`;
  }
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const portTaken = (port: number, cause: unknown): LetheError =>
  new LetheError('PORT_TAKEN', `port ${port}, wanted by the development mailbox, is taken`, {
    cause,
    details: { port },
  });
