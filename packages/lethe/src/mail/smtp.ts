import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { LetheError } from '../errors.ts';
import type { Mailer, SendResult } from './mailer.ts';
import type { Message } from './message.ts';

export interface SmtpSettings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: string;
  /** `Acme <no-reply@acme.test>`. */
  readonly from: string;
  readonly connectWithinMs?: number;
  /** Between two answers of the server. */
  readonly answerWithinMs?: number;
  /** For the whole message: a server that answers a byte at a time must not keep a worker. */
  readonly sendWithinMs?: number;
}

/** null: the server is there and knows us. Otherwise the reply's number or the failure's name. Nothing is sent. */
export async function reachMailServer(settings: SmtpSettings): Promise<string | null> {
  try {
    await transportOf(settings).verify();
    return null;
  } catch (error) {
    if (error instanceof LetheError) throw error;
    const failure = failureOf(error);
    return failure === null ? 'unknown' : String(failure.responseCode ?? failure.code);
  }
}

/** Sends over SMTP, a connection a message. It logs nothing: the library's log has addresses and tokens in it. */
export function smtpMailer(settings: SmtpSettings): Mailer {
  const { sendWithinMs = 60_000 } = settings;
  const transport = transportOf(settings);
  return {
    async send(message) {
      if (!isAddress(message.to)) return { is: 'bounced', code: 'ADDRESS_INVALID' };
      try {
        await transport.sendMail({
          ...mailOf(message),
          from: settings.from,
          signal: AbortSignal.timeout(sendWithinMs),
        });
        return { is: 'sent' };
      } catch (error) {
        return resultOf(error);
      }
    },
  };
}

function transportOf({ url, from, connectWithinMs = 10_000, answerWithinMs = 30_000 }: SmtpSettings) {
  if (!isAddress(addressIn(from))) throw invalid('the sender is not written Name <local@domain>');
  return createTransport({
    ...serverOf(url),
    connectionTimeout: connectWithinMs,
    dnsTimeout: connectWithinMs,
    greetingTimeout: connectWithinMs,
    socketTimeout: answerWithinMs,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function mailOf({ to, subject, text, html, messageId, headers }: Message) {
  return {
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers: { ...headers },
    // Lines of any length, and any character, through servers that take 998 bytes of ASCII a line.
    textEncoding: 'quoted-printable' as const,
  };
}

function serverOf(text: string) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const secure = url?.protocol === 'smtps:';
  // The text of the setting holds a password, so it is not repeated.
  if (url === null || url.hostname === '' || (!secure && url.protocol !== 'smtp:'))
    throw invalid('the URL of the mail server is not smtp://host:port or smtps://user:password@host:port');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password is not said in the clear. Without one, TLS is used where the server offers it, as between mail servers.
    requireTLS: !secure && user !== '' && !isLoopback(host),
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const invalid = (message: string): LetheError => new LetheError('SETTING_INVALID', message);

/**
 * One address and nothing that could be read as two, or as the end of a header. Stricter than RFC 5322, which allows
 * spaces and brackets in quotes: such an address would have to come from somebody who wants to trick a server.
 */
const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u.test(text);

const addressIn = (from: string): string => /^[^<>\r\n]*<([^<>]*)>$/.exec(from)?.[1] ?? from;

interface SmtpFailure {
  readonly code: string;
  readonly responseCode: number | null;
  readonly command: string | null;
}

/**
 * Only what the server says of the recipient, or of the message, for good is a bounce. A refused sender or password is
 * ours to repair: what was to be told is still to be told then.
 */
function resultOf(error: unknown): SendResult {
  const failure = failureOf(error);
  if (failure === null) throw error;
  const { code, responseCode, command } = failure;
  const forGood = responseCode !== null && responseCode >= 500 && responseCode < 600 && !wantsSignIn.has(responseCode);
  if (forGood && (command === 'RCPT TO' || command === 'DATA')) return { is: 'bounced', code: String(responseCode) };
  return { is: 'later', code: responseCode === null ? code : String(responseCode) };
}

/** 530, 535 and their like at any command: the server wants to know us first. */
const wantsSignIn: ReadonlySet<number> = new Set([530, 534, 535, 538]);

function failureOf(error: unknown): SmtpFailure | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const responseCode = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const command = 'command' in error && typeof error.command === 'string' ? error.command : null;
  const system = 'originalCode' in error && typeof error.originalCode === 'string' ? error.originalCode : null;
  return { code: system ?? error.code, responseCode, command };
}
