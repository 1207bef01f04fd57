import type { Message } from './message.ts';

/** Where messages leave. */
export interface Mailer {
  /**
   * Never throws for what a mail server or network does. Sending the same message again is safe: its id stays, so that
   * a server or reader can see that it is the same one.
   */
  send(message: Message): Promise<SendResult>;
}

/**
 * `sent`: the server has taken it over; that somebody reads it is not known. `bounced`: this address will not have it,
 * now or later. `later`: try again, and it may have arrived all the same, as when the connection was lost before the
 * answer. `code` is the reply's number (`550`) or the failure's name (`ETIMEDOUT`), never the server's text: that names
 * the address.
 */
export type SendResult =
  | { readonly is: 'sent' }
  | { readonly is: 'bounced'; readonly code: string }
  | { readonly is: 'later'; readonly code: string };
