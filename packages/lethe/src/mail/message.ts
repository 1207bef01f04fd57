/** What a message says, in both forms a mail program may show. */
export interface Content {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One message to one person, ready to be sent: nobody learns from it who else was told. */
export interface Message extends Content {
  readonly to: string;
  /** `<local@domain>`, the same each time this message is sent again, so that a repetition can be recognised. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** RFC 3834: without these, out-of-office programs answer us, and two such programs answer each other for ever. */
const sentByProgram = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } as const;

export function messageOf(envelope: { readonly to: string; readonly messageId: string }, content: Content): Message {
  if (!/^<[\w.+-]+@[\w.-]+>$/.test(envelope.messageId)) throw new Error('bug: a message id is written <local@domain>');
  return Object.freeze({ ...envelope, ...content, headers: sentByProgram });
}
