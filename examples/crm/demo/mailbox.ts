/** What went through SMTP to anybody, as their mail program has it. */
export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly links: readonly string[];
  readonly deliveries: number;
}

/** The oldest first. */
export async function mailsAt(service: string): Promise<readonly Mail[]> {
  const answer = await fetch(new URL('/dev/mailbox', service), { headers: { accept: 'application/json' } });
  const { items }: { items: readonly Mail[] } = JSON.parse(await answer.text());
  return items.toReversed();
}

const shownLines = 5;
const widest = 110;

/** From, to and subject. */
export const shownEnvelope = ({ from, to, subject }: Mail): string => `✉ ${from} → ${to}\n  ${subject}`;

/** With its first lines, and the paragraph that `part` finds. A link stays whole, so that it can be opened. */
export function shownMail(mail: Mail, part: RegExp | null = null): string {
  const lines = filled(mail.text);
  const shown = lines.slice(0, part === null ? shownLines : 2);
  const found = part === null ? [] : filled(mail.text.split('\n\n').find((each) => part.test(each)) ?? '');
  const left = lines.length - shown.length - found.length;
  const more = left > 0 ? [`… and ${left} lines`] : [];
  const all = [...shown, ...(found.length > 0 ? ['…', ...found] : []), ...more];
  return [shownEnvelope(mail), ...all.map((line) => `  │ ${short(line)}`)].join('\n');
}

const filled = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

const short = (line: string): string => (line.length > widest ? `${line.slice(0, widest - 1)}…` : line);

/** The one that acts; others only show. */
export function linkIn({ links, subject }: Mail): URL {
  const link = links.find((each) => each.includes('/link/'));
  if (link === undefined) throw new Error(`The message "${subject}" has no link.`);
  return new URL(link);
}
